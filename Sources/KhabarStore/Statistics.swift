import Synchronization

/// What the store uses and has done.
package struct StoreStatistics: Equatable, Sendable {
    /// Bytes and number of log files on disk, headers included.
    package var logBytes: UInt64 = 0
    package var logFiles = 0
    /// Bytes and number of the segment files that the manifest names, headers included.
    package var segmentBytes: UInt64 = 0
    package var segmentFiles = 0
    /// The greatest sequence number given to a record, in this run or an earlier one.
    package var lastSequence: UInt64 = 0
    /// fsync and fdatasync calls since opening, of files and folders, failed ones included.
    package var synchronizations: UInt64 = 0
}

/// Counters that several threads move.
final class Meter: Sendable {
    private let syncs = Atomic<UInt64>(0)

    func countSync() { syncs.add(1, ordering: .relaxed) }

    var synchronizations: UInt64 { syncs.load(ordering: .relaxed) }
}
