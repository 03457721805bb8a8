import Foundation
import Glibc
@testable import KhabarStore
import Synchronization
import TestSupport
import Testing

@Suite struct BackupTests {
    private func names(_ fileSystem: MemoryFileSystem) -> [String] { (try? fileSystem.list("/backup")) ?? [] }

    private typealias Step = @Sendable (inout Ledger, Store) -> Void

    /// A store's life: records, log files that end, files that fold, and are merged and deleted.
    private static let steps: [Step] = [
        { ledger, store in ledger.append(store, bytes: 10) },
        { ledger, store in ledger.sync(store) },
        { ledger, store in
            ledger.append(store, bytes: 0)
            ledger.append(store, bytes: 200)
        },
        { ledger, store in ledger.sync(store) },
        { ledger, store in ledger.fold(store, count: 2, merge: false) },
        { ledger, store in
            for _ in 0..<5 { ledger.append(store, bytes: 90) }
            ledger.sync(store)
        },
        { ledger, store in ledger.fold(store, count: 3, merge: true) },
        { ledger, store in
            ledger.append(store, bytes: 33)
            ledger.sync(store)
            ledger.fold(store, count: 9, merge: true)
            ledger.append(store, bytes: 34)
        },
    ]

    /// A store that has lived through the first `count` steps.
    private final class Life: Sendable {
        let fileSystem = MemoryFileSystem()
        let store: Store
        private let ledger: Mutex<Ledger>

        init?(_ count: Int, logFileBytes: UInt64) {
            var ledger = Ledger()
            guard let store = ledger.check(fileSystem, "life", logFileBytes: logFileBytes) else { return nil }
            self.store = store
            for step in steps[..<count] { step(&ledger, store) }
            self.ledger = Mutex(ledger)
        }

        var promised: [UInt64: [UInt8]] { ledger.withLock { $0.promised } }
        var attempts: Set<[UInt8]> { ledger.withLock { $0.attempts } }
        func go(_ steps: ArraySlice<Step>) { ledger.withLock { for step in steps { step(&$0, store) } } }
    }

    /// Whatever the store does at whichever moment of a backup: the copy opens, has all that was promised when it was begun, and nothing else than what was ever appended.
    @Test(arguments: [300, 5_000] as [UInt64])
    func aBackupIsWholeWhateverHappensMeanwhile(logFileBytes: UInt64) throws {
        for number in 0...Self.steps.count {
            var call = 0
            var calls = 1
            while call <= calls {
                let life = try #require(Life(number, logFileBytes: logFileBytes))
                // One step at some calls, all that are left at others.
                let next = call % 2 == 0 ? Self.steps[number...].prefix(1) : Self.steps[number...]
                let meanwhile = InterleavedFileSystem(life.fileSystem) { [call] in if $0 == call { life.go(next) } }
                let promised = life.promised
                _ = try Store.backUp("/data", to: "/backup", fileSystem: meanwhile)
                calls = meanwhile.calls
                let found = try contents(of: life.fileSystem, at: "/backup")
                for (sequence, payload) in promised {
                    #expect(found[sequence] == payload, "record \(sequence), step \(number), call \(call)")
                }
                #expect(life.attempts.isSuperset(of: found.values), "step \(number), call \(call)")
                // And the store was not touched.
                try life.store.close()
                let own = try contents(of: life.fileSystem)
                for (sequence, payload) in life.promised { #expect(own[sequence] == payload) }
                call += 1
            }
            #expect(calls > 20)
        }
    }

    /// One whose disk fails or is full has no name, and the next one goes through.
    @Test func aBackupThatFailsLeavesNothingBehind() throws {
        var call = 1
        while true {
            let life = try #require(Life(6, logFileBytes: 300))
            let start = life.fileSystem.calls
            life.fileSystem.plan = MemoryFileSystem.Plan(call: start + call, fault: .refuse, forGood: true)
            let outcome = Result { try Store.backUp("/data", to: "/backup", fileSystem: life.fileSystem) }
            life.fileSystem.plan = MemoryFileSystem.Plan()
            guard case .failure = outcome else { break }
            let made = names(life.fileSystem)
            // The last call makes the name durable: until then it may be there, and is whole.
            if !made.isEmpty {
                #expect(try contents(of: life.fileSystem, at: "/backup") == life.promised, "call \(call)")
            } else {
                _ = try Store.backUp("/data", to: "/backup", fileSystem: life.fileSystem)
                #expect(try contents(of: life.fileSystem, at: "/backup") == life.promised, "call \(call)")
            }
            call += 1
        }
        #expect(call > 40)
    }

    /// What one call refused is taken away again: a full disk is not filled by the backup that failed for it.
    @Test func aFailedBackupIsRemoved() throws {
        for call in 1...Int.max {
            let life = try #require(Life(6, logFileBytes: 300))
            let start = life.fileSystem.calls
            life.fileSystem.plan = MemoryFileSystem.Plan(call: start + call, fault: .refuse)
            let outcome = Result { try Store.backUp("/data", to: "/backup", fileSystem: life.fileSystem) }
            if life.fileSystem.calls < start + call { break }
            let left = life.fileSystem.paths.filter { $0.hasPrefix("/backup.") }
            #expect(left.isEmpty, "call \(call): \(left)")
            if case .success = outcome { #expect(try contents(of: life.fileSystem, at: "/backup") == life.promised) }
        }
    }

    /// A power cut right behind it: the folder is there with all that is in it.
    @Test func aBackupOutlivesThePower() throws {
        for seed in 0..<20 as Range<UInt64> {
            let life = try #require(Life(7, logFileBytes: 300))
            _ = try Store.backUp("/data", to: "/backup", fileSystem: life.fileSystem)
            let after = life.fileSystem.afterPowerLoss(seed: seed)
            #expect(try contents(of: after, at: "/backup") == life.promised, "seed \(seed)")
        }
    }

    @Test func damageIsFoundBeforeItIsABackup() throws {
        let life = try #require(Life(7, logFileBytes: 300))
        let files = try life.fileSystem.list("/data").filter { $0 != "LOCK" }
        #expect(files.contains { $0.hasPrefix("segment-") } && files.contains { $0.hasPrefix("log-") })
        for name in files {
            let bytes = try #require(life.fileSystem.contents("/data/\(name)"))
            for index in stride(from: 0, to: bytes.count, by: 7) {
                let fileSystem = life.fileSystem.afterKill()
                var flipped = bytes
                flipped[index] ^= 0x10
                fileSystem.setContents("/data/\(name)", flipped)
                do {
                    _ = try Store.backUp("/data", to: "/backup", fileSystem: fileSystem)
                    #expect(try contents(of: fileSystem, at: "/backup") == life.promised, "\(name), byte \(index)")
                } catch {
                    #expect(names(fileSystem).isEmpty, "\(name), byte \(index)")
                }
            }
        }
    }

    /// A file that is lost is told from one that was merged away: nobody is to try again.
    @Test func aMissingFileIsDamage() throws {
        let life = try #require(Life(7, logFileBytes: 300))
        for name in try life.fileSystem.list("/data") where name.hasPrefix("segment-") {
            let fileSystem = life.fileSystem.afterKill()
            try fileSystem.remove("/data/\(name)")
            #expect(throws: StoreError.damaged(file: name, offset: 0, reason: "the file is missing")) {
                try Store.backUp("/data", to: "/backup", fileSystem: fileSystem)
            }
        }
    }

    /// Two at once to one destination: one has the name, the other says so, and neither harms the other.
    @Test func onlyOneBackupGetsTheName() throws {
        let first = try #require(Life(6, logFileBytes: 300))
        let calls = InterleavedFileSystem(first.fileSystem) { _ in }
        _ = try Store.backUp("/data", to: "/backup", fileSystem: calls)
        for call in 1...calls.calls {
            let life = try #require(Life(6, logFileBytes: 300))
            let done = Mutex(false)
            let other = InterleavedFileSystem(life.fileSystem) {
                guard $0 == call else { return }
                done.withLock { $0 = (try? Store.backUp("/data", to: "/backup", fileSystem: life.fileSystem)) != nil }
            }
            let outcome = Result { try Store.backUp("/data", to: "/backup", fileSystem: other) }
            let isSecond = (try? outcome.get()) != nil
            #expect(done.withLock { $0 } != isSecond || call == calls.calls, "call \(call)")
            #expect(try contents(of: life.fileSystem, at: "/backup") == life.promised, "call \(call)")
        }
    }

    @Test func whatChangesAllTheTimeIsGivenUp() throws {
        let life = try #require(Life(4, logFileBytes: 300))
        let step: Step = { ledger, store in
            ledger.append(store, bytes: 1)
            ledger.sync(store)
            ledger.fold(store, count: 9, merge: true)
        }
        // Each attempt makes more calls than that.
        let meanwhile = InterleavedFileSystem(life.fileSystem) { if $0 % 5 == 0 { life.go([step]) } }
        #expect(throws: StoreError.changing(path: "/data")) {
            try Store.backUp("/data", to: "/backup", fileSystem: meanwhile)
        }
        #expect(names(life.fileSystem).isEmpty)
    }

    @Test func realFolders() throws {
        let folder = TemporaryFolder()
        let store = try Store.open(folder.file("data")).store
        _ = try store.recover { _ in }
        _ = try store.append(kind: 7, parts: [[1, 2, 3]])
        try store.sync()
        for name in ["backups/first", "second/", "data/third"] {
            let report = try Store.backUp(folder.file("data"), to: folder.file(name))
            #expect(report.segmentFiles == 0 && report.logRecords == 1 && report.bytes > 100)
            let copy = try Store.open(folder.file(name)).store
            var payloads: [[UInt8]] = []
            _ = try copy.recover { payloads.append($0.payload) }
            #expect(payloads == [[1, 2, 3]] && copy.identity.id == store.identity.id)
            try copy.close()
        }
        #expect(throws: StoreError.exists(path: folder.file("second"))) {
            try Store.backUp(folder.file("data"), to: folder.file("second"))
        }
        #expect(throws: StoreError.noStore(path: folder.file("backups"))) {
            try Store.backUp(folder.file("backups"), to: folder.file("third"))
        }
        // What is there stays as it is: an empty folder, which may be where a disk belongs, and a store in the way of a name.
        try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: false)
        folder.write("file", "mine")
        for name in ["empty", "file", "data", "."] {
            #expect(throws: StoreError.exists(path: folder.file(name))) {
                try Store.backUp(folder.file("data"), to: folder.file(name))
            }
        }
        #expect(folder.read("file") == "mine")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(left == ["backups", "data", "empty", "file", "second"])
        try store.close()
    }
}
