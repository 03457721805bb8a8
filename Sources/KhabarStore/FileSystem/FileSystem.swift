/// What the store asks of an operating system; small, so that tests can fail or cut short each call.
///
/// A call that throws may have had any part of its effect. Methods may be called from several threads at once.
package protocol FileSystem: Sendable {
    /// Makes the folder, and those above it, durably; one that exists is fine.
    func makeFolder(_ path: String) throws(FileSystemError)
    /// The names in a folder, without `.` and `..`, in any order.
    func list(_ folder: String) throws(FileSystemError) -> [String]
    func open(_ path: String, _ access: FileAccess) throws(FileSystemError) -> OpenFile
    func close(_ file: OpenFile)
    /// The file's size in bytes.
    func size(_ file: OpenFile) throws(FileSystemError) -> UInt64
    /// `count` bytes from `offset`; fewer only where the file ends.
    func read(_ file: OpenFile, at offset: UInt64, count: Int) throws(FileSystemError) -> [UInt8]
    /// The same, and the CRC-32C of what was read: for large pieces, which are summed soonest while they are read.
    func readAndSum(_ file: OpenFile, at offset: UInt64, count: Int)
        throws(FileSystemError) -> (bytes: [UInt8], checksum: UInt32)
    /// Writes at `offset` some or all of the parts' bytes, those after the first `skipped`; returns how many, at least 1.
    func write(_ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]], skipping skipped: Int)
        throws(FileSystemError) -> Int
    func truncate(_ file: OpenFile, to bytes: UInt64) throws(FileSystemError)
    /// Makes the file's bytes and its size durable.
    func synchronize(_ file: OpenFile) throws(FileSystemError)
    /// Makes a folder's entries durable: files made, renamed and removed in it.
    func synchronizeFolder(_ path: String) throws(FileSystemError)
    /// Atomically, replacing what has the new name.
    func rename(_ old: String, to new: String) throws(FileSystemError)
    func remove(_ path: String) throws(FileSystemError)
    /// Only an empty one.
    func removeFolder(_ path: String) throws(FileSystemError)
    /// Takes the file's exclusive lock, held until the file is closed; false when someone else has it.
    func lock(_ file: OpenFile) throws(FileSystemError) -> Bool
}

package enum FileAccess: Sendable {
    /// An existing file, for reading.
    case read
    /// An existing file, for reading and writing.
    case update
    /// A new, empty file for reading and writing; what has its name is emptied.
    case create
    /// Like `create`, for a file that is written from one thread, much at a time, and not read soon: its bytes need not pass through the system's file cache.
    case createUncached
    /// Like `update`; the file is made if it isn't there.
    case updateOrCreate
}

/// A file that is open. The path is for messages.
package struct OpenFile: Sendable {
    package let descriptor: Int32
    package let path: String
    /// For what need not pass through the file cache; nil where all does.
    let directWriter: DirectWriter?

    package init(descriptor: Int32, path: String) {
        self.init(descriptor: descriptor, path: path, directWriter: nil)
    }

    init(descriptor: Int32, path: String, directWriter: DirectWriter?) {
        self.descriptor = descriptor
        self.path = path
        self.directWriter = directWriter
    }
}

/// A call that the operating system refused.
package struct FileSystemError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Operation: String, Sendable {
        case list, open, size, read, write, truncate, lock, rename, remove
        case makeFolder = "make folder"
        case removeFolder = "remove folder"
        case synchronize = "fsync"
        case synchronizeFolder = "fsync folder"
    }

    package let operation: Operation
    package let path: String
    /// The value of `errno`.
    package let code: Int32

    package init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    package var description: String { "\(operation.rawValue) \(path): \(message(ofErrno: code))" }
}

extension FileSystem {
    package func readAndSum(
        _ file: OpenFile, at offset: UInt64, count: Int
    ) throws(FileSystemError) -> (bytes: [UInt8], checksum: UInt32) {
        let bytes = try read(file, at: offset, count: count)
        return (bytes, checksum(bytes))
    }

    /// Writes all of the parts at `offset`, however short the single writes are.
    func writeAll(_ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]]) throws(FileSystemError) {
        var total = 0
        for part in parts { total += part.count }
        var written = 0
        while written < total {
            let count = try write(file, at: offset + UInt64(written), parts, skipping: written)
            precondition(count > 0 && count <= total - written, "a write reports a count that it cannot have")
            written += count
        }
    }
}
