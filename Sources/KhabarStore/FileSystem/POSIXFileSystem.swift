internal import CHardware
import Glibc

/// The machine's own file system. Calls that a signal interrupts are made again.
package struct POSIXFileSystem: FileSystem {
    package init() {}

    package func makeFolder(_ path: String) throws(FileSystemError) {
        let parent = Self.parent(of: path)
        if unsafe mkdir(path, 0o750) == 0 { return try synchronizeFolder(parent) }
        if errno == ENOENT, parent != "/", parent != "." {
            try makeFolder(parent)
            if unsafe mkdir(path, 0o750) == 0 { return try synchronizeFolder(parent) }
        }
        // One that exists is fine; whether it is a folder shows when it is listed.
        if errno != EEXIST { throw FileSystemError(.makeFolder, path, code: errno) }
    }

    /// The folder in which a path's last name stands. Slashes at the end name nothing: `data/` stands where `data` does.
    static func parent(of path: String) -> String {
        var name = path[...]
        while name.count > 1, name.last == "/" { name.removeLast() }
        guard let slash = name.lastIndex(of: "/") else { return "." }
        var parent = name[..<slash]
        while parent.last == "/" { parent.removeLast() }
        return parent.isEmpty ? "/" : String(parent)
    }

    package func list(_ folder: String) throws(FileSystemError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw FileSystemError(.list, folder, code: errno) }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw FileSystemError(.list, folder, code: errno) }
                return names
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    package func open(_ path: String, _ access: FileAccess) throws(FileSystemError) -> OpenFile {
        let flags: Int32
        switch access {
        case .read: flags = O_RDONLY
        case .update: flags = O_RDWR
        case .create, .createUncached: flags = O_RDWR | O_CREAT | O_TRUNC
        case .updateOrCreate: flags = O_RDWR | O_CREAT
        }
        // Readable by its group at most: articles may be under embargo.
        let descriptor = try retrying(.open, path) { unsafe Glibc.open(path, flags | O_CLOEXEC, 0o640) }
        var directWriter: DirectWriter?
        if case .createUncached = access { directWriter = DirectWriter(path) }
        return OpenFile(descriptor: descriptor, path: path, directWriter: directWriter)
    }

    package func close(_ file: OpenFile) {
        // Nothing to learn here: what had to be durable has been synchronised, and the descriptor is gone either way.
        // A child that was forked a moment ago, and has not executed its program yet, would keep a lock that is only closed.
        _ = flock(file.descriptor, LOCK_UN)
        _ = Glibc.close(file.descriptor)
    }

    package func size(_ file: OpenFile) throws(FileSystemError) -> UInt64 {
        var information = stat()
        try retrying(.size, file.path) { unsafe fstat(file.descriptor, &information) }
        return UInt64(information.st_size)
    }

    package func read(_ file: OpenFile, at offset: UInt64, count: Int) throws(FileSystemError) -> [UInt8] {
        try read(file, at: offset, count: count, sums: false).bytes
    }

    package func readAndSum(
        _ file: OpenFile, at offset: UInt64, count: Int
    ) throws(FileSystemError) -> (bytes: [UInt8], checksum: UInt32) {
        try read(file, at: offset, count: count, sums: true)
    }

    private func read(
        _ file: OpenFile, at offset: UInt64, count: Int, sums: Bool
    ) throws(FileSystemError) -> (bytes: [UInt8], checksum: UInt32) {
        var read = ParallelRead.Piece()
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // A segment is read once and then searched where it is.
            unsafe khabar_prefer_huge_pages(buffer.baseAddress, buffer.count)
            read = unsafe ParallelRead(file.descriptor, at: offset, into: buffer, sums: sums).run()
            filled = read.filled
        }
        if read.failure != 0 { throw FileSystemError(.read, file.path, code: read.failure) }
        return (bytes, read.checksum)
    }

    package func write(
        _ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]], skipping skipped: Int
    ) throws(FileSystemError) -> Int {
        let written: Int
        if let writer = file.directWriter, DirectWriter.pays(bytes: byteCount(parts) - skipped) {
            written = try retrying(.write, file.path) {
                writer.write(at: offset, parts, skipping: skipped, cached: file.descriptor)
            }
        } else {
            written = try writeVectored(file, at: offset, parts, skipping: skipped)
        }
        if written == 0 { throw FileSystemError(.write, file.path, code: ENOSPC) }
        return written
    }

    private func writeVectored(
        _ file: OpenFile, at offset: UInt64, _ parts: [[UInt8]], skipping skipped: Int
    ) throws(FileSystemError) -> Int {
        var first = 0
        var skip = skipped
        while first < parts.count, skip >= parts[first].count {
            skip -= parts[first].count
            first += 1
        }
        return try retrying(.write, file.path) {
            unsafe withVectors(parts[first...], skipping: skip, []) { vectors in
                unsafe pwritev(file.descriptor, vectors, Int32(vectors.count), off_t(offset))
            }
        }
    }

    package func truncate(_ file: OpenFile, to bytes: UInt64) throws(FileSystemError) {
        try retrying(.truncate, file.path) { ftruncate(file.descriptor, off_t(bytes)) }
    }

    package func synchronize(_ file: OpenFile) throws(FileSystemError) {
        // fdatasync makes a changed size durable too; only times and the like are left out.
        try retrying(.synchronize, file.path) { fdatasync(file.descriptor) }
    }

    package func synchronizeFolder(_ path: String) throws(FileSystemError) {
        let descriptor = try retrying(.synchronizeFolder, path) {
            unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        defer { _ = Glibc.close(descriptor) }
        try retrying(.synchronizeFolder, path) { fsync(descriptor) }
    }

    package func rename(_ old: String, to new: String) throws(FileSystemError) {
        try retrying(.rename, new) { unsafe Glibc.rename(old, new) }
    }

    package func remove(_ path: String) throws(FileSystemError) {
        try retrying(.remove, path) { unsafe unlink(path) }
    }

    package func removeFolder(_ path: String) throws(FileSystemError) {
        try retrying(.removeFolder, path) { unsafe rmdir(path) }
    }

    package func lock(_ file: OpenFile) throws(FileSystemError) -> Bool {
        do {
            try retrying(.lock, file.path) { flock(file.descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.code == EWOULDBLOCK { return false }
            throw error
        }
    }
}

/// Makes a call until it isn't interrupted; -1 becomes an error with `errno`.
@discardableResult
private func retrying<Value: FixedWidthInteger & SignedInteger>(
    _ operation: FileSystemError.Operation, _ path: String, _ call: () -> Value
) throws(FileSystemError) -> Value {
    while true {
        let value = call()
        if value >= 0 { return value }
        if errno != EINTR { throw FileSystemError(operation, path, code: errno) }
    }
}

/// Pins the parts one inside the other, so that a vectored write takes them where they are.
private func withVectors(
    _ parts: ArraySlice<[UInt8]>, skipping: Int, _ vectors: [iovec], _ body: ([iovec]) -> Int
) -> Int {
    guard let part = parts.first, unsafe vectors.count < Limits.partsPerWriteMax else { return unsafe body(vectors) }
    return unsafe part.withUnsafeBytes { bytes in
        var longer = unsafe vectors
        if bytes.count > skipping {
            let base = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress! + skipping)
            unsafe longer.append(iovec(iov_base: base, iov_len: bytes.count - skipping))
        }
        return unsafe withVectors(parts.dropFirst(), skipping: 0, longer, body)
    }
}

/// The system's words for an error number.
func message(ofErrno code: Int32) -> String {
    // glibc's strerror has been safe to call from several threads since 2.32.
    unsafe String(cString: strerror(code))
}
