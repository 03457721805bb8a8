import Synchronization
import TestSupport

/// `SplitMix64` behind a lock, for closures that several threads may call.
final class Generator: Sendable {
    private let state: Mutex<SplitMix64>

    init(seed: UInt64) { state = Mutex(SplitMix64(seed: seed)) }

    func next() -> UInt64 { state.withLock { $0.next() } }
}
