import Glibc
@testable import KhabarStore
import TestSupport
import Testing

private func opened(_ fileSystem: MemoryFileSystem, logFileBytes: UInt64 = 1_000) throws -> Store {
    let random = seeded("store")
    let store = try Store.open("/data", fileSystem: fileSystem, logFileBytes: logFileBytes, random: random).store
    _ = try store.recover { _ in }
    return store
}

@Test func identityStaysAndEpochsGrow() throws {
    let fileSystem = MemoryFileSystem()
    var ids: Set<StoreID> = []
    for epoch in 1...3 as ClosedRange<UInt32> {
        let store = try opened(fileSystem)
        #expect(store.identity.epoch == epoch)
        ids.insert(store.identity.id)
        try store.close()
    }
    #expect(ids.count == 1)
    let text = StoreID(high: 0x0123_4567_89AB_4DEF, low: 0x8123_4567_89AB_CDEF).description
    #expect(text == "01234567-89ab-4def-8123-456789abcdef")
}

@Test func onlyOneMayHaveTheFolder() throws {
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    #expect(throws: StoreError.locked(path: "/data")) { try Store.open("/data", fileSystem: fileSystem) }
    try store.close()
    let again = try opened(fileSystem)
    #expect(throws: StoreError.notOpen) { try store.append(kind: 1, parts: []) }
    #expect(throws: StoreError.notOpen) { try again.recover { _ in } }
    try again.close()
    try again.close()
}

@Test func aForeignFolderIsLeftAlone() throws {
    let fileSystem = MemoryFileSystem()
    fileSystem.setContents("/data/thesis.tex", [1])
    #expect(throws: StoreError.notAStore(path: "/data", unknown: "thesis.tex")) {
        try Store.open("/data", fileSystem: fileSystem)
    }
    #expect(try fileSystem.list("/data") == ["thesis.tex"])
}

@Test func unknownFilesOfAStoreAreNamedAndKept() throws {
    let fileSystem = MemoryFileSystem()
    try opened(fileSystem).close()
    fileSystem.setContents("/data/log-00000001", [1])
    fileSystem.setContents("/data/log-0000000100000009.temporary", [1])
    fileSystem.setContents("/data/segment-00000001000000AA", [1])
    let store = try Store.open("/data", fileSystem: fileSystem).store
    #expect(try store.recover { _ in }.unknownFiles == ["log-00000001", "segment-00000001000000AA"])
    #expect(fileSystem.contents("/data/log-0000000100000009.temporary") == nil)
}

@Test(arguments: [("IDENTITY", 3), ("MANIFEST", 1)] as [(String, UInt32)])
func aLaterFormatIsNamed(name: String, supported: UInt32) throws {
    let fileSystem = MemoryFileSystem()
    try opened(fileSystem).close()
    var bytes = fileSystem.contents("/data/\(name)")!
    bytes[8] = UInt8(supported) + 1
    let crc = crc32c(Array(bytes[..<12]))
    bytes.replaceSubrange(12..<16, with: withLittleEndianBytes(crc))
    fileSystem.setContents("/data/\(name)", bytes)
    #expect(throws: StoreError.newerFormat(file: name, found: supported + 1, supported: supported)) {
        try Store.open("/data", fileSystem: fileSystem)
    }
}

/// An identity of the first version, which named no log file.
private func oldIdentity(epoch: UInt32) -> [UInt8] {
    var bytes = Array("KHABARID".utf8) + withLittleEndianBytes(1 as UInt32)
    bytes += withLittleEndianBytes(crc32c(bytes))
    bytes += withLittleEndianBytes(0x4000 as UInt64) + withLittleEndianBytes(1 << 63 as UInt64)
    bytes += withLittleEndianBytes(epoch)
    return bytes + withLittleEndianBytes(crc32c(bytes))
}

@Test func anIdentityOfTheFirstVersionIsRead() throws {
    let fileSystem = MemoryFileSystem()
    fileSystem.setContents("/data/IDENTITY", oldIdentity(epoch: 1))
    var store = try opened(fileSystem)
    #expect(store.identity.epoch == 2 && store.identity.id == StoreID(high: 0x4000, low: 1 << 63))
    _ = try store.append(kind: 1, parts: [[1]])
    try store.close()
    // With a log that it does not name: from now on it is named.
    fileSystem.setContents("/data/IDENTITY", oldIdentity(epoch: 2))
    store = try opened(fileSystem)
    try store.close()
    try fileSystem.remove("/data/log-0000000200000001")
    #expect(throws: StoreError.self) { try opened(fileSystem) }
}

@Test func anIdentityAtTheEndOfItsCountIsRefused() throws {
    let fileSystem = MemoryFileSystem()
    fileSystem.setContents("/data/IDENTITY", oldIdentity(epoch: .max))
    let reason = "its count of openings is at its end, 4294967295"
    #expect(throws: StoreError.damaged(file: "IDENTITY", offset: 32, reason: reason)) { try opened(fileSystem) }
    #expect(fileSystem.contents("/data/IDENTITY") == oldIdentity(epoch: .max))
}

/// Bit by bit, as RFC 3720 defines it.
private func crc32c(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
    }
    return ~crc
}

/// Wherever bytes are cut in two, also before the first and behind the last.
@Test(arguments: [0, 1, 2, 7, 8, 255, 256, 1_000])
func checksumsOfPiecesJoin(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    let whole = crc32c(bytes)
    #expect(checksum(bytes) == whole)
    for cut in 0...count {
        let joined = checksum(crc32c(Array(bytes[..<cut])), then: crc32c(Array(bytes[cut...])), bytes: count - cut)
        #expect(joined == whole, "cut at \(cut)")
    }
}

@Test func foldingFreesTheLogAndKeepsTheNumbers() throws {
    let fileSystem = MemoryFileSystem()
    var store = try opened(fileSystem, logFileBytes: 200)
    for _ in 1...10 {
        _ = try store.append(kind: 1, parts: [[UInt8](repeating: 1, count: 100)])
        try store.sync()
    }
    #expect(store.statistics().logFiles == 10)
    let number = try store.writeSegmentFile(parts: [[1, 2, 3]])
    try store.install(files: [number], foldedRecords: [4..<6, 1..<3], state: [42])
    #expect(store.statistics().logFiles == 6)
    #expect(store.statistics().segmentFiles == 1 && store.statistics().segmentBytes == 43)
    try store.install(files: [number], foldedRecords: [1..<11], state: [43])
    #expect(store.statistics().logFiles == 0 && store.statistics().logBytes == 0)
    try store.close()

    let again = try Store.open("/data", fileSystem: fileSystem)
    #expect(again.state == [43] && again.segmentFiles.map(\.number) == [number])
    #expect(again.segmentFiles.map(\.bytes) == [3])
    #expect(try again.store.readSegmentFile(number, head: 1) { [1, 3 - Int($0[0]) - 1] } == [[1], [2], [3]])
    for lengths in [[], [1], [3], [1, 1, 1], [-1, 3], [.max]] {
        #expect(throws: StoreError.self) { try again.store.readSegmentFile(number, head: 1) { _ in lengths } }
    }
    #expect(try again.store.readSegmentFile(number) == [1, 2, 3])
    #expect(try again.store.recover { _ in }.records == 0)
    store = again.store
    #expect(try store.append(kind: 1, parts: []) == 11)
    try store.close()
}

@Test func segmentFilesThatNobodyNamesGo() throws {
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    let old = try store.writeSegmentFile(parts: [[1]])
    let merged = try store.writeSegmentFile(parts: [[2]])
    let unused = try store.writeSegmentFile(parts: [[3]])
    try store.install(files: [old], foldedRecords: [], state: [])
    #expect(try store.readSegmentFile(merged) == [2], "one that waits for its install stays")
    try store.install(files: [merged], foldedRecords: [], state: [])
    store.discardSegmentFile(merged)
    #expect(try store.readSegmentFile(merged) == [2], "an installed file can't be discarded")
    var names = try fileSystem.list("/data").filter { $0.hasPrefix("segment") }
    #expect(names.count == 2)
    try store.close()
    let again = try opened(fileSystem)
    names = try fileSystem.list("/data").filter { $0.hasPrefix("segment") }
    #expect(names == ["segment-0000000100000002"])
    let next = try again.writeSegmentFile(parts: [])
    #expect(next > unused)
    let file = try again.makeSegmentFile()
    try file.append([[1], [2, 3]])
    try file.append([])
    try file.append([[4]])
    #expect(try again.readSegmentFile(try file.finish()) == [1, 2, 3, 4])
    do {
        let dropped = try again.makeSegmentFile()
        try dropped.append([[1]])
    }
    #expect(try fileSystem.list("/data").filter { $0.hasSuffix("temporary") } == [])
}

@Test func aFullDiskRefusesAndThenGoesOn() throws {
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    #expect(try store.append(kind: 1, parts: [[1]]) == 1)
    fileSystem.plan = MemoryFileSystem.Plan(call: fileSystem.calls + 1, fault: .half)
    let cause = FileSystemError(.write, "/data/log-0000000100000001.temporary", code: ENOSPC)
    #expect(throws: StoreError.cannotWrite(cause: cause)) { try store.append(kind: 1, parts: [[2]]) }
    #expect(fileSystem.contents("/data/log-0000000100000001")?.count == 68 + 33, "the file is cut back")
    // The batch's earlier record is unharmed.
    try store.sync()
    #expect(try store.append(kind: 1, parts: [[3]]) == 2)
    try store.sync()
    var found: [[UInt8]] = []
    let again = try Store.open("/data", fileSystem: fileSystem.afterPowerLoss(seed: 1)).store
    _ = try again.recover { found.append($0.payload) }
    #expect(found == [[1], [3]])
}

@Test func whatAFailedWriteLeftIsCutBeforeTheNextRecord() throws {
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    _ = try store.append(kind: 1, parts: [[1]])
    let long = [UInt8](repeating: 2, count: 500)
    fileSystem.plan = MemoryFileSystem.Plan(call: fileSystem.calls + 1, fault: .half, forGood: true)
    #expect(throws: StoreError.self) { try store.append(kind: 1, parts: [long]) }
    #expect(throws: StoreError.self) { try store.append(kind: 1, parts: [long]) }
    fileSystem.plan = MemoryFileSystem.Plan()
    _ = try store.append(kind: 1, parts: [[3]])
    try store.close()
    let again = try Store.open("/data", fileSystem: fileSystem).store
    let report = try again.recover { _ in }
    #expect(report.records == 2 && report.tornTail == nil)
}

@Test func afterAFailedSyncTheFileIsLeft() throws {
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    _ = try store.append(kind: 1, parts: [[1]])
    try store.sync()
    _ = try store.append(kind: 1, parts: [[2]])
    _ = try store.append(kind: 1, parts: [[3]])
    fileSystem.plan = MemoryFileSystem.Plan(call: fileSystem.calls + 1)
    let cause = FileSystemError(.synchronize, "/data/log-0000000100000001.temporary", code: EIO)
    #expect(throws: StoreError.notDurable(sequences: 2..<4, cause: cause)) { try store.sync() }
    #expect(fileSystem.contents("/data/log-0000000100000001")?.count == 68 + 33, "the void records are cut off")
    #expect(try store.append(kind: 1, parts: [[4]]) == 4)
    try store.sync()
    #expect(store.statistics().logFiles == 2)
    var found: [UInt64] = []
    let again = try Store.open("/data", fileSystem: fileSystem.afterPowerLoss(seed: 1)).store
    _ = try again.recover { found.append($0.sequence) }
    #expect(found == [1, 4])
}

@Test func sizesHaveLimits() throws {
    let store = try opened(MemoryFileSystem())
    let mebibyte = [UInt8](repeating: 0, count: 1 << 20)
    let record = [[UInt8]](repeating: mebibyte, count: 256)
    #expect(throws: StoreError.tooLarge(what: "a record", bytes: 256 << 20 | 1, limit: 256 << 20)) {
        try store.append(kind: 1, parts: record + [[1]])
    }
    let state = [UInt8](repeating: 0, count: 64 << 20 | 1)
    #expect(throws: StoreError.tooLarge(what: "the state", bytes: 64 << 20 | 1, limit: 64 << 20)) {
        try store.install(files: [], foldedRecords: [], state: state)
    }
}

@Test func aRecordThatCannotBeUsedStopsRecovery() throws {
    struct Unusable: Error {}
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    _ = try store.append(kind: 1, parts: [[1]])
    try store.close()
    let again = try Store.open("/data", fileSystem: fileSystem).store
    #expect(
        throws: StoreError.recordRefused(
            file: "log-0000000100000001", offset: 68, sequence: 1, reason: "Unusable()")
    ) { try again.recover { _ in throw Unusable() } }
    #expect(throws: StoreError.notOpen) { try again.append(kind: 1, parts: []) }
}

@Test func mergesRunBesideTheWriter() async throws {
    let fileSystem = MemoryFileSystem()
    let store = try opened(fileSystem)
    let numbers = try await withThrowingTaskGroup(of: [UInt64].self) { group in
        for task in 0..<4 as Range<UInt8> {
            group.addTask {
                try (0..<25 as Range<UInt8>).map { try store.writeSegmentFile(parts: [[task], [$0]]) }
            }
        }
        for byte in 0..<100 as Range<UInt8> {
            #expect(try store.append(kind: 1, parts: [[byte]]) == UInt64(byte) + 1)
            try store.sync()
        }
        var numbers: [UInt64] = []
        for try await some in group { numbers += some }
        return numbers
    }
    #expect(Set(numbers).count == 100)
    try store.install(files: numbers, foldedRecords: [1..<51], state: [])
    var contents: Set<[UInt8]> = []
    for number in numbers { contents.insert(try store.readSegmentFile(number)) }
    #expect(contents.count == 100)
    try store.close()
    let again = try Store.open("/data", fileSystem: fileSystem)
    #expect(again.segmentFiles.map(\.number) == numbers)
    #expect(try again.store.recover { _ in }.records == 50)
}
