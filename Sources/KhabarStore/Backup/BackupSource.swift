import Glibc

/// The files of a store as they were at one moment, open for reading, while somebody else goes on using it.
///
/// Segment files never change, manifest and identity are replaced as a whole, and what the log has durably stays where it is. So when neither of
/// these was replaced and no log file came or went while everything was opened, what is open is what a crash of that
/// moment would have left. What is deleted later stays readable until it is closed.
struct BackupSource {
    let identity: [UInt8]
    let manifest: [UInt8]
    let segments: [(entry: SegmentEntry, file: OpenFile)]
    /// In the order of their numbers; the last one may be longer by now, and end in a record that is not whole.
    let logs: [(number: UInt64, file: OpenFile, bytes: UInt64)]

    /// A store replaces its manifest a few times a second at most, and opening takes a few milliseconds.
    static let attemptsMax = 200

    static func open(_ folder: Folder) throws(StoreError) -> BackupSource {
        let names = try folder.list()
        guard names.contains(StoreFile.identity.name), names.contains(StoreFile.manifest.name) else {
            throw .noStore(path: folder.path)
        }
        for _ in 0..<attemptsMax {
            if let source = try attempt(folder) { return source }
            // A burst of changes is over some time.
            usleep(1_000)
        }
        throw .changing(path: folder.path)
    }

    /// What a store replaces as a whole, and which log files there are.
    private struct Moment: Equatable {
        let identity: [UInt8]
        let manifest: [UInt8]
        let logs: [UInt64]

        init(_ folder: Folder) throws(StoreError) {
            identity = try folder.contents(.identity, limit: UInt64(Identity.bytesMax))
            manifest = try folder.contents(.manifest, limit: Manifest.bytesMax)
            logs = try folder.list().compactMap { name in
                if case .log(let number) = StoreFile(name: name) { number } else { nil }
            }.sorted()
        }
    }

    /// Nil when something was replaced meanwhile.
    private static func attempt(_ folder: Folder) throws(StoreError) -> BackupSource? {
        let moment = try Moment(folder)
        let manifest = try Manifest.decode(moment.manifest)
        var files: [OpenFile] = []
        do throws(StoreError) {
            var segments: [(entry: SegmentEntry, file: OpenFile)] = []
            for entry in manifest.segments {
                files.append(try folder.open(.segment(entry.number), .read))
                segments.append((entry, files[files.count - 1]))
            }
            var logs: [(number: UInt64, file: OpenFile, bytes: UInt64)] = []
            for number in moment.logs {
                files.append(try folder.open(.log(number), .read))
                let file = files[files.count - 1]
                logs.append((number, file, try folder.size(file)))
            }
            if try Moment(folder) == moment {
                return BackupSource(
                    identity: moment.identity, manifest: moment.manifest, segments: segments,
                    logs: logs)
            }
        } catch {
            for file in files { folder.close(file) }
            guard case .cannotRead(let cause) = error, cause.code == ENOENT else { throw error }
            // Deleted since it was named, which something else says too; or lost.
            if try Moment(folder) == moment {
                let name = String(cause.path.dropFirst(folder.path.count + 1))
                throw .damaged(file: name, offset: 0, reason: "the file is missing")
            }
            return nil
        }
        for file in files { folder.close(file) }
        return nil
    }

    func close(_ folder: Folder) {
        for segment in segments { folder.close(segment.file) }
        for log in logs { folder.close(log.file) }
    }

    /// Of segment and log files.
    var bytes: UInt64 {
        segments.reduce(0) { $0 + UInt64(SegmentFileHeader.byteCount) + $1.entry.bytes }
            + logs.reduce(0) { $0 + $1.bytes }
    }

    /// Writes all of it into an empty folder, durably. Returns how many bytes that were.
    ///
    /// - Parameter copied: is told of each piece, how many of `bytes` are there.
    /// - Throws: `damaged` when a segment file is not what the manifest says it is.
    func copy(
        from folder: Folder, into target: Folder, copied report: (UInt64) -> Void
    ) throws(StoreError) -> UInt64 {
        var total: UInt64 = 0
        // First: where a server that is started anew cuts off what its last run left torn, only these files change.
        for (number, file, bytes) in logs {
            total += try Self.copy(file, from: folder, bytes, as: .log(number), into: target) { offset, piece in
                report(total + offset + UInt64(piece.count))
            }
        }
        for (entry, file) in segments {
            let name = StoreFile.segment(entry.number).name
            let head = try folder.read(file, at: 0, count: SegmentFileHeader.byteCount)
            guard try SegmentFileHeader.decode(head, file: name).entry == entry else {
                throw .damaged(file: name, offset: 16, reason: "it is not the file that the manifest names")
            }
            var sum: UInt32 = 0
            let bytes = UInt64(SegmentFileHeader.byteCount) + entry.bytes
            let copied = try Self.copy(file, from: folder, bytes, as: .segment(entry.number), into: target) {
                offset, piece in
                report(total + offset + UInt64(piece.count))
                let skipped = offset == 0 ? min(piece.count, SegmentFileHeader.byteCount) : 0
                sum = checksum(piece[skipped...], from: sum)
            }
            guard copied == bytes, sum == entry.checksum else {
                throw .damaged(
                    file: name, offset: UInt64(SegmentFileHeader.byteCount), reason: "its payload's checksum is wrong")
            }
            total += bytes
        }
        for (file, bytes) in [(StoreFile.manifest, manifest), (.identity, identity)] {
            var renamed = false
            try target.replace(file, [bytes], renamed: &renamed)
            total += UInt64(bytes.count)
        }
        return total
    }

    /// Copies at most `bytes`; fewer where the file ends. Each piece is seen with its offset.
    private static func copy(
        _ file: OpenFile, from folder: Folder, _ bytes: UInt64, as name: StoreFile, into target: Folder,
        seen: (_ offset: UInt64, _ piece: [UInt8]) -> Void
    ) throws(StoreError) -> UInt64 {
        let copy = try target.open(name, .create)
        defer { target.close(copy) }
        var offset: UInt64 = 0
        while offset < bytes {
            let piece = try folder.read(file, at: offset, count: Int(min(UInt64(Limits.chunkBytes), bytes - offset)))
            if piece.isEmpty { break }
            try target.write(copy, at: offset, [piece])
            seen(offset, piece)
            offset += UInt64(piece.count)
        }
        try target.synchronize(copy)
        return offset
    }
}
