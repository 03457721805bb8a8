import KhabarCommand
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads files again when the process gets SIGHUP: certificates are renewed every few weeks, and names for things come with the news.
struct Rereading: Service {
    /// Files that are used together or not at all.
    struct Part: Sendable {
        /// For the log.
        let name: String
        let read: @Sendable () throws(CommandFailure) -> Void
    }

    let hangups: UnixSignalsSequence
    let parts: [Part]
    let logger: Logger

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() {
            for part in parts {
                do throws(CommandFailure) {
                    try part.read()
                    logger.notice("\(part.name): read again")
                } catch {
                    logger.error(
                        "\(part.name): as before, the file can't be used",
                        metadata: ["reason": "\(error.message ?? "")"])
                }
            }
        }
    }
}
