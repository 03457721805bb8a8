import KhabarStore
import Logging
import Synchronization

/// What the log says of a disk that takes nothing. On the writer's queue.
extension Engine {
    /// Said once, however many workers try again and again.
    func cannotWrite(_ error: StoreError) -> IngestError {
        if !bookkeeping.withLock({ bookkeeping in
            defer { bookkeeping.cannotWrite = true }
            return bookkeeping.cannotWrite
        }) {
            logger.error(
                "Nothing can be made durable: new articles and retractions are refused until it can, searches go on",
                metadata: ["error": "\(error)"])
        }
        return .cannotWrite("\(error)")
    }

    func writesAgain() {
        if bookkeeping.withLock({ bookkeeping in
            defer { bookkeeping.cannotWrite = false }
            return bookkeeping.cannotWrite
        }) {
            logger.notice("Articles can be made durable again")
        }
    }
}
