/// The data folder: names instead of paths, the store's errors, and fsyncs counted.
struct Folder: Sendable {
    let path: String
    let fileSystem: any FileSystem
    let meter: Meter

    func path(of file: StoreFile) -> String { "\(path)/\(file.name)" }

    func list() throws(StoreError) -> [String] {
        do { return try fileSystem.list(path).sorted() } catch { throw .reading(error) }
    }

    func open(_ file: StoreFile, _ access: FileAccess) throws(StoreError) -> OpenFile {
        do {
            return try fileSystem.open(path(of: file), access)
        } catch {
            if case .read = access { throw .reading(error) }
            throw .writing(error)
        }
    }

    func close(_ file: OpenFile) { fileSystem.close(file) }

    func lock(_ file: OpenFile) throws(StoreError) -> Bool {
        do { return try fileSystem.lock(file) } catch { throw .writing(error) }
    }

    func size(_ file: OpenFile) throws(StoreError) -> UInt64 {
        do { return try fileSystem.size(file) } catch { throw .reading(error) }
    }

    func read(_ file: OpenFile, at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
        do { return try fileSystem.read(file, at: offset, count: count) } catch { throw .reading(error) }
    }

    func readAndSum(
        _ file: OpenFile, at offset: UInt64, count: Int
    ) throws(StoreError) -> (bytes: [UInt8], checksum: UInt32) {
        do { return try fileSystem.readAndSum(file, at: offset, count: count) } catch { throw .reading(error) }
    }

    func write(_ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]]) throws(StoreError) {
        do { try fileSystem.writeAll(file, at: offset, parts) } catch { throw .writing(error) }
    }

    func truncate(_ file: OpenFile, to bytes: UInt64) throws(StoreError) {
        do { try fileSystem.truncate(file, to: bytes) } catch { throw .writing(error) }
    }

    func synchronize(_ file: OpenFile) throws(StoreError) {
        meter.countSync()
        do { try fileSystem.synchronize(file) } catch { throw .writing(error) }
    }

    /// Makes a finished temporary file durable under its own name. Once this returns it survives a power loss.
    /// When it throws, the file may have either name: `renamed` tells whether the new one is possible.
    func publish(_ temporary: OpenFile, as file: StoreFile, renamed: inout Bool) throws(StoreError) {
        try synchronize(temporary)
        do {
            renamed = true
            try fileSystem.rename(path(of: .temporary(file.name)), to: path(of: file))
            meter.countSync()
            try fileSystem.synchronizeFolder(path)
        } catch {
            throw .writing(error)
        }
    }

    /// Writes a whole file so that, whatever happens, either the old one or the new one is there.
    func replace(_ file: StoreFile, _ parts: [[UInt8]], renamed: inout Bool) throws(StoreError) {
        let temporary = try open(.temporary(file.name), .create)
        defer { close(temporary) }
        do {
            try write(temporary, at: 0, parts)
            try publish(temporary, as: file, renamed: &renamed)
        } catch {
            if !renamed { try? remove(.temporary(file.name)) }
            throw error
        }
    }

    func remove(_ file: StoreFile) throws(StoreError) {
        do { try fileSystem.remove(path(of: file)) } catch { throw .writing(error) }
    }

    /// A whole file of at most `limit` bytes.
    func contents(_ file: StoreFile, limit: UInt64) throws(StoreError) -> [UInt8] {
        let opened = try open(file, .read)
        defer { close(opened) }
        let size = try size(opened)
        guard size <= limit else {
            throw .damaged(file: file.name, offset: limit, reason: "it has \(size) bytes, more than \(limit)")
        }
        return try read(opened, at: 0, count: Int(size))
    }
}
