import KhabarStore
import Testing

/// Whatever one damage does to a store that was killed at any moment of its life: opening it is refused, or all that was
/// acknowledged is there.
@Test(arguments: [300, 5_000] as [UInt64])
func noDamageLosesWhatWasAcknowledged(logFileBytes: UInt64) {
    let steps: [(inout Ledger, Store) -> Void] = [
        { ledger, store in ledger.append(store, bytes: 10) },
        { ledger, store in ledger.sync(store) },
        { ledger, store in
            ledger.append(store, bytes: 0)
            ledger.append(store, bytes: 200)
        },
        { ledger, store in ledger.sync(store) },
        { ledger, store in ledger.fold(store, count: 2, merge: false) },
        { ledger, store in ledger.append(store, bytes: 90) },
        { ledger, store in ledger.sync(store) },
        { ledger, store in ledger.fold(store, count: 2, merge: true) },
        { ledger, store in
            ledger.append(store, bytes: 33)
            ledger.sync(store)
            ledger.append(store, bytes: 34)
        },
    ]
    let fileSystem = MemoryFileSystem()
    var ledger = Ledger()
    guard let store = ledger.check(fileSystem, "first", logFileBytes: logFileBytes) else { return }
    for (number, step) in steps.enumerated() {
        step(&ledger, store)
        expectNoLoss(ledger, fileSystem, step: number)
    }
    #expect(ledger.promised.count == 5 && ledger.installed.count == 1)
}

private func expectNoLoss(_ ledger: Ledger, _ original: MemoryFileSystem, step: Int) {
    func damaged(_ context: String, _ damage: (MemoryFileSystem) throws -> Void) {
        let fileSystem = original.afterKill()
        do {
            try damage(fileSystem)
            let found = try contents(of: fileSystem)
            for (sequence, payload) in ledger.promised where found[sequence] != payload {
                Issue.record("record \(sequence) is lost in silence: \(context)")
            }
        } catch is StoreError {
        } catch {
            Issue.record("\(error): \(context)")
        }
    }
    for name in (try? original.list("/data")) ?? [] {
        let path = "/data/\(name)"
        let bytes = original.contents(path) ?? []
        let context = "\(name) after step \(step)"
        damaged("\(context), removed") { try $0.remove(path) }
        // A log that is cut behind its header may be one that was never longer.
        for length in 0..<min(68, bytes.count) {
            damaged("\(context), cut at \(length)") { $0.setContents(path, Array(bytes[..<length])) }
        }
        // Every byte has its turn in one of the steps that it lives through.
        for index in bytes.indices where (index + step) % 3 == 0 {
            var flipped = bytes
            flipped[index] ^= 0x10
            damaged("\(context), byte \(index)") { $0.setContents(path, flipped) }
        }
    }
}

func contents(of fileSystem: MemoryFileSystem, at path: String = "/data") throws -> [UInt64: [UInt8]] {
    let opened = try Store.open(path, fileSystem: fileSystem, random: seeded("damaged"))
    var found: [UInt64: [UInt8]] = [:]
    for file in opened.segmentFiles {
        found.merge(Ledger.decode(try opened.store.readSegmentFile(file.number))) { old, _ in old }
    }
    _ = try opened.store.recover { found[$0.sequence] = $0.payload }
    return found
}
