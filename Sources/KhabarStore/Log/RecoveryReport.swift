/// What recovery found. Nothing in it is normal after an orderly close.
package struct RecoveryReport: Equatable, Sendable {
    /// The last log file ended in bytes that are no valid record, and nothing proves that they had been acknowledged;
    /// they were cut off.
    package struct TornTail: Equatable, Sendable {
        package let file: String
        package let offset: UInt64
        package let droppedBytes: UInt64
        /// Whole records among them: of a batch whose sync had not returned, so that the disk held it in part.
        package let droppedRecords: Int
        package let reason: String
        /// A copy of the dropped bytes, at most 33 MiB of them, in the data folder.
        package let keptAs: String
    }

    /// Nil when the log ended with a whole record.
    package var tornTail: TornTail?
    /// Records handed out, and their payload bytes.
    package var records = 0
    package var payloadBytes: UInt64 = 0
    /// Invalid bytes at the end of older log files, after everything in them that counts.
    package var passedOver: [String] = []
    /// Names in the data folder that are no part of a store. They are left alone.
    package var unknownFiles: [String] = []

    package init() {}
}

/// A record as recovery hands it out.
package struct RecoveredRecord: Sendable {
    package let sequence: UInt64
    package let kind: UInt8
    package let payload: [UInt8]
}
