import KhabarIndex
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct ArticleTableTests {
    /// How keys are hashed: all apart, in few crowds, and all alike (with the hash 0 among them).
    static let hashes: [@Sendable (Int) -> UInt64] = [
        { key in
            var random = SplitMix64(seed: UInt64(key))
            return random.next()
        },
        { UInt64($0 % 7) }, { _ in 0 },
        // The same slot to start from, different hashes.
        { UInt64($0) << 48 | UInt64($0) << 16 },
    ]

    @Test(arguments: Array(hashes.indices)) func itAgreesWithADictionary(kind: Int) {
        let seed = UInt64(70 + kind)
        print("article table seed \(seed)")
        let hash = Self.hashes[kind]
        let keys = kind == 0 ? 3_000 : 120
        var random = SplitMix64(seed: seed)
        var table = ArticleTable()
        var plain: [Int: TablePlace] = [:]
        /// The key of each place that was ever given.
        var keyOfPlace: [Int] = []
        for step in 0..<(kind == 0 ? 20_000 : 4_000) {
            if step % 1_000 == 500 { table.reserve(Int(random.next() % 2_000)) }
            let key = Int(random.next() % UInt64(keys))
            // Waves of growth and of removal.
            if Int(random.next() % 10) < (step / 4_000 % 2 == 0 ? 7 : 3) {
                let place = TablePlace(segment: SegmentNumber(1 + step % 5), article: DocID(keyOfPlace.count))
                keyOfPlace.append(key)
                let before = table.set(hash(key), to: place) { keyOfPlace[Int($0.article)] == key }
                let plainBefore = plain.updateValue(place, forKey: key)
                #expect(before == plainBefore)
            } else {
                table.remove(hash(key)) { keyOfPlace[Int($0.article)] == key }
                plain[key] = nil
            }
            #expect(table.count == plain.count)
            let other = Int(random.next() % UInt64(keys))
            #expect(table.place(hash(other)) { keyOfPlace[Int($0.article)] == other } == plain[other])
        }
        for key in 0..<keys {
            #expect(table.place(hash(key)) { keyOfPlace[Int($0.article)] == key } == plain[key])
        }
    }

    @Test func removedSlotsAreUsedAgain() {
        var table = ArticleTable()
        let before = table.bytes
        for number in 0..<DocID(20_000) {
            let place = TablePlace(segment: 1, article: number)
            let hash = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            _ = table.set(hash, to: place) { $0 == place }
            #expect(table.place(hash) { $0 == place } == place)
            table.remove(hash) { $0 == place }
        }
        #expect(table.count == 0)
        #expect(table.bytes == before)
    }
}
