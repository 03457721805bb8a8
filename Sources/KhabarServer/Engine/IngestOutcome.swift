/// What became of a segment that is durable and searchable.
struct IngestOutcome: Sendable, Equatable {
    /// Everything of its producer up to this sequence number is durable.
    var contiguous: UInt64
    var isDuplicate: Bool
    var accepted: Int
    /// Articles that changed nothing: known already, or older than what is there.
    var unchanged: Int
}

/// Why a segment or a retraction was not taken. Nothing of it was applied.
package enum IngestError: Error, Sendable, Equatable {
    case invalid(String)
    case fenced
    case analyserMismatch(UInt32)
    /// The disk, or what keeps the server from writing to it.
    case cannotWrite(String)
    /// The index has reached the memory that it may take.
    case memoryFull(bytes: Int, limit: Int)
    /// What was retracted is remembered for good, and no more of it can be.
    case tooManyRetractions(bytes: Int, limit: Int)
    case closed
}
