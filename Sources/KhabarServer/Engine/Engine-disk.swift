import KhabarStore
import Logging
import Synchronization

/// What the log says of a disk that takes nothing. On the writer's queue.
extension Engine {
    /// Said once, however many workers try again and again.
    ///
    /// - Parameter bytes: what was refused; 0 where it is not known.
    func cannotWrite(_ error: StoreError, bytes: Int) -> IngestError {
        let isNew = bookkeeping.withLock { bookkeeping in
            defer { bookkeeping.refusedBytes = min(bookkeeping.refusedBytes ?? bytes, bytes) }
            return bookkeeping.refusedBytes == nil
        }
        if isNew {
            logger.error(
                "The disk takes no more: articles and retractions are refused until it does, searches go on",
                metadata: ["bytes": "\(bytes)", "error": "\(error)"])
        }
        return .cannotWrite("\(error)")
    }

    /// As much was made durable as was refused before: where less was, a full disk may still be full.
    func wrote(bytes: Int) {
        let isOver = bookkeeping.withLock { bookkeeping in
            guard let refused = bookkeeping.refusedBytes, bytes >= refused else { return false }
            bookkeeping.refusedBytes = nil
            return true
        }
        if isOver { logger.notice("The disk takes articles again") }
    }
}
