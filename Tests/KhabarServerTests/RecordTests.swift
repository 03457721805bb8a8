import KhabarIndex
import KhabarText
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct RecordTests {
    private static let producer = ProducerSequence(id: .max - 1, epoch: 7, sequence: 1 << 40)
    private static let segment = SegmentBytes(index: Array(1...9), text: Array(20...24))
    private static let retractions: [(id: String, version: UInt64)] = [("", 0), ("caf\u{E9}", .max), ("خبر", 3)]

    private static let segmentRecord =
        SegmentRecord.head(producer, refused: [0, 5, .max], index: 9, text: 5) + segment.index + segment.text
    private static let retractionRecord = RetractionRecord(retractions).encode()
    private static let state: [UInt8] = {
        var producers = Producers()
        for number in [1, 2, 9, 7] as [UInt64] {
            producers.record(ProducerSequence(id: 3, epoch: 1, sequence: number))
        }
        producers.record(ProducerSequence(id: 4, epoch: 2, sequence: 5))
        let retracted = Dictionary(
            uniqueKeysWithValues: RecordTests.retractions.map { (ExactString($0.id), $0.version) })
        return EngineState(retractions: retracted, producers: producers).encode()
    }()

    private static let decoders: [(bytes: [UInt8], decode: @Sendable ([UInt8]) throws(RecordError) -> Void)] = [
        (segmentRecord, { (bytes) throws(RecordError) in _ = try SegmentRecord(bytes) }),
        (retractionRecord, { (bytes) throws(RecordError) in _ = try RetractionRecord(bytes) }),
        (state, { (bytes) throws(RecordError) in _ = try EngineState(bytes) }),
    ]

    @Test func aSegmentComesBack() throws {
        let record = try SegmentRecord(Self.segmentRecord)
        #expect(record.producer == Self.producer)
        #expect(record.refused == [0, 5, .max])
        #expect(record.segment == Self.segment)
    }

    @Test func aSegmentFileComesBack() throws {
        let bytes = segmentBytes([plainArticle("x")])
        let head = SegmentFile.head(try Segment.validated(bytes))
        #expect(head.count == SegmentFile.headBytes)
        #expect(try SegmentFile.lengths(head) == [bytes.index.count, bytes.text.count])
        for count in 0..<head.count {
            #expect(throws: RecordError.self) { try SegmentFile.lengths(Array(head.prefix(count))) }
        }
    }

    @Test func retractionsComeBack() throws {
        let record = try RetractionRecord(Self.retractionRecord)
        #expect(record.retractions.map { ExactString($0.id) } == Self.retractions.map { ExactString($0.id) })
        #expect(record.retractions.map(\.version) == Self.retractions.map(\.version))
    }

    @Test func theStateComesBack() throws {
        let state = try EngineState(Self.state)
        #expect(state.retractions.count == 3)
        #expect(state.retractions[ExactString("caf\u{E9}")] == .max)
        #expect(state.retractions[ExactString("cafe\u{301}")] == nil)
        #expect(state.producers.contiguous(ProducerSequence(id: 3, epoch: 1, sequence: 1)) == 2)
        #expect(state.producers.standing(ProducerSequence(id: 3, epoch: 1, sequence: 9)) == .duplicate)
        #expect(state.producers.standing(ProducerSequence(id: 3, epoch: 1, sequence: 8)) == .new)
        // Retractions are written in any order.
        let again = try EngineState(state.encode())
        #expect(again.retractions == state.retractions && state.encode().count == Self.state.count)
        let empty = try EngineState([])
        #expect(empty.retractions.isEmpty)
    }

    @Test(arguments: 0..<3) func whatIsCutShortOrTooLongIsRefused(kind: Int) throws {
        let (bytes, decode) = Self.decoders[kind]
        try decode(bytes)
        // Nothing at all is the state of a new folder.
        for count in (kind == 2 ? 1 : 0)..<bytes.count {
            #expect(throws: RecordError.self, "\(count) bytes") { try decode(Array(bytes.prefix(count))) }
        }
        #expect(throws: RecordError.self) { try decode(bytes + [0]) }
    }

    @Test func anUnknownStateIsRefused() {
        var bytes = Self.state
        bytes[0] = 2
        #expect(throws: RecordError.self) { try EngineState(bytes) }
    }

    @Test func anIDMustBeText() {
        #expect(throws: RecordError.self) {
            try RetractionRecord([1, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [1, 0, 0, 0, 0xFF])
        }
    }

    /// Any bytes are decoded or refused; whoever traps ends the test run.
    @Test(arguments: 0..<3) func noBytesTrap(kind: Int) {
        let seed = UInt64(900 + kind)
        print("record seed \(seed)")
        var random = SplitMix64(seed: seed)
        let (bytes, decode) = Self.decoders[kind]
        var refused = 0
        for round in 0..<4_000 {
            var damaged: [UInt8]
            if round % 2 == 0 {
                damaged = (0..<Int(random.next() % 80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            } else {
                damaged = bytes
                for _ in 0...Int(random.next() % 4) {
                    let at = Int(random.next() % UInt64(bytes.count))
                    damaged[at] = [0, 0xFF, 0x80, UInt8(truncatingIfNeeded: random.next())][Int(random.next() % 4)]
                }
            }
            do { try decode(damaged) } catch { refused += 1 }
        }
        #expect(refused > 1_000)
    }
}
