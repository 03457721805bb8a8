internal import Synchronization

/// Keeps count of what clients have not taken yet, so that many who read slowly, or not at all, cannot fill the memory.
final class AnswerRoom: Sendable {
    private let unsent = Mutex(0)

    /// Room for an answer of so many bytes; false when there is none. Small ones always have room: connections are limited.
    func reserve(_ bytes: Int) -> Bool {
        unsent.withLock { unsent in
            guard bytes <= Limits.pieceBytes || unsent + bytes <= Limits.unsentBytesMax else { return false }
            unsent += bytes
            return true
        }
    }

    func release(_ bytes: Int) { unsent.withLock { $0 -= bytes } }
}
