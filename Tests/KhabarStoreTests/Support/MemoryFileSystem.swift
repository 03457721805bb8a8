import Glibc
import KhabarStore
import Synchronization

/// A disk in memory with a page cache, faults and power cuts.
///
/// Bytes and folder entries become durable only by a sync. A sync that fails drops what it should have written: later
/// syncs succeed without it, as Linux does.
final class MemoryFileSystem: FileSystem {
    enum Fault: CaseIterable {
        /// Nothing happens, and an error is returned.
        case refuse
        /// Some of it happens, and an error is returned.
        case half
        /// A write is shorter than asked, without an error; anything else is as `half`.
        case short
    }

    struct Plan: Sendable {
        var call = Int.max
        var fault = Fault.refuse
        /// All later calls are refused too.
        var forGood = false
        var code = ENOSPC
    }

    private let disk: Mutex<MemoryDisk>

    init(_ disk: MemoryDisk = MemoryDisk()) { self.disk = Mutex(disk) }

    var plan: Plan {
        get { disk.withLock { $0.plan } }
        set { disk.withLock { $0.plan = newValue } }
    }
    var calls: Int { disk.withLock { $0.calls } }

    /// What the next process finds after this one was killed.
    func afterKill() -> MemoryFileSystem { MemoryFileSystem(disk.withLock { $0.afterKill() }) }

    /// What the next process finds after the power failed: one of many possible disks.
    func afterPowerLoss(seed: UInt64) -> MemoryFileSystem {
        MemoryFileSystem(disk.withLock { $0.afterPowerLoss(seed: seed) })
    }

    func contents(_ path: String) -> [UInt8]? {
        disk.withLock { disk in disk.entries[path].flatMap { disk.nodes[$0]?.live } }
    }

    /// Of all files.
    var paths: [String] { disk.withLock { $0.entries.keys.sorted() } }

    func setContents(_ path: String, _ bytes: [UInt8]) {
        disk.withLock { $0.setDurably(path, bytes) }
    }

    func makeFolder(_ path: String) throws(FileSystemError) {
        try fault(.makeFolder, path) { disk in _ = disk.folders.insert(path) }
    }

    func list(_ folder: String) throws(FileSystemError) -> [String] {
        let names = try fault(.list, folder) { disk -> [String]? in
            let names = disk.entries.keys.filter { $0.hasPrefix(folder + "/") }
            return names.isEmpty && !disk.folders.contains(folder)
                ? nil : names.map { String($0.dropFirst(folder.utf8.count + 1)) }
        }
        guard let names else { throw FileSystemError(.list, folder, code: ENOENT) }
        return names
    }

    func open(_ path: String, _ access: FileAccess) throws(FileSystemError) -> OpenFile {
        let descriptor = try fault(.open, path) { disk in disk.open(path, access) }
        guard let descriptor else { throw FileSystemError(.open, path, code: ENOENT) }
        return OpenFile(descriptor: descriptor, path: path)
    }

    func close(_ file: OpenFile) { disk.withLock { $0.close(file.descriptor) } }

    func size(_ file: OpenFile) throws(FileSystemError) -> UInt64 {
        try fault(.size, file.path) { disk in UInt64(disk.node(file).live.count) }
    }

    func read(_ file: OpenFile, at offset: UInt64, count: Int) throws(FileSystemError) -> [UInt8] {
        try fault(.read, file.path) { disk in
            let live = disk.node(file).live
            let start = min(Int(offset), live.count)
            return Array(live[start..<min(live.count, start + count)])
        }
    }

    func write(_ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]], skipping skipped: Int)
        throws(FileSystemError) -> Int
    {
        let bytes = Array(parts.joined().dropFirst(skipped))
        return try disk.withLock { (disk) throws(FileSystemError) -> Int in
            let fault = disk.nextFault()
            if fault == .refuse { throw FileSystemError(.write, file.path, code: disk.plan.code) }
            let count = fault == nil || bytes.count == 1 ? bytes.count : (bytes.count + 1) / 2
            disk.change(file, .write(offset: Int(offset), bytes: Array(bytes.prefix(count))))
            if fault == .half { throw FileSystemError(.write, file.path, code: disk.plan.code) }
            return count
        }
    }

    func truncate(_ file: OpenFile, to bytes: UInt64) throws(FileSystemError) {
        try fault(.truncate, file.path) { disk in disk.change(file, .truncate(Int(bytes))) }
    }

    func synchronize(_ file: OpenFile) throws(FileSystemError) {
        try disk.withLock { (disk) throws(FileSystemError) in
            let fault = disk.nextFault()
            disk.synchronize(file, fault: fault)
            if fault != nil { throw FileSystemError(.synchronize, file.path, code: EIO) }
        }
    }

    func synchronizeFolder(_ path: String) throws(FileSystemError) {
        try fault(.synchronizeFolder, path) { disk in disk.synchronizeEntries() }
    }

    func rename(_ old: String, to new: String) throws(FileSystemError) {
        let done = try fault(.rename, new) { disk in disk.rename(old, new) }
        if !done { throw FileSystemError(.rename, new, code: ENOTEMPTY) }
    }

    func remove(_ path: String) throws(FileSystemError) {
        let found = try fault(.remove, path) { disk in disk.remove(path) }
        if !found { throw FileSystemError(.remove, path, code: ENOENT) }
    }

    func removeFolder(_ path: String) throws(FileSystemError) {
        try fault(.removeFolder, path) { disk in
            precondition(!disk.entries.keys.contains { $0.hasPrefix(path + "/") }, "\(path) is not empty")
            disk.folders.remove(path)
        }
    }

    func lock(_ file: OpenFile) throws(FileSystemError) -> Bool {
        try fault(.lock, file.path) { disk in disk.lock(file) }
    }

    private func fault<Value: Sendable>(
        _ operation: FileSystemError.Operation, _ path: String, _ body: (inout MemoryDisk) -> Value
    ) throws(FileSystemError) -> Value {
        try disk.withLock { (disk) throws(FileSystemError) -> Value in
            let fault = disk.nextFault()
            if fault == .refuse { throw FileSystemError(operation, path, code: disk.plan.code) }
            let value = body(&disk)
            if fault != nil { throw FileSystemError(operation, path, code: disk.plan.code) }
            return value
        }
    }
}
