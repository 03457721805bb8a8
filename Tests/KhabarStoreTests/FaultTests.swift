import KhabarStore
import TestSupport
import Testing

/// A day of a store, short: records of several sizes, over several log files, folded twice, merged once.
private func work(_ ledger: inout Ledger, _ store: Store) {
    ledger.append(store, bytes: 10)
    ledger.append(store, bytes: 0)
    ledger.sync(store)
    ledger.append(store, bytes: 200)
    ledger.sync(store)
    ledger.append(store, bytes: 90)
    ledger.append(store, bytes: 120)
    ledger.sync(store)
    ledger.fold(store, count: 3, merge: false)
    ledger.append(store, bytes: 5)
    ledger.sync(store)
    ledger.fold(store, count: 10, merge: true)
    ledger.append(store, bytes: 33)
    ledger.append(store, bytes: 34)
    ledger.sync(store)
    ledger.append(store, bytes: 35)
    do {
        try store.close()
        for (sequence, payload) in ledger.waiting { ledger.promised[sequence] = payload }
    } catch {}
    ledger.waiting = []
}

/// Opens on a disk that may fail; nil when it does.
private func openAnyway(
    _ fileSystem: MemoryFileSystem, _ ledger: inout Ledger, _ context: String, logFileBytes: UInt64 = 300
) -> Store? {
    var largest = ledger.promised.keys.max() ?? 0
    guard
        let opened = try? Store.open(
            "/data", fileSystem: fileSystem, logFileBytes: logFileBytes, random: seeded(context)),
        (try? opened.store.recover { largest = max(largest, $0.sequence) }) != nil
    else { return nil }
    ledger.largestSequence = largest
    ledger.waiting = []
    ledger.lastEpoch = opened.store.identity.epoch
    return opened.store
}

/// After whatever happened: all is there, work goes on, and what recovery handed out survives a power loss at once.
private func aftermath(_ ledger: Ledger, _ fileSystem: MemoryFileSystem, _ context: String) {
    var ledger = ledger
    guard let store = ledger.check(fileSystem, context) else { return }
    var later = ledger
    _ = later.check(fileSystem.afterPowerLoss(seed: 5), "\(context), power lost after recovery")
    ledger.append(store, bytes: 50)
    ledger.sync(store)
    #expect(ledger.promised[ledger.largestSequence] != nil, "a good disk refuses: \(context)")
    ledger.append(store, bytes: 51)
    let disk = fileSystem.afterPowerLoss(seed: 6)
    _ = ledger.check(disk, "\(context), power lost after another record")
}

private func callsOfWork(logFileBytes: UInt64) -> Int {
    let fileSystem = MemoryFileSystem()
    var ledger = Ledger()
    guard let store = openAnyway(fileSystem, &ledger, "count", logFileBytes: logFileBytes) else { return 0 }
    work(&ledger, store)
    #expect(ledger.promised.count == 9 && ledger.installed.count == 1)
    return fileSystem.calls
}

@Test(arguments: MemoryFileSystem.Fault.allCases, [false, true])
func everyCallMayFail(fault: MemoryFileSystem.Fault, forGood: Bool) {
    // Small log files hold a sync or two, large ones all of the work.
    for logFileBytes in [300, 5_000] as [UInt64] {
        everyCallMayFail(fault: fault, forGood: forGood, logFileBytes: logFileBytes)
    }
}

private func everyCallMayFail(fault: MemoryFileSystem.Fault, forGood: Bool, logFileBytes: UInt64) {
    let calls = callsOfWork(logFileBytes: logFileBytes)
    #expect(calls > 60)
    for call in 1...calls {
        let context = "\(fault) at call \(call)\(forGood ? " and after" : ""), log files of \(logFileBytes)"
        let fileSystem = MemoryFileSystem()
        fileSystem.plan = MemoryFileSystem.Plan(call: call, fault: fault, forGood: forGood)
        var ledger = Ledger()
        if let store = openAnyway(fileSystem, &ledger, context, logFileBytes: logFileBytes) { work(&ledger, store) }
        aftermath(ledger, fileSystem.afterKill(), context)
        for seed in 0..<6 as Range<UInt64> {
            aftermath(ledger, fileSystem.afterPowerLoss(seed: seed), "\(context), power lost (seed \(seed))")
        }
    }
}

@Test func recoveryMayFailAtEveryCall() {
    // A disk with a torn tail, several log files and a segment file.
    let fileSystem = MemoryFileSystem()
    var ledger = Ledger()
    guard let store = openAnyway(fileSystem, &ledger, "first") else { return }
    work(&ledger, store)
    guard let again = ledger.check(fileSystem, "again") else { return }
    ledger.append(again, bytes: 100)
    let torn = fileSystem.afterPowerLoss(seed: 2)
    let probe = torn.afterKill()
    var unused = ledger
    _ = unused.check(probe, "probe")
    for call in 1...probe.calls {
        for fault in MemoryFileSystem.Fault.allCases {
            let context = "\(fault) at call \(call) of recovery"
            var later = ledger
            let disk = torn.afterKill()
            disk.plan = MemoryFileSystem.Plan(call: call, fault: fault, forGood: call % 2 == 0)
            if let store = openAnyway(disk, &later, context) { work(&later, store) }
            aftermath(later, disk.afterKill(), context)
            aftermath(later, disk.afterPowerLoss(seed: UInt64(call)), "\(context), power lost")
        }
    }
}

@Test(arguments: 0..<60 as Range<UInt64>)
func randomLives(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var fileSystem = MemoryFileSystem()
    var ledger = Ledger()
    let logFileBytes: UInt64 = seed % 2 == 0 ? 300 : 3_000
    var store = ledger.check(fileSystem, "seed \(seed)", logFileBytes: logFileBytes)
    for step in 0..<150 {
        guard let open = store else { return }
        let context = "seed \(seed), step \(step)"
        switch random.next() % 16 {
        case 0...5: ledger.append(open, bytes: Int(random.next() % 150))
        case 6...9: ledger.sync(open)
        case 10, 11: ledger.fold(open, count: Int(random.next() % 6), merge: random.next() % 3 == 0)
        case 12:
            let fault = MemoryFileSystem.Fault.allCases.randomElement(using: &random)!
            fileSystem.plan = MemoryFileSystem.Plan(
                call: fileSystem.calls + 1 + Int(random.next() % 8), fault: fault, forGood: random.next() % 4 == 0)
        case 13:
            fileSystem.plan = MemoryFileSystem.Plan()
        case 14:
            fileSystem = fileSystem.afterKill()
            store = ledger.check(fileSystem, context, logFileBytes: logFileBytes)
        default:
            fileSystem = fileSystem.afterPowerLoss(seed: random.next())
            store = ledger.check(fileSystem, context, logFileBytes: logFileBytes)
        }
    }
}
