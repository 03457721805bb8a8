import Testing

@testable import KhabarStore

/// Opens a store, appends so many records, and returns what it knows of its numbers by then.
private func work(_ fileSystem: MemoryFileSystem, _ name: String, records: Int) throws -> SequenceHistory {
    let store = try Store.open("/data", fileSystem: fileSystem, logFileBytes: 300, random: seeded(name)).store
    _ = try store.recover { _ in }
    for _ in 0..<records {
        _ = try store.append(kind: 1, parts: [[1, 2, 3]])
        try store.sync()
    }
    try store.close()
    return store.history
}

@Test func eachOpeningThatGaveNumbersIsRemembered() throws {
    let fileSystem = MemoryFileSystem()
    #expect(try work(fileSystem, "none", records: 0) == SequenceHistory())
    // Over several log files, and in a file that an earlier opening has made.
    for (name, records) in [("a", 20), ("b", 0), ("c", 1), ("d", 2)] {
        _ = try work(fileSystem, name, records: records)
    }
    let history = try work(fileSystem, "e", records: 0)
    #expect(history.openings.map(\.first) == [1, 21, 22])
    #expect(Set(history.openings.map(\.mark)).count == 3)
    let marks = [0, 1, 20, 21, 22, 1_000].map { history.mark(of: $0) }
    let (a, c, d) = (history.openings[0].mark, history.openings[1].mark, history.openings[2].mark)
    #expect(marks == [nil, a, a, c, d, d])
}

@Test func aCopyThatGoesOnIsToldFromItsOriginal() throws {
    let original = MemoryFileSystem()
    let before = try work(original, "before", records: 3)
    let copy = original.afterKill()
    let (one, other) = (try work(original, "original", records: 3), try work(copy, "copy", records: 3))
    for sequence in 1...3 as ClosedRange<UInt64> {
        #expect(one.mark(of: sequence) == before.mark(of: sequence))
        #expect(other.mark(of: sequence) == before.mark(of: sequence))
    }
    for sequence in 4...6 as ClosedRange<UInt64> { #expect(one.mark(of: sequence) != other.mark(of: sequence)) }
}

@Test func aNumberHasOneMarkAndTheOldestAreForgotten() throws {
    var history = SequenceHistory()
    history.begin(at: 5, mark: 50)
    history.begin(at: 9, mark: 90)
    // Nothing from 7 on was durable.
    history.begin(at: 7, mark: 70)
    #expect([4, 5, 6, 7, 9].map { history.mark(of: $0) } == [nil, 50, 50, 70, 70])
    for number in 1...UInt64(Limits.openingsMax) { history.begin(at: 10 * number, mark: number) }
    #expect(history.openings.count == Limits.openingsMax && history.mark(of: 9) == nil && history.mark(of: 10) == 1)
    var identity = Identity(id: StoreID(high: 1, low: 2), epoch: 3)
    identity.history = history
    #expect(identity.encoded().count == Identity.bytesMax)
    #expect(try Identity.decode(identity.encoded()) == identity)
}

/// An identity of the second version, which knew of no openings.
@Test func anIdentityOfTheSecondVersionIsRead() throws {
    var bytes = Preamble.bytes(magic: Identity.magic, version: 2)
    for number in [1, 2] as [UInt64] { bytes.append(littleEndian: number) }
    bytes.append(littleEndian: 3 as UInt32)
    for number in [4, 5] as [UInt64] { bytes.append(littleEndian: number) }
    bytes.append(littleEndian: checksum(bytes))
    let expected = Identity(id: StoreID(high: 1, low: 2), epoch: 3, newestLog: .init(number: 4, first: 5))
    #expect(try Identity.decode(bytes) == expected)
    for version in [2, 3] as [UInt32] {
        // Whole in another version's length, and cut anywhere.
        let whole = version == 2 ? bytes : expected.encoded()
        for count in 0..<whole.count {
            #expect(throws: StoreError.self) { try Identity.decode(Array(whole[..<count])) }
        }
        #expect(throws: StoreError.self) { try Identity.decode(whole + [0]) }
    }
}
