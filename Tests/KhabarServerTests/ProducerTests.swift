import TestSupport
import Testing

@testable import KhabarServer

@Suite struct ProducerTests {
    private func sequence(_ number: UInt64, of id: UInt64 = 1, epoch: UInt32 = 1) -> ProducerSequence {
        ProducerSequence(id: id, epoch: epoch, sequence: number)
    }

    @Test func aResendIsADuplicateAlsoOutOfOrder() {
        var producers = Producers()
        for number in [1, 4, 2] as [UInt64] { producers.record(sequence(number)) }
        #expect(producers.contiguous(sequence(9)) == 2)
        #expect((1...5).map { producers.standing(sequence($0)) } == [.duplicate, .duplicate, .new, .duplicate, .new])
        producers.record(sequence(3))
        #expect(producers.contiguous(sequence(9)) == 4)
        #expect(producers.standing(sequence(1, of: 2)) == .new)
    }

    @Test func aNewerEpochFencesTheOlder() {
        var producers = Producers()
        producers.record(sequence(1, epoch: 3))
        #expect(producers.standing(sequence(2, epoch: 2)) == .fenced)
        #expect(producers.standing(sequence(1, epoch: 4)) == .new)
        #expect(producers.contiguous(sequence(1, epoch: 4)) == 0)
        producers.record(sequence(1, epoch: 4))
        #expect(producers.standing(sequence(1, epoch: 3)) == .fenced)
        #expect(producers.standing(sequence(2, epoch: 4)) == .new)
    }

    @Test(arguments: UInt64(1)...5) func theyAgreeWithSets(seed: UInt64) throws {
        print("producers seed \(seed)")
        var random = SplitMix64(seed: seed)
        var producers = Producers()
        var plain: [UInt64: Set<UInt64>] = [:]
        for _ in 0..<400 {
            let (id, number) = (random.next() % 4, 1 + random.next() % 40)
            producers.record(sequence(number, of: id))
            plain[id, default: []].insert(number)
            if random.next() % 20 == 0 { producers = try decoded(producers) }
            for (id, taken) in plain {
                let missing = (1...).first { !taken.contains($0) } ?? 0
                #expect(producers.contiguous(sequence(1, of: id)) == missing - 1)
                for number in UInt64(1)...41 {
                    let standing = producers.standing(sequence(number, of: id))
                    #expect(standing == (taken.contains(number) ? .duplicate : .new))
                }
            }
        }
    }

    @Test func theLeastRecentIsForgotten() throws {
        var producers = Producers()
        for id in 1...UInt64(Producers.remembered) { producers.record(sequence(1, of: id)) }
        producers.record(sequence(2, of: 1))
        // The order of use survives the disk.
        producers = try decoded(producers)
        producers.record(sequence(1, of: 999_999))
        #expect(producers.standing(sequence(1, of: 2)) == .new)
        for id in [1, 3, UInt64(Producers.remembered), 999_999] {
            #expect(producers.standing(sequence(1, of: id)) == .duplicate)
        }
    }

    private func decoded(_ producers: Producers) throws -> Producers {
        var bytes: [UInt8] = []
        producers.encode(into: &bytes)
        var reader = RecordReader(bytes)
        let decoded = try Producers(from: &reader)
        try reader.finish()
        return decoded
    }
}
