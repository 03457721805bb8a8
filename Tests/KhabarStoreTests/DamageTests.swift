import KhabarStore
import Testing

private let first = "/data/log-0000000100000001"

/// Three records, the last two synced together, on a disk whose store was closed in order.
private func smallStore() throws -> (MemoryFileSystem, [[UInt8]]) {
    let fileSystem = MemoryFileSystem()
    let store = try Store.open("/data", fileSystem: fileSystem, random: seeded("small")).store
    _ = try store.recover { _ in }
    let payloads: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 9, count: 40)]
    _ = try store.append(kind: 1, parts: [payloads[0]])
    try store.sync()
    _ = try store.append(kind: 2, parts: [payloads[1]])
    _ = try store.append(kind: 3, parts: [Array(payloads[2][..<7]), Array(payloads[2][7...])])
    try store.close()
    return (fileSystem, payloads)
}

private func recovered(_ fileSystem: MemoryFileSystem) throws -> ([[UInt8]], RecoveryReport, Store) {
    var payloads: [[UInt8]] = []
    let store = try Store.open("/data", fileSystem: fileSystem, random: seeded("again")).store
    let report = try store.recover { payloads.append($0.payload) }
    return (payloads, report, store)
}

// The file: a header of 68 bytes; record, note, record, record, note, each with a header of 32.
private let ends = [68, 68 + 35, 68 + 67, 68 + 99, 68 + 171, 68 + 203]

/// - Parameter offset: where the damage must be found, if in bytes that are there; a preamble that is cut short is named at 0.
private func expectDamage(
    _ offset: Int, of name: String = first, _ context: String, _ body: () throws -> some Any
) {
    do {
        _ = try body()
        Issue.record("passed over: \(context)")
    } catch StoreError.damaged(let file, let found, _) {
        #expect("/data/\(file)" == name && Int(found) == (offset < 16 ? 0 : offset), "\(context)")
    } catch {
        Issue.record("\(error): \(context)")
    }
}

@Test func aLogCutAnywhereRecoversToAPrefix() throws {
    let (original, payloads) = try smallStore()
    let bytes = original.contents(first)!
    #expect(bytes.count == ends.last!)
    for length in 0..<bytes.count {
        let fileSystem = original.afterKill()
        fileSystem.setContents(first, Array(bytes[..<length]))
        // Its header was durable before it had its name.
        guard let whole = ends.last(where: { $0 <= length }) else {
            expectDamage(length, "cut at \(length)") { try recovered(fileSystem) }
            #expect(fileSystem.contents(first) == Array(bytes[..<length]), "a refusal changes nothing")
            continue
        }
        let (found, report, store) = try recovered(fileSystem)
        let count = length < ends[1] ? 0 : length < ends[3] ? 1 : length < ends[4] ? 2 : 3
        #expect(found == Array(payloads[..<count]), "cut at \(length)")
        if length == whole {
            #expect(report.tornTail == nil, "cut at \(length)")
        } else {
            let tail = try #require(report.tornTail)
            #expect("/data/\(tail.file)" == first)
            #expect(tail.offset == UInt64(whole) && tail.droppedBytes == UInt64(length - whole))
            #expect(fileSystem.contents("/data/\(tail.keptAs)") == Array(bytes[whole..<length]))
        }
        // Life goes on, and the next opening finds nothing to report.
        _ = try store.append(kind: 4, parts: [[8]])
        try store.close()
        let (later, laterReport, _) = try recovered(fileSystem)
        #expect(later == Array(payloads[..<count]) + [[8]] && laterReport.tornTail == nil, "cut at \(length)")
    }
}

@Test func aTailOfZerosIsCut() throws {
    let (original, payloads) = try smallStore()
    let bytes = original.contents(first)!
    for zeros in [1, 31, 32, 33, 5_000] {
        let fileSystem = original.afterKill()
        fileSystem.setContents(first, bytes + [UInt8](repeating: 0, count: zeros))
        let (found, report, _) = try recovered(fileSystem)
        #expect(found == payloads && report.tornTail?.droppedBytes == UInt64(zeros))
        if zeros >= 32 { #expect(report.tornTail?.reason == "zeros to the file's end") }
    }
}

@Test(arguments: [0x01, 0x80, 0xFF] as [UInt8])
func aFlippedByteIsRefusedOrReported(mask: UInt8) throws {
    let (original, payloads) = try smallStore()
    let bytes = original.contents(first)!
    for index in bytes.indices {
        let fileSystem = original.afterKill()
        var damaged = bytes
        damaged[index] ^= mask
        fileSystem.setContents(first, damaged)
        do {
            let (found, report, _) = try recovered(fileSystem)
            // Only the last note, which proves what is before it and not itself, may be cut off.
            #expect(index >= ends[4], "byte \(index) was passed over")
            #expect(found == payloads, "byte \(index)")
            #expect(report.tornTail?.offset == UInt64(ends[4]), "byte \(index) was passed over in silence")
        } catch let error as StoreError {
            #expect(index < ends[4], "byte \(index): \(error)")
            guard case .damaged(let file, let offset, _) = error else {
                Issue.record("byte \(index): \(error)")
                continue
            }
            #expect("/data/\(file)" == first)
            #expect(index < 68 || Int(offset) == ends.last { $0 <= index }, "byte \(index): \(error)")
            // A refusal changes nothing.
            #expect(fileSystem.contents(first) == damaged)
        }
    }
}

@Test func damageInAnOlderFileIsRefused() throws {
    let original = MemoryFileSystem()
    let store = try Store.open("/data", fileSystem: original, logFileBytes: 150, random: seeded("older")).store
    _ = try store.recover { _ in }
    for byte in 1...4 as ClosedRange<UInt8> {
        _ = try store.append(kind: 1, parts: [[UInt8](repeating: byte, count: 60)])
        try store.sync()
    }
    try store.close()
    #expect(original.contents("/data/log-0000000100000004") != nil)
    let bytes = original.contents(first)!
    #expect(bytes.count == 68 + 92 + 32)
    for index in bytes.indices {
        let fileSystem = original.afterKill()
        var damaged = bytes
        damaged[index] ^= 0x10
        fileSystem.setContents(first, damaged)
        if index < 68 + 92 {
            #expect(throws: StoreError.self, "byte \(index)") { try recovered(fileSystem) }
        } else {
            // The note at its end says nothing that the next file doesn't.
            let (found, report, _) = try recovered(fileSystem)
            #expect(found.count == 4 && report.passedOver.count == 1, "byte \(index)")
        }
    }
    for length in 0..<bytes.count {
        let fileSystem = original.afterKill()
        fileSystem.setContents(first, Array(bytes[..<length]))
        if length < 68 + 92 {
            #expect(throws: StoreError.self, "cut at \(length)") { try recovered(fileSystem) }
        } else {
            #expect(try recovered(fileSystem).0.count == 4, "cut at \(length)")
        }
    }
    for number in 1...3 {
        let fileSystem = original.afterKill()
        try fileSystem.remove("/data/log-000000010000000\(number)")
        #expect(throws: StoreError.self, "file \(number) is missing") { try recovered(fileSystem) }
    }
}

@Test func aBatchThatTheDiskPersistedInPartIsCut() throws {
    // Two records wait for a sync when the power fails, and only the second reaches the disk.
    let (original, payloads) = try smallStore()
    let (_, _, store) = try recovered(original)
    let start = original.contents(first)!.count
    _ = try store.append(kind: 1, parts: [[1, 1]])
    _ = try store.append(kind: 1, parts: [[2, 2]])
    var bytes = original.contents(first)!
    for index in start..<(start + 34) { bytes[index] = 0 }
    let fileSystem = original.afterKill()
    fileSystem.setContents(first, bytes)
    let (found, report, _) = try recovered(fileSystem)
    #expect(found == payloads)
    #expect(report.tornTail?.offset == UInt64(start) && report.tornTail?.droppedRecords == 1)
}

@Test func aRecordThatQuotesALogIsNotTakenForOne() throws {
    // A payload from outside that holds what looks like a record cannot make a torn tail look like damage.
    let (donor, _) = try smallStore()
    let quoted = donor.contents(first)!
    let fileSystem = MemoryFileSystem()
    let store = try Store.open("/data", fileSystem: fileSystem, random: seeded("other")).store
    _ = try store.recover { _ in }
    _ = try store.append(kind: 1, parts: [quoted])
    try store.close()
    let bytes = fileSystem.contents(first)!
    fileSystem.setContents(first, Array(bytes.dropLast(33)))
    let (found, report, _) = try recovered(fileSystem.afterKill())
    #expect(found.isEmpty && report.tornTail?.droppedRecords == 0)
}

@Test(arguments: ["MANIFEST", "IDENTITY", "segment-0000000100000001"])
func aFlippedByteInAnyOtherFileIsRefused(name: String) throws {
    let (original, _) = try smallStore()
    let store = try recovered(original).2
    // The first file of the second epoch.
    let number = try store.writeSegmentFile(parts: [[1, 2], [3]])
    #expect(number == 2 << 32 | 1)
    try store.install(files: [number], foldedRecords: [1..<3], state: [7, 7, 7])
    try store.close()
    let path = "/data/" + (name.hasPrefix("segment") ? "segment-0000000200000001" : name)
    let bytes = try #require(original.contents(path))
    for index in bytes.indices {
        let fileSystem = original.afterKill()
        var damaged = bytes
        damaged[index] ^= 0x04
        fileSystem.setContents(path, damaged)
        #expect(throws: StoreError.self, "byte \(index)") {
            let opened = try Store.open("/data", fileSystem: fileSystem)
            for file in opened.segmentFiles { _ = try opened.store.readSegmentFile(file.number) }
        }
    }
    for length in 0..<bytes.count {
        let fileSystem = original.afterKill()
        fileSystem.setContents(path, Array(bytes[..<length]))
        #expect(throws: StoreError.self, "cut at \(length)") { try Store.open("/data", fileSystem: fileSystem) }
    }
    let fileSystem = original.afterKill()
    try fileSystem.remove(path)
    #expect(throws: StoreError.self) { try Store.open("/data", fileSystem: fileSystem) }
}

@Test func aCutBelowWhatTheManifestKnowsIsRefused() throws {
    let (original, _) = try smallStore()
    let store = try recovered(original).2
    try store.install(files: [], foldedRecords: [1..<2], state: [])
    try store.close()
    let bytes = original.contents(first)!
    // At a record's end or amid one: the manifest knows three records, and only the last note may go.
    for length in ends[0]..<bytes.count {
        let fileSystem = original.afterKill()
        fileSystem.setContents(first, Array(bytes[..<length]))
        if length < ends[4] {
            expectDamage(ends.last { $0 <= length }!, "cut at \(length)") { try recovered(fileSystem) }
            #expect(fileSystem.contents(first) == Array(bytes[..<length]), "a refusal changes nothing")
        } else {
            #expect(try recovered(fileSystem).0.count == 2, "cut at \(length)")
        }
    }
}

@Test func aLogFileThatIsMissingIsMissed() throws {
    let original = MemoryFileSystem()
    let store = try Store.open("/data", fileSystem: original, logFileBytes: 150, random: seeded("missing")).store
    _ = try store.recover { _ in }
    for byte in 1...3 as ClosedRange<UInt8> {
        _ = try store.append(kind: 1, parts: [[UInt8](repeating: byte, count: 60)])
        try store.sync()
        // While it is the newest, however many are before it.
        let fileSystem = original.afterKill()
        let name = "/data/log-000000010000000\(byte)"
        try fileSystem.remove(name)
        expectDamage(0, of: name, "file \(byte)") { try recovered(fileSystem) }
    }
    // Of the last file some records are folded, but not all.
    _ = try store.append(kind: 1, parts: [[4]])
    _ = try store.append(kind: 1, parts: [[5]])
    try store.sync()
    try store.install(files: [], foldedRecords: [1..<5], state: [])
    let part = original.afterKill()
    try part.remove("/data/log-0000000100000004")
    expectDamage(0, of: "/data/log-0000000100000004", "partly folded") { try recovered(part) }
    // All of it is folded: it goes, and nobody misses it, now or when more was written.
    try store.install(files: [], foldedRecords: [5..<6], state: [])
    #expect(try original.list("/data").contains { $0.hasPrefix("log") } == false)
    #expect(try recovered(original.afterKill()).0.isEmpty)
    #expect(try store.append(kind: 1, parts: [[6]]) == 6)
    try store.close()
    #expect(try recovered(original.afterKill()).0 == [[6]])
    try original.remove("/data/log-0000000100000005")
    expectDamage(0, of: "/data/log-0000000100000005", "after a fold") { try recovered(original) }
}

@Test func onlySomeTornTailsAreKept() throws {
    let (fileSystem, _) = try smallStore()
    for _ in 0..<12 {
        let bytes = fileSystem.contents(first)!
        fileSystem.setContents(first, bytes + [1, 2, 3])
        let (_, report, store) = try recovered(fileSystem)
        let tail = try #require(report.tornTail)
        #expect(fileSystem.contents("/data/\(tail.keptAs)") == [1, 2, 3], "the newest is kept")
        _ = try store.append(kind: 1, parts: [[1]])
        try store.close()
    }
    #expect(try fileSystem.list("/data").filter { $0.hasSuffix(".torn") }.count == 8)
}
