import Dispatch
import Glibc

/// Calls `drain` at the first SIGTERM or SIGINT; a second one ends the process at once, as it would have without this.
final class DrainSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ drain: @escaping @Sendable () -> Void) {
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
                drain()
            }
            source.resume()
            return source
        }
    }
}
