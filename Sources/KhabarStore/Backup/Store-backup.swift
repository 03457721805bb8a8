import Glibc

/// What a backup holds.
package struct BackupReport: Equatable, Sendable {
    package var segmentFiles = 0
    /// Records of the log that no segment file has.
    package var logRecords = 0
    package var bytes: UInt64 = 0
}

extension Store {
    /// Copies the store in the folder `path` into a new folder, also while a process is using it.
    ///
    /// What was durable when this was called is in the copy; of what came meanwhile a part may be. Before the copy gets its
    /// name its checksums are verified, and it is opened as any store is: a folder `destination` is whole and durable.
    /// Until then it is called `destination.partial`; one that an earlier call left is written anew.
    /// - Throws: `noStore`, `exists` when there is something in `destination`, `damaged`, or what the disk says.
    package static func backUp(
        _ path: String, to destination: String, fileSystem: any FileSystem = POSIXFileSystem(),
        progress: (_ copied: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) throws(StoreError) -> BackupReport {
        let destination = trimmed(destination)
        let folder = Folder(path: path, fileSystem: fileSystem, meter: Meter())
        try demandNothing(destination, fileSystem)
        let source = try BackupSource.open(folder)
        defer { source.close(folder) }
        let target = Folder(path: destination + ".partial", fileSystem: fileSystem, meter: Meter())
        try empty(target)
        var report = BackupReport(segmentFiles: source.segments.count)
        let bytes = source.bytes
        report.bytes = try source.copy(from: folder, into: target) { progress($0, bytes) }
        let copy = try open(target.path, fileSystem: fileSystem).store
        report.logRecords = try copy.recover { _ in }.records
        try copy.close()
        do throws(FileSystemError) {
            try fileSystem.synchronizeFolder(target.path)
            try fileSystem.rename(target.path, to: destination)
            try fileSystem.synchronizeFolder(POSIXFileSystem.parent(of: destination))
        } catch {
            throw .writing(error)
        }
        return report
    }

    private static func demandNothing(_ path: String, _ fileSystem: any FileSystem) throws(StoreError) {
        let names: [String]
        do {
            names = try fileSystem.list(path)
        } catch {
            // A folder that is not there is as good as an empty one.
            if error.code == ENOENT { return }
            throw error.code == ENOTDIR ? .exists(path: path) : .reading(error)
        }
        if !names.isEmpty { throw .exists(path: path) }
    }

    /// Makes the folder; takes out of it what an earlier backup left there.
    private static func empty(_ target: Folder) throws(StoreError) {
        do throws(FileSystemError) {
            try target.fileSystem.makeFolder(target.path)
        } catch {
            throw .writing(error)
        }
        let names = try target.list()
        if let unknown = names.first(where: { StoreFile(name: $0) == nil }) {
            throw .notAStore(path: target.path, unknown: unknown)
        }
        for name in names { try target.remove(StoreFile(name: name)!) }
    }

    private static func trimmed(_ path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }
}
