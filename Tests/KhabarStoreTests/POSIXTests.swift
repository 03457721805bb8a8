import Glibc
@testable import KhabarStore
import TestSupport
import Testing

/// Runs a test in a folder of its own on the real disk.
private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = TemporaryFolder()
    try withExtendedLifetime(folder) { try body(folder.path) }
}

@Test func aStoreOnTheRealDisk() throws {
    try withTemporaryFolder { path in
        let folder = path + "/a/b"
        let store = try Store.open(folder, logFileBytes: 1 << 20).store
        _ = try store.recover { _ in }
        #expect(throws: StoreError.locked(path: folder)) { try Store.open(folder) }
        // More parts than one vectored write takes, empty ones among them.
        let parts = (0..<100).map { [UInt8](repeating: UInt8($0), count: $0 % 7 == 0 ? 0 : 5_000 + $0) }
        for _ in 0..<5 { _ = try store.append(kind: 9, parts: parts) }
        try store.sync()
        _ = try store.append(kind: 1, parts: [])
        let number = try store.writeSegmentFile(parts: parts)
        try store.install(files: [number], foldedRecords: [1..<3], state: [1, 2, 3])
        try store.close()

        let again = try Store.open(folder)
        #expect(again.state == [1, 2, 3])
        let whole = Array(parts.joined())
        #expect(try again.store.readSegmentFile(number) == whole)
        var found: [(UInt64, UInt8, Int)] = []
        let report = try again.store.recover { record in
            found.append((record.sequence, record.kind, record.payload.count))
            if record.kind == 9 { #expect(record.payload == whole) }
        }
        #expect(found.map(\.0) == [3, 4, 5, 6] && found.map(\.2) == [whole.count, whole.count, whole.count, 0])
        #expect(report.tornTail == nil && report.unknownFiles.isEmpty)
        #expect(again.store.statistics().synchronizations > 0)
        try again.store.close()
    }
}

/// The folder that must be synchronised for another to be there after a power cut.
@Test(arguments: [
    ("data", "."), ("data/", "."), ("data//", "."), ("a/b", "a"), ("a/b/", "a"), ("a//b", "a"), ("/data", "/"),
    ("/data/", "/"), ("/a/b///", "/a"), ("//a", "/"), ("/", "/"), ("//", "/"),
])
func aFolderStandsInItsParent(path: String, parent: String) {
    #expect(POSIXFileSystem.parent(of: path) == parent)
}

@Test func aSlashAtTheEndNamesNoOtherFolder() throws {
    try withTemporaryFolder { path in
        let store = try Store.open(path + "/a/b//").store
        #expect(try Set(POSIXFileSystem().list(path + "/a/b")) == ["LOCK", "IDENTITY", "MANIFEST"])
        try store.close()
    }
}

@Test func removingTheLockFileLetsNobodyIn() throws {
    try withTemporaryFolder { path in
        let store = try Store.open(path).store
        try POSIXFileSystem().remove(path + "/LOCK")
        #expect(throws: StoreError.locked(path: path)) { try Store.open(path) }
        try store.close()
        try Store.open(path).store.close()
    }
}

@Test(arguments: ["LOCK", "IDENTITY.temporary", "log-0000000100000001"])
func aFolderWithAFilesNameIsNamed(name: String) throws {
    try withTemporaryFolder { path in
        let made = try Store.open(path).store
        _ = try made.recover { _ in }
        try made.close()
        try? POSIXFileSystem().remove("\(path)/\(name)")
        try POSIXFileSystem().makeFolder("\(path)/\(name)")
        defer { _ = unsafe rmdir("\(path)/\(name)") }
        #expect(throws: StoreError.notAFile(path: "\(path)/\(name)")) {
            let store = try Store.open(path).store
            _ = try store.recover { _ in }
        }
    }
}

@Test func pathsThatCannotBeAStore() throws {
    try withTemporaryFolder { path in
        let fileSystem = POSIXFileSystem()
        let file = try fileSystem.open(path + "/file", .create)
        fileSystem.close(file)
        #expect(throws: StoreError.notAFolder(path: path + "/file")) { try Store.open(path + "/file") }
        #expect(throws: StoreError.notAStore(path: path, unknown: "file")) { try Store.open(path) }
        #expect(throws: StoreError.self) { try Store.open(path + "/file/below") }
        let missing = FileSystemError(.open, path + "/nothing", code: ENOENT)
        #expect(throws: missing) { try fileSystem.open(path + "/nothing", .read) }
        #expect(missing.description == "open \(path)/nothing: No such file or directory")
    }
}

@Test func aFullDeviceSaysSo() throws {
    let fileSystem = POSIXFileSystem()
    let file = try fileSystem.open("/dev/full", .update)
    defer { fileSystem.close(file) }
    #expect(throws: FileSystemError(.write, "/dev/full", code: ENOSPC)) {
        try fileSystem.write(file, at: 0, [[1, 2, 3]], skipping: 0)
    }
}

@Test func aWriteSkipsWhatIsWritten() throws {
    try withTemporaryFolder { path in
        let fileSystem = POSIXFileSystem()
        let file = try fileSystem.open(path + "/file", .create)
        defer { fileSystem.close(file) }
        let parts: [[UInt8]] = [[], [0, 1, 2], [], [3], [4, 5]]
        for skipped in 0..<6 {
            let count = try fileSystem.write(file, at: UInt64(skipped), parts, skipping: skipped)
            #expect(count == 6 - skipped)
            #expect(try fileSystem.read(file, at: 0, count: 100) == [0, 1, 2, 3, 4, 5])
            try fileSystem.truncate(file, to: UInt64(skipped + 1))
        }
    }
}

/// A read of several pieces is the file's bytes, up to where the file ends, and its sum is theirs.
@Test func largeReadsAreWhole() throws {
    try withTemporaryFolder { path in
        let fileSystem = POSIXFileSystem()
        let file = try fileSystem.open(path + "/file", .create)
        defer { fileSystem.close(file) }
        var random = SplitMix64(seed: 11)
        let words = (0..<(3 << 20)).map { _ in random.next() }
        let bytes = unsafe words.withUnsafeBytes { unsafe [UInt8]($0) }
        try fileSystem.writeAll(file, at: 0, [bytes])
        for (offset, count) in [(0, 24 << 20), (5, 8 << 20), (5, (8 << 20) + 1), (1 << 20, 23 << 20), (0, 0)] {
            let wanted = [UInt8](bytes[offset..<offset + count])
            #expect(try fileSystem.read(file, at: UInt64(offset), count: count) == wanted)
            #expect(try fileSystem.readAndSum(file, at: UInt64(offset), count: count) == (wanted, checksum(wanted)))
        }
        for (offset, count) in [(0, 40 << 20), (7 << 20, 17 << 20 | 1), (24 << 20, 9 << 20), (25 << 20, 20 << 20)] {
            let rest = [UInt8](bytes.dropFirst(offset))
            #expect(try fileSystem.read(file, at: UInt64(offset), count: count) == rest)
            #expect(try fileSystem.readAndSum(file, at: UInt64(offset), count: count) == (rest, checksum(rest)))
        }
    }
}

/// Pieces past the cache and pieces through it make one file, wherever their borders lie.
@Test func uncachedWritesMakeTheSameFile() throws {
    try withTemporaryFolder { path in
        let fileSystem = POSIXFileSystem()
        var random = SplitMix64(seed: 20_261_128)
        for round in 0..<12 {
            let file = try fileSystem.open(path + "/file", .createUncached)
            defer { fileSystem.close(file) }
            var expected: [UInt8] = []
            for _ in 0..<6 {
                let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    let count = [0, 1, 4_095, 4_096, 300_000, 1_300_001][Int.random(in: 0..<6, using: &random)]
                    let first = UInt8.random(in: 0...255, using: &random)
                    return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) ^ first }
                }
                try fileSystem.writeAll(file, at: UInt64(expected.count), parts)
                expected += parts.joined()
            }
            try fileSystem.synchronize(file)
            #expect(try fileSystem.size(file) == UInt64(expected.count), "round \(round)")
            #expect(try fileSystem.read(file, at: 0, count: expected.count + 1) == expected, "round \(round)")
        }
    }
}
