/// Some whole records of one file, on their way from the reader to a lane.
package struct Block: Sendable {
    /// From 0, over all blocks of a run: the order of the input.
    package var sequence: UInt64
    /// Index into the run's files.
    package var file: Int
    /// The records that are wanted: not another shard's, not acknowledged before.
    package var records: [Record]
    /// What the records' ranges point into.
    package var bytes: [UInt8]
    /// Every record number this block stands for, wanted or not.
    package var covered: Range<UInt64>
    /// When the block was complete, counted from the run's start.
    package var arrival: Duration
}

/// One article as it lies in a file.
package struct Record: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        /// Where in the block's bytes it lies.
        case bytes(Range<Int>)
        /// It cannot be taken, and why.
        case rejected(String)
    }

    /// From 0 in its file. Lines count whether blank or not.
    package var number: UInt64
    /// The line it starts in, from 1.
    package var line: UInt64
    package var content: Content
}
