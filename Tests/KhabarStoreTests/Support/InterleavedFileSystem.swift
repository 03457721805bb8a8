import KhabarStore
import Synchronization

/// A file system on which somebody else does something before one of the calls, or before each.
final class InterleavedFileSystem: FileSystem {
    private let base: MemoryFileSystem
    private let before: @Sendable (_ call: Int) -> Void
    private let count = Atomic(0)

    init(_ base: MemoryFileSystem, before: @escaping @Sendable (_ call: Int) -> Void) {
        self.base = base
        self.before = before
    }

    var calls: Int { count.load(ordering: .relaxed) }

    private func called() -> MemoryFileSystem {
        before(count.add(1, ordering: .relaxed).newValue)
        return base
    }

    func makeFolder(_ path: String) throws(FileSystemError) { try called().makeFolder(path) }
    func list(_ folder: String) throws(FileSystemError) -> [String] { try called().list(folder) }
    func open(_ path: String, _ access: FileAccess) throws(FileSystemError) -> OpenFile {
        try called().open(path, access)
    }
    func close(_ file: OpenFile) { called().close(file) }
    func size(_ file: OpenFile) throws(FileSystemError) -> UInt64 { try called().size(file) }
    func read(_ file: OpenFile, at offset: UInt64, count: Int) throws(FileSystemError) -> [UInt8] {
        try called().read(file, at: offset, count: count)
    }
    func write(
        _ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]], skipping skipped: Int
    ) throws(FileSystemError) -> Int { try called().write(file, at: offset, parts, skipping: skipped) }
    func truncate(_ file: OpenFile, to bytes: UInt64) throws(FileSystemError) { try called().truncate(file, to: bytes) }
    func synchronize(_ file: OpenFile) throws(FileSystemError) { try called().synchronize(file) }
    func synchronizeFolder(_ path: String) throws(FileSystemError) { try called().synchronizeFolder(path) }
    func rename(_ old: String, to new: String) throws(FileSystemError) { try called().rename(old, to: new) }
    func remove(_ path: String) throws(FileSystemError) { try called().remove(path) }
    func removeFolder(_ path: String) throws(FileSystemError) { try called().removeFolder(path) }
    func lock(_ file: OpenFile) throws(FileSystemError) -> Bool { try called().lock(file) }
}
