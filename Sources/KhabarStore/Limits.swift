/// Every bound of the store, each with its reason.
package enum Limits {
    /// A log file is closed at the first sync after this size: small enough that folding frees space soon and that
    /// recovery re-reads little, large enough that making a file (four fsyncs) is rare.
    package static let logFileBytes: UInt64 = 64 << 20

    /// A record is one batch from a worker, 15 to 20 MB of news; this leaves room for articles of the largest size.
    package static let recordBytesMax = 256 << 20

    /// A segment file is read whole into memory, so it stays below what a machine of the intended size holds.
    package static let segmentFileBytesMax: UInt64 = 16 << 30

    /// The caller's state in the manifest (tombstones, producers): it is written anew at every install.
    package static let stateBytesMax = 64 << 20

    /// The manifest's lists around the state: a million segment files and ranges would be a fault, not a store.
    static let manifestEntriesMax: UInt32 = 1 << 20

    /// Openings whose sequence numbers are told apart: eleven years of daily ones, and 64 KiB, which are written anew with each log file.
    package static let openingsMax = 4_096

    /// Bytes of a torn tail that are kept aside for inspection: enough to hold the largest batch.
    static let tornBytesKeptMax: UInt64 = 33 << 20

    /// Torn tails that are kept; the oldest go first, so that a machine that crashes every day doesn't fill its disk.
    static let tornFilesKeptMax = 8

    /// Bytes read at once where a file is scanned or copied rather than read record by record.
    static let chunkBytes = 1 << 20

    /// Parts handed to one vectored write; Linux takes 1,024, and past a few the call's cost no longer matters.
    static let partsPerWriteMax = 16
}
