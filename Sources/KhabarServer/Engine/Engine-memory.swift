import Synchronization

/// What is on its way into the index counts as if it were there.
extension Engine {
    /// So that several segments at once don't go past the limit together. What was reserved is given back once it is in the index, or refused.
    package func reserve(_ bytes: Int) -> IngestError? {
        onTheirWay.withLock { onTheirWay in
            let held = heldBytes.load(ordering: .acquiring) + onTheirWay
            guard held + bytes <= memoryLimitBytes else { return .memoryFull(bytes: held, limit: memoryLimitBytes) }
            onTheirWay += bytes
            return nil
        }
    }

    package func unreserve(_ bytes: Int) { onTheirWay.withLock { $0 -= bytes } }
}
