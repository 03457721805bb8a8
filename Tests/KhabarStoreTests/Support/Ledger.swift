import KhabarStore
import Testing

/// What a user of the store did and was promised: the plain model that every recovery is compared with.
///
/// A record's payload names its attempt, so that no two are alike. A segment file holds the records that it folds.
struct Ledger {
    /// Every payload that was ever handed to `append`, whatever came of it.
    var attempts: Set<[UInt8]> = []
    /// Appended, not yet synced.
    var waiting: [(UInt64, [UInt8])] = []
    /// Synced: must be there for ever.
    var promised: [UInt64: [UInt8]] = [:]
    /// The payloads of the installed segment files.
    var installed: [UInt64: [UInt64: [UInt8]]] = [:]
    var largestSequence: UInt64 = 0
    var segmentNumbers: Set<UInt64> = []
    var lastEpoch: UInt32 = 0
    private var lastAttempt: UInt32 = 0

    mutating func append(_ store: Store, bytes: Int) {
        lastAttempt += 1
        let name = withLittleEndianBytes(lastAttempt)
        let filler = [UInt8](repeating: UInt8(truncatingIfNeeded: lastAttempt), count: bytes)
        attempts.insert(name + filler)
        guard let sequence = try? store.append(kind: 7, parts: [name, [], filler]) else { return }
        #expect(sequence > largestSequence, "a sequence number went backward")
        largestSequence = sequence
        waiting.append((sequence, name + filler))
    }

    mutating func sync(_ store: Store) {
        do {
            try store.sync()
            for (sequence, payload) in waiting { promised[sequence] = payload }
        } catch {}
        waiting = []
    }

    /// Folds up to `count` promised records that are in the log, and with `merge` all installed files, into a new file.
    mutating func fold(_ store: Store, count: Int, merge: Bool) {
        let inFiles = Set(installed.values.flatMap(\.keys))
        let folded = promised.keys.filter { !inFiles.contains($0) }.sorted().prefix(count)
        var records: [UInt64: [UInt8]] = [:]
        for sequence in folded { records[sequence] = promised[sequence] }
        var files = installed
        if merge {
            for file in installed.values { records.merge(file) { old, _ in old } }
            files = [:]
        }
        guard let number = try? store.writeSegmentFile(parts: Self.encode(records)) else { return }
        #expect(segmentNumbers.insert(number).inserted, "a segment file number was used twice")
        files[number] = records
        do {
            try store.install(
                files: files.keys.sorted(), foldedRecords: folded.map { $0..<($0 + 1) },
                state: withLittleEndianBytes(lastAttempt))
            installed = files
        } catch {
            store.discardSegmentFile(number)
        }
    }

    /// Opens the store, checks every promise, and takes what is there as promised from now on.
    mutating func check(_ fileSystem: MemoryFileSystem, _ context: String, logFileBytes: UInt64 = 300) -> Store? {
        do {
            let opened = try Store.open(
                "/data", fileSystem: fileSystem, logFileBytes: logFileBytes, random: seeded(context))
            #expect(opened.store.identity.epoch > lastEpoch, "the epoch did not grow: \(context)")
            lastEpoch = opened.store.identity.epoch
            installed = [:]
            var found: [UInt64: [UInt8]] = [:]
            for file in opened.segmentFiles {
                let records = Self.decode(try opened.store.readSegmentFile(file.number))
                installed[file.number] = records
                for (sequence, payload) in records {
                    #expect(found.updateValue(payload, forKey: sequence) == nil, "\(sequence) twice: \(context)")
                }
            }
            var last: UInt64 = 0
            let report = try opened.store.recover { record in
                #expect(record.kind == 7 && record.sequence > last, "out of order: \(context)")
                last = record.sequence
                #expect(
                    found.updateValue(record.payload, forKey: record.sequence) == nil,
                    "\(record.sequence) twice: \(context)")
            }
            #expect(report.unknownFiles.isEmpty, "\(report): \(context)")
            for (sequence, payload) in promised {
                #expect(found[sequence] == payload, "record \(sequence) is not as it was: \(context)")
            }
            for payload in found.values { #expect(attempts.contains(payload), "an invented record: \(context)") }
            promised = found
            // Numbers of records that were never durable may be given again.
            largestSequence = found.keys.max() ?? 0
            waiting = []
            return opened.store
        } catch {
            Issue.record("\(error): \(context)")
            return nil
        }
    }

    private static func encode(_ records: [UInt64: [UInt8]]) -> [[UInt8]] {
        records.sorted { $0.key < $1.key }.map {
            withLittleEndianBytes($0.key) + withLittleEndianBytes(UInt32($0.value.count)) + $0.value
        }
    }

    static func decode(_ bytes: [UInt8]) -> [UInt64: [UInt8]] {
        var records: [UInt64: [UInt8]] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let sequence = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let count = rest.dropFirst(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            records[sequence] = Array(rest.dropFirst(12).prefix(count))
            rest = rest.dropFirst(12 + count)
        }
        return records
    }
}

func withLittleEndianBytes(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// A source of randomness that a name decides.
func seeded(_ name: String) -> @Sendable () -> UInt64 {
    // FNV-1a.
    let seed = name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    let generator = Generator(seed: seed)
    return { generator.next() }
}
