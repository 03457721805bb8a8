import Glibc

/// A store that has been opened, with what its manifest says. Next comes `Store.recover`.
package struct OpenedStore: Sendable {
    package let store: Store
    /// In the order of the last install; bytes as `readSegmentFile` will return them.
    package let segmentFiles: [(number: UInt64, bytes: UInt64)]
    /// The state of the last install; empty before the first.
    package let state: [UInt8]
    /// The greatest sequence number that had been given by then.
    package let lastSequence: UInt64
}

extension Store {
    /// Opens the data folder, making it if it isn't there.
    ///
    /// - Parameters:
    ///   - logFileBytes: where a log file ends; small in tests.
    ///   - random: for the store's id and the log files' marks.
    package static func open(
        _ path: String, fileSystem: any FileSystem = POSIXFileSystem(), logFileBytes: UInt64 = Limits.logFileBytes,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) throws(StoreError) -> OpenedStore {
        let folder = Folder(path: path, fileSystem: fileSystem, meter: Meter())
        let locks = try enter(folder)
        do {
            return try open(folder, locks, logFileBytes, random)
        } catch {
            for lock in locks { folder.close(lock) }
            throw error
        }
    }

    /// Whether the folder `path` has a store in it.
    package static func exists(_ path: String, fileSystem: any FileSystem = POSIXFileSystem()) -> Bool {
        ((try? fileSystem.list(path)) ?? []).contains(StoreFile.identity.name)
    }

    /// Makes sure that the folder is ours, and alone ours: returns what is locked for that.
    private static func enter(_ folder: Folder) throws(StoreError) -> [OpenFile] {
        let names: [String]
        do throws(FileSystemError) {
            try folder.fileSystem.makeFolder(folder.path)
            names = try folder.fileSystem.list(folder.path).sorted()
        } catch {
            if error.code == ENOTDIR { throw .notAFolder(path: folder.path) }
            throw .writing(error)
        }
        // Before the lock file is made: somebody else's folder is left as it is.
        if !names.contains(StoreFile.identity.name), let unknown = names.first(where: isUnknown) {
            throw .notAStore(path: folder.path, unknown: unknown)
        }
        let file = try folder.open(.lock, .updateOrCreate)
        do throws(StoreError) {
            guard try folder.lock(file) else { throw .locked(path: folder.path) }
            return try [file] + lockFolder(folder)
        } catch {
            folder.close(file)
            throw error
        }
    }

    /// Locks the folder itself too: somebody may remove the lock file while it is in use. Network file systems that
    /// lock no folders have the lock file alone.
    private static func lockFolder(_ folder: Folder) throws(StoreError) -> [OpenFile] {
        guard let opened = try? folder.fileSystem.open(folder.path, .read) else { return [] }
        switch Result(catching: { () throws(FileSystemError) in try folder.fileSystem.lock(opened) }) {
        case .success(true): return [opened]
        case .success(false):
            folder.close(opened)
            throw .locked(path: folder.path)
        case .failure:
            folder.close(opened)
            return []
        }
    }

    /// A file that neither the store nor the file system itself (`lost+found`) put there.
    private static func isUnknown(_ name: String) -> Bool { StoreFile(name: name) == nil && name != "lost+found" }

    private static func open(
        _ folder: Folder, _ locks: [OpenFile], _ logFileBytes: UInt64, _ random: @escaping @Sendable () -> UInt64
    ) throws(StoreError) -> OpenedStore {
        let names = try folder.list()
        let files = names.compactMap { StoreFile(name: $0) }
        let identity = try takeIdentity(folder, files, random)
        let manifest = try readManifest(folder, files, identity)
        let segments = SegmentFiles(folder: folder, epoch: identity.epoch, entries: manifest.segments)
        try clear(folder, files, segments)
        for entry in manifest.segments {
            guard files.contains(.segment(entry.number)) else {
                throw .damaged(file: StoreFile.segment(entry.number).name, offset: 0, reason: "the file is missing")
            }
            let file = try folder.open(.segment(entry.number), .read)
            defer { folder.close(file) }
            try segments.check(entry, size: try folder.size(file))
        }
        let logNumbers = files.compactMap { file in
            if case .log(let number) = file { number } else { nil as UInt64? }
        }
        let log = LogWriter(
            folder: folder, identity: identity, fileBytes: logFileBytes, random: random, next: manifest.next,
            follows: manifest.next)
        let writer = Writer(
            folder: folder, locks: locks, manifest: manifest, log: log, logNumbers: logNumbers.sorted(),
            unknownFiles: names.filter(isUnknown))
        return OpenedStore(
            store: Store(identity: identity, segments: segments, writer: writer),
            segmentFiles: manifest.segments.map { (number: $0.number, bytes: $0.bytes) }, state: manifest.state,
            lastSequence: max(manifest.next, 1) - 1)
    }

    /// Reads who the store is and makes the next epoch durable.
    private static func takeIdentity(
        _ folder: Folder, _ files: [StoreFile], _ random: () -> UInt64
    ) throws(StoreError) -> Identity {
        let identity: Identity
        if files.contains(.identity) {
            let bytes = try folder.contents(.identity, limit: UInt64(Identity.bytesMax))
            identity = try Identity.decode(bytes).next()
        } else {
            try demandNoData(files, missing: .identity)
            identity = Identity(id: StoreID(random: random), epoch: 1)
        }
        var renamed = false
        try folder.replace(.identity, [identity.encoded()], renamed: &renamed)
        return identity
    }

    private static func readManifest(
        _ folder: Folder, _ files: [StoreFile], _ identity: Identity
    ) throws(StoreError) -> Manifest {
        guard files.contains(.manifest) else {
            try demandNoData(files, missing: .manifest)
            let manifest = Manifest(id: identity.id)
            var renamed = false
            try folder.replace(.manifest, manifest.encoded(), renamed: &renamed)
            return manifest
        }
        let manifest = try Manifest.decode(try folder.contents(.manifest, limit: Manifest.bytesMax))
        guard manifest.id == identity.id else {
            throw .damaged(file: StoreFile.manifest.name, offset: 16, reason: "it belongs to another store")
        }
        return manifest
    }

    /// A store that was only half made has neither manifest nor data; anything else has lost a file.
    private static func demandNoData(_ files: [StoreFile], missing: StoreFile) throws(StoreError) {
        let hasData = files.contains { file in
            switch file {
            case .manifest, .log, .segment: true
            case .lock, .identity, .torn, .temporary: false
            }
        }
        if hasData { throw .damaged(file: missing.name, offset: 0, reason: "the file is missing") }
    }

    /// Removes what an earlier process left half done. Failing to is no reason not to open: it costs only space.
    private static func clear(_ folder: Folder, _ files: [StoreFile], _ segments: SegmentFiles) throws(StoreError) {
        for file in files {
            switch file {
            case .temporary: try? folder.remove(file)
            case .segment(let number) where segments.entry(number) == nil: try? folder.remove(file)
            default: break
            }
        }
    }
}
