import Glibc

/// What a backup holds.
package struct BackupReport: Equatable, Sendable {
    package var segmentFiles = 0
    /// Records of the log that no segment file has.
    package var logRecords = 0
    package var bytes: UInt64 = 0
    /// What the log had besides: a tail that was torn, records that nobody was promised. In sentences.
    package var remarks: [String] = []
}

extension Store {
    /// Copies the store in the folder `path` into a new folder, also while a process is using it.
    ///
    /// What was durable when this was called is in the copy; of what came meanwhile a part may be. Segment files are summed on the way, and before the copy
    /// gets its name it is opened as any store is: a folder `destination` is whole and durable. Until then it has a name of its own, which ends in
    /// `.partial`; where this throws, it is removed.
    /// - Parameter destination: must not be there.
    /// - Throws: `noStore`, `exists`, `changing`, `damaged` of the store, `copyRefused`, or what the disk says.
    package static func backUp(
        _ path: String, to destination: String, fileSystem: any FileSystem = POSIXFileSystem(),
        random: () -> UInt64 = { UInt64.random(in: .min ... .max) },
        progress: (_ copied: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) throws(StoreError) -> BackupReport {
        let destination = trimmed(destination)
        let folder = Folder(path: path, fileSystem: fileSystem, meter: Meter())
        try demandNothing(destination, fileSystem)
        let source = try BackupSource.open(folder)
        defer { source.close(folder) }
        // A name that nobody else has: nothing that is there is ever written to, or removed.
        let partial = "\(destination).\(String(random(), radix: 36)).partial"
        let target = Folder(path: partial, fileSystem: fileSystem, meter: Meter())
        do throws(StoreError) {
            return try fill(target, from: source, of: folder, destination, progress)
        } catch {
            for name in (try? target.list()) ?? [] { try? fileSystem.remove("\(partial)/\(name)") }
            try? fileSystem.removeFolder(partial)
            throw error
        }
    }

    private static func fill(
        _ target: Folder, from source: BackupSource, of folder: Folder, _ destination: String,
        _ progress: (UInt64, UInt64) -> Void
    ) throws(StoreError) -> BackupReport {
        let fileSystem = target.fileSystem
        do { try fileSystem.makeFolder(target.path) } catch { throw .writing(error) }
        var report = BackupReport(segmentFiles: source.segments.count)
        let bytes = source.bytes
        report.bytes = try source.copy(from: folder, into: target) { progress($0, bytes) }
        let recovery = try verified(target)
        report.logRecords = recovery.records
        report.remarks = recovery.passedOver
        if let tail = recovery.tornTail {
            report.remarks.append(
                "\(tail.file) ended in \(tail.droppedBytes) bytes that nobody was promised (\(tail.reason)); they are left out"
            )
        }
        do {
            try fileSystem.synchronizeFolder(target.path)
            try fileSystem.rename(target.path, to: destination)
            try fileSystem.synchronizeFolder(POSIXFileSystem.parent(of: destination))
        } catch {
            // Somebody else was there first.
            if error.code == ENOTEMPTY || error.code == EEXIST { throw .exists(path: destination) }
            throw .writing(error)
        }
        return report
    }

    /// Opens the copy as a server does that is started on it.
    private static func verified(_ target: Folder) throws(StoreError) -> RecoveryReport {
        do {
            let copy = try open(target.path, fileSystem: target.fileSystem).store
            let recovery = try copy.recover { _ in }
            try copy.close()
            return recovery
        } catch {
            switch error {
            case .damaged(let file, let offset, let reason):
                throw .copyRefused(reason: "\(file) at offset \(offset): \(reason)")
            default: throw error
            }
        }
    }

    private static func demandNothing(_ path: String, _ fileSystem: any FileSystem) throws(StoreError) {
        do {
            _ = try fileSystem.list(path)
        } catch {
            if error.code == ENOENT { return }
            throw error.code == ENOTDIR ? .exists(path: path) : .reading(error)
        }
        throw .exists(path: path)
    }

    private static func trimmed(_ path: String) -> String {
        var path = Substring(path)
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }
}
