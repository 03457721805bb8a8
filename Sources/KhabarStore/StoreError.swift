import Glibc

/// Why the store refuses. The description says what happened and what to do about it.
package enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The data folder's path names something else.
    case notAFolder(path: String)
    /// A folder has the name of one of the store's files.
    case notAFile(path: String)
    /// Another process (or another `Store` of this one) has the folder.
    case locked(path: String)
    case notPermitted(cause: FileSystemError)
    /// The folder is not empty and holds no store.
    case notAStore(path: String, unknown: String)
    /// There is no store in the folder to be backed up.
    case noStore(path: String)
    /// What is to be made is there already.
    case exists(path: String)
    /// What is to be backed up is replaced all the time.
    case changing(path: String)
    /// A copy that was made cannot be opened.
    case copyRefused(reason: String)
    /// Written by a later version.
    case newerFormat(file: String, found: UInt32, supported: UInt32)
    /// Bytes that were durable are not what they were: never repaired by guessing.
    case damaged(file: String, offset: UInt64, reason: String)
    /// Disk full, read-only or failing. What was durable still is; a later call may succeed.
    case cannotWrite(cause: FileSystemError)
    /// The sync failed: none of these records may be acknowledged, and none will be retried by the store.
    case notDurable(sequences: Range<UInt64>, cause: FileSystemError)
    case cannotRead(cause: FileSystemError)
    case tooLarge(what: String, bytes: UInt64, limit: UInt64)
    /// The caller could not use a recovered record.
    case recordRefused(file: String, offset: UInt64, sequence: UInt64, reason: String)
    /// `close` was called, or `recover` was not or failed.
    case notOpen

    package var description: String {
        switch self {
        case .notAFolder(let path):
            "\(path) is not a folder. Name a folder, or a path that doesn't exist yet."
        case .notAFile(let path):
            "\(path) is a folder, and has the name of a file of the store. Move it away."
        case .locked(let path):
            "\(path) is in use by another process. Stop it first, or use another data folder."
        case .notPermitted(let cause):
            "Not permitted: \(cause). Give the data folder to the user that runs this process."
        case .notAStore(let path, let unknown):
            "\(path) holds \(unknown), which is no part of a store. Use an empty folder, or move that file away."
        case .noStore(let path):
            "\(path) holds no store. Name the data folder of a server."
        case .exists(let path):
            "\(path) holds something already. Name a folder that isn't there yet."
        case .changing(let path):
            "\(path) changes faster than it can be read. Try again."
        case .copyRefused(let reason):
            "The copy cannot be opened, and is no backup: \(reason). Try again; if that stays so, the store has lost something."
        case .newerFormat(let file, let found, let supported):
            "\(file) has format \(found); this version reads formats up to \(supported). Use the newer version."
        case .damaged(let file, let offset, let reason):
            "\(file) is damaged at offset \(offset): \(reason). Restore the data folder from a copy, or start with an "
                + "empty folder and load the articles again."
        case .cannotWrite(let cause):
            "Cannot write: \(cause). Nothing acknowledged is lost; free space or mount the disk writable."
        case .notDurable(let sequences, let cause):
            "Records \(sequences.lowerBound) to \(sequences.upperBound - 1) are not durable: \(cause). Check the disk."
        case .cannotRead(let cause):
            "Cannot read: \(cause). Check the disk."
        case .tooLarge(let what, let bytes, let limit):
            "\(what) has \(bytes) bytes; the limit is \(limit)."
        case .recordRefused(let file, let offset, let sequence, let reason):
            "Record \(sequence) in \(file) at offset \(offset) cannot be used: \(reason)."
        case .notOpen:
            "The store is not open."
        }
    }

    static func writing(_ cause: FileSystemError) -> StoreError { place(cause) ?? .cannotWrite(cause: cause) }

    static func reading(_ cause: FileSystemError) -> StoreError { place(cause) ?? .cannotRead(cause: cause) }

    /// What is wrong with the place rather than with the disk.
    private static func place(_ cause: FileSystemError) -> StoreError? {
        switch cause.code {
        case EACCES, EPERM: .notPermitted(cause: cause)
        case EISDIR: .notAFile(path: cause.path)
        default: nil
        }
    }
}
