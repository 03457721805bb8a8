import KhabarProtocol
import KhabarStore
import KhabarText
import Synchronization
import TestSupport
import Testing

@testable import KhabarIndex

@testable import KhabarServer

@Suite struct EngineLimitTests {
    private let folder = TemporaryFolder()
    private var data: String { folder.file("data") }

    /// Handed in before any of them can be done: together they must not go past the limit.
    @Test func segmentsOnTheirWayCountTogether() async throws {
        let segments = (0..<8).map { number in
            segmentBytes((0..<50).map { plainArticle("article-\(number)-\($0)", "text \($0)", version: 1) })
        }
        let bytes = segments[0].index.count + segments[0].text.count
        let limit = Catalogue().ownBytes + bytes * 5 / 2
        let engine = try Engine.opened(nil, memoryLimitBytes: limit)
        engine.merging.stop()
        let results = Mutex<[Result<IngestOutcome, IngestError>]>([])
        for (number, segment) in segments.enumerated() {
            engine.take(segment, ProducerSequence(id: 1, epoch: 1, sequence: UInt64(number + 1))) { result in
                results.withLock { $0.append(result) }
            }
        }
        #expect(await eventually { results.withLock { $0.count == segments.count } })
        let taken = results.withLock { $0.count { (try? $0.get()) != nil } }
        #expect(taken == 2)
        engine.stop()
    }

    /// What is refused is on its way no longer.
    @Test func refusedSegmentsGiveTheirMemoryBack() async throws {
        var damaged = segmentBytes([plainArticle("x", String(repeating: "word ", count: 500))])
        damaged.index[damaged.index.count / 2] ^= 1
        let limit = Catalogue().ownBytes + 2 * (damaged.index.count + damaged.text.count)
        let engine = try Engine.opened(nil, memoryLimitBytes: limit)
        for number in 1...10 as ClosedRange<UInt64> {
            await #expect {
                _ = try await engine.take(damaged, ProducerSequence(id: 1, epoch: 1, sequence: number))
            } throws: {
                if case .invalid = $0 as? IngestError { true } else { false }
            }
        }
        #expect(try await engine.take([plainArticle("x")], sequence: 11).accepted == 1)
        engine.stop()
    }

    /// Retractions are kept for good. Past their limit nothing is logged that the manifest could not hold.
    @Test func retractionsAreBounded() async throws {
        let limit = 3 * RetractionRecord.entryBytes("a")
        var engine = try Engine.opened(data, retractionBytesMax: limit)
        engine.merging.stop()
        _ = try await engine.take([plainArticle("a"), plainArticle("d")], sequence: 1)
        #expect(try await engine.retract(["a", "b", "b"], version: 1) == 1)
        let bytes = try folder.bytes("data")
        let refusal = IngestError.tooManyRetractions(bytes: 2 * limit / 3, limit: limit)
        await #expect(throws: refusal) { try await engine.retract(["c", "d"], version: 1) }
        #expect(try folder.bytes("data") == bytes)
        #expect(engine.find("d") != nil)
        // One more fits, however often it is named; and what is known already may be retracted further.
        #expect(try await engine.retract(["c", "c", "c"], version: 1) == 0)
        #expect(try await engine.retract(["a", "b", "c"], version: 5) == 0)
        for _ in 0..<2 {
            let full = IngestError.tooManyRetractions(bytes: limit, limit: limit)
            await #expect(throws: full) { try await engine.retract(["d"]) }
            #expect(engine.wanted([("c", 5, 0), ("c", 6, 0), ("d", 1, 0)]) == [false, true, true])
            engine.stop()
            engine = try Engine.opened(data, retractionBytesMax: limit)
        }
        engine.stop()
        #expect(ErrorMessage(refusal, scope: .request).retry == .never)
    }

    @Test func theManifestHoldsAllThatMayBeRemembered() {
        let producers = 4 + Producers.remembered * (24 + 8 * Producers.beyondMax)
        #expect(8 + Engine.retractionBytesMax + producers <= KhabarStore.Limits.stateBytesMax)
    }

    /// Its terms would not be found by this one's queries.
    @Test(arguments: [false, true]) func anIndexOfAnotherAnalyserIsNotOpened(isMerged: Bool) throws {
        let other = Analyzer.version + 1
        var bytes = segmentBytes([plainArticle("x")])
        func put(_ value: UInt32, at offset: Int) {
            for index in 0..<4 { bytes.index[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
        }
        put(other, at: 8)
        let head = SegmentHeader.bytes - 4
        put(crc32c(Array(bytes.index[..<head]).span), at: head)
        let segment = try Segment.validated(bytes)
        try #require(segment.analyserVersion == other)
        let store = try Store.open(data).store
        _ = try store.recover { _ in }
        if isMerged {
            let number = try store.writeSegmentFile(parts: [SegmentFile.head(segment), bytes.index, bytes.text])
            try store.install(files: [number], foldedRecords: [], state: [])
        } else {
            let producer = ProducerSequence(id: 1, epoch: 1, sequence: 1)
            let head = SegmentRecord.head(producer, refused: [], index: bytes.index.count, text: bytes.text.count)
            _ = try store.append(kind: RecordKind.segment, parts: [head, bytes.index, bytes.text])
        }
        try store.close()
        #expect {
            _ = try Engine.opened(data)
        } throws: { error in
            let text = "\(error)"
            return ["version \(other) ", "version \(Analyzer.version);", "empty data folder"].allSatisfy {
                text.contains($0)
            }
        }
    }
}
