import Foundation
import KhabarIndex
import KhabarText
import Synchronization
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct EngineTests {
    private let folder = TemporaryFolder()
    private var data: String { folder.file("data") }

    @Test func whatWasTakenIsThereAgain() async throws {
        let engine = try Engine.opened(data)
        let articles = (0..<20).map { plainArticle("article-\($0)", "text \($0)", title: "T\($0)", version: 3) }
        let outcome = try await engine.take(articles, sequence: 1)
        #expect(outcome == IngestOutcome(contiguous: 1, isDuplicate: false, accepted: 20, unchanged: 0))
        #expect(try await engine.retract(["article-3", "article-4", "nobody"]) == 2)
        let newer = plainArticle("article-5", "newer text", version: 4)
        #expect(try await engine.take([newer, articles[6]], sequence: 2).accepted == 1)
        var expected = byID(articles)
        expected[ExactString("article-3")] = nil
        expected[ExactString("article-4")] = nil
        expected[ExactString("article-5")] = newer
        #expect(try engine.articles() == expected)
        engine.stop()

        for _ in 0..<2 {
            let again = try Engine.opened(data)
            #expect(try again.articles() == expected)
            #expect(try again.find("article-5")?.read() == newer)
            #expect(again.find("article-3") == nil)
            // The retraction outranks a replay, and the resent segment is known.
            #expect(again.wanted([("article-3", 3, 1), ("article-3", 4, 1)]) == [false, true])
            #expect(try await again.take(articles, sequence: 1).isDuplicate)
            #expect(try await again.take(articles, producer: 9, sequence: 1).accepted == 0)
            #expect(try again.articles() == expected)
            again.stop()
        }
    }

    @Test func aStartThatIsBrokenOffLeavesEverything() async throws {
        let engine = try Engine.opened(data)
        engine.merging.stop()
        for number in 1...3 as ClosedRange<UInt64> {
            _ = try await engine.take([plainArticle("article-\(number)")], sequence: number)
        }
        let articles = try engine.articles()
        engine.stop()
        for last in 0..<3 {
            var asked = 0
            #expect(throws: RecoveryStopped.self) {
                _ = try Engine.open(data: data, memoryLimitBytes: 1 << 30, logger: silence) {
                    defer { asked += 1 }
                    return asked == last
                }
            }
            #expect(asked == last + 1)
        }
        let again = try Engine.opened(data)
        #expect(try again.articles() == articles)
        again.stop()
    }

    /// No search waits for what names are looked up in: where they are, a segment is published with it, a merged one too. An idle server makes the rest.
    @Test func whereNamesAreAskedForTheyAreReady() async throws {
        let engine = try Engine.opened(nil)
        func lacking() -> Int {
            engine.snapshot.views.count { view in
                view.segment.bytesByComponent.contains { $0.name == "names" && $0.bytes == 0 }
            }
        }
        _ = try await engine.take([plainArticle("0", "Putin met Malhotra")], sequence: 1)
        #expect(await eventually { lacking() == 0 })
        engine.widens.store(true, ordering: .relaxed)
        for number in 1...60 as ClosedRange<UInt64> {
            _ = try await engine.take([plainArticle("\(number)", "Putin met Malhotra")], sequence: number + 1)
            #expect(lacking() == 0)
        }
        #expect(await eventually { engine.isSettled && engine.counters.withLock { $0.merges } > 0 })
        #expect(lacking() == 0)
        engine.stop()
    }

    /// A story's copies are one hit, from whatever segments they are, after a replacement, a merge and a restart too.
    @Test func copiesAreOneHit() async throws {
        let engine = try Engine.opened(data)
        let story = (0..<40).map { "word\($0)" }.joined(separator: " ")
        func found(_ engine: Engine) throws -> [String: Int] {
            let snapshot = engine.snapshot
            let request = SearchRequest(try parseQuery("word3"), collapsesCopies: true)
            return try Dictionary(
                uniqueKeysWithValues: snapshot.search(request).hits.map { hit in
                    (snapshot.views[hit.place.view].segment.id(hit.place.article), snapshot.copyCount(hit.place))
                })
        }
        _ = try await engine.take(
            [plainArticle("first", story), plainArticle("other", "word3 is another story")], sequence: 1)
        let end = (0..<30).map { "further\($0)" }.joined(separator: " ")
        _ = try await engine.take([plainArticle("second", "\(story) \(end)")], sequence: 2)
        // The fuller one is shown.
        #expect(try found(engine) == ["second": 1, "other": 0])
        _ = try await engine.take([plainArticle("third", story)], sequence: 3)
        #expect(try found(engine) == ["second": 2, "other": 0])
        let elsewhere = plainArticle("second", "word3 and nothing of it", version: 1)
        _ = try await engine.take([elsewhere], sequence: 4)
        #expect(try found(engine) == ["first": 1, "second": 0, "other": 0])
        #expect(try await engine.retract(["first"]) == 1)
        #expect(try found(engine) == ["third": 0, "second": 0, "other": 0])
        _ = try await engine.take([plainArticle("fourth", story + " later")], sequence: 5)
        #expect(await eventually { engine.isSettled && engine.counters.withLock { $0.merges } > 0 })
        #expect(try found(engine) == ["fourth": 1, "second": 0, "other": 0])
        engine.stop()
        let again = try Engine.opened(data)
        #expect(await eventually { (try? found(again)) == ["fourth": 1, "second": 0, "other": 0] })
        again.stop()
    }

    /// The data folder is copied while the server has it open, as kill -9 would leave it.
    @Test func whatWasAcknowledgedSurvivesAKill() async throws {
        let engine = try Engine.opened(data)
        engine.merging.stop()
        var random = ClashingArticles(seed: 11)
        for round in 1...12 {
            _ = try await engine.take(random.articles(upTo: 8), sequence: UInt64(round))
            if round % 3 == 0 { _ = try await engine.retract([random.id()], version: UInt64(random.below(4))) }
            try folder.copy("data", to: "copy-\(round)")
            let copy = try Engine.opened(folder.file("copy-\(round)"))
            #expect(try copy.articles() == engine.articles(), "round \(round)")
            copy.stop()
        }
        engine.stop()
    }

    @Test func aKillAfterMergesLosesNothing() async throws {
        let engine = try Engine.opened(data)
        var expected: [Article] = []
        for number in 0..<10 {
            expected.append(plainArticle("article-\(number)", "text \(number)"))
            _ = try await engine.take([expected[number]], sequence: UInt64(number + 1))
        }
        // An idle server merges until few segments are left.
        #expect(await eventually { engine.isSettled })
        engine.merging.stop()
        expected.append(plainArticle("last"))
        _ = try await engine.take([expected[10]], sequence: 11)
        try folder.copy("data", to: "copy")
        let copy = try Engine.opened(folder.file("copy"))
        #expect(try copy.articles() == byID(expected))
        for number in 1...11 {
            #expect(try await copy.take([plainArticle("other")], sequence: UInt64(number)).isDuplicate)
        }
        copy.stop()
        engine.stop()
    }

    @Test func manyTinySegmentsAreMergedAndStayTheSame() async throws {
        let engine = try Engine.opened(data)
        var expected: [ExactString: Article] = [:]
        for number in 0..<120 {
            let article = plainArticle("article-\(number % 100)", "text \(number)", version: UInt64(number / 100))
            expected[ExactString(article.id)] = article
            #expect(try await engine.take([article], sequence: UInt64(number + 1)).accepted == 1)
            if number % 10 == 9 {
                let gone = "article-\((number - 5) % 100)"
                #expect(try await engine.retract([gone]) == 1)
                expected[ExactString(gone)] = nil
            }
            if number % 40 == 0 { #expect(try engine.articles() == expected) }
        }
        #expect(await eventually { engine.isSettled && engine.counters.withLock { $0.merges } > 0 })
        #expect(try engine.articles() == expected)
        engine.stop()
        let again = try Engine.opened(data)
        #expect(try again.articles() == expected)
        #expect(again.isSettled)
        // What was retracted stays so, and what was sent is known, though the log's records are folded away.
        for number in 0..<100 {
            let isThere = expected[ExactString("article-\(number)")] != nil
            let version: UInt64 = number < 20 ? 1 : 0
            #expect(again.wanted([("article-\(number)", version, 1)]) == [isThere])
        }
        for number in 1...120 {
            #expect(try await again.take([plainArticle("other")], sequence: UInt64(number)).isDuplicate)
        }
        again.stop()
    }

    @Test func resendingCostsNothing() async throws {
        let engine = try Engine.opened(data)
        let articles = (0..<50).map { plainArticle("article-\($0)", "text \($0)") }
        _ = try await engine.take(articles, sequence: 1)
        let bytes = try folder.bytes("data")
        // The same segment, the same articles in another batch, and by another worker.
        #expect(try await engine.take(articles, sequence: 1).isDuplicate)
        let others: [(UInt64, UInt64, [Article])] = [
            (1, 2, Array(articles[..<20])), (1, 3, articles.reversed()), (2, 1, articles),
        ]
        for (producer, sequence, resent) in others {
            let outcome = try await engine.take(resent, producer: producer, sequence: sequence)
            #expect(outcome.unchanged == resent.count)
            #expect(outcome.accepted == 0)
        }
        #expect(engine.wanted(articles.map { ($0.id, 0, PreparedArticle($0).contentHash) }).allSatisfy { !$0 })
        #expect(try folder.bytes("data") == bytes)
        #expect(engine.snapshot.views.count == 1)
        engine.stop()
    }

    @Test func retractingAgainCostsNothing() async throws {
        let engine = try Engine.opened(data)
        _ = try await engine.take([plainArticle("x", version: 2), plainArticle("y")], sequence: 1)
        #expect(try await engine.retract(["x"], version: 7) == 1)
        engine.merging.stop()
        let bytes = try folder.bytes("data")
        for version in [7, 3, nil] as [UInt64?] {
            #expect(try await engine.retract(["x"], version: version) == 0)
        }
        #expect(try folder.bytes("data") == bytes)
        engine.stop()
    }

    @Test func segmentsOfOneCommitSeeEachOther() async throws {
        let engine = try Engine.opened(data)
        // Handed in at once, so that they are likely to share a commit; what counts is the same if they don't.
        let outcomes = try await withThrowingTaskGroup(of: IngestOutcome.self) { group in
            for number in 1...16 as ClosedRange<UInt64> {
                group.addTask { try await engine.take([plainArticle("x")], producer: number, sequence: 1) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.reduce(0) { $0 + $1.accepted } == 1)
        #expect(outcomes.reduce(0) { $0 + $1.unchanged } == 15)
        #expect(engine.snapshot.articleCount == 1)
        engine.stop()
    }

    @Test func idsThatLookAlikeAreDifferent() async throws {
        let ids = ["https://x.org/caf\u{E9}", "https://x.org/cafe\u{301}", "https://x.org/cafe\u{301} "]
        let articles = ids.enumerated().map { plainArticle($1, "text \($0)") }
        let engine = try Engine.opened(data)
        #expect(try await engine.take(articles, sequence: 1).accepted == 3)
        engine.stop()
        let again = try Engine.opened(data)
        for (id, article) in zip(ids, articles) { #expect(try again.find(id)?.read().body == article.body) }
        #expect(try await again.retract([ids[1]]) == 1)
        #expect(again.find(ids[0]) != nil)
        #expect(again.find(ids[1]) == nil)
        #expect(again.find(ids[2]) != nil)
        again.stop()
    }

    @Test func whatCannotBeTakenIsRefused() async throws {
        let engine = try Engine.opened(data, memoryLimitBytes: 64 << 10)
        var bytes = segmentBytes([plainArticle("x")])
        bytes.index[bytes.index.count / 2] ^= 1
        await #expect { _ = try await engine.take(bytes, ProducerSequence(id: 1, epoch: 1, sequence: 1)) } throws: {
            if case .invalid = $0 as? IngestError { true } else { false }
        }
        _ = try await engine.take([plainArticle("x")], epoch: 2, sequence: 1)
        await #expect(throws: IngestError.fenced) { try await engine.take([plainArticle("y")], epoch: 1, sequence: 2) }
        var random = SplitMix64(seed: 5)
        let large = (0..<6_000).map { _ in String(random.next(), radix: 36) }.joined(separator: " ")
        await #expect { _ = try await engine.take([plainArticle("large", large)], epoch: 2, sequence: 2) } throws: {
            if case .memoryFull = $0 as? IngestError { true } else { false }
        }
        #expect(try engine.articles().count == 1)
        engine.stop()
        await #expect(throws: IngestError.closed) { try await engine.take([plainArticle("z")], epoch: 2, sequence: 3) }
        await #expect(throws: IngestError.closed) { try await engine.retract(["x"]) }
        // Reading what is in memory goes on.
        #expect(engine.find("x") != nil)
    }

    /// Sequence numbers decide ties between versions: a producer that could give them could win every one.
    @Test func sequenceNumbersAreTheServersToGive() async throws {
        let engine = try Engine.opened(nil)
        let article = Article(id: "a", language: "en", body: ["a body"])
        let numbered = try #require(merge([MergeSource(try segment([article]), sequence: .max)]))
        let forged = SegmentBytes(index: numbered.index.bytes, text: numbered.text.chunks.flatMap(\.bytes))
        await #expect(throws: IngestError.self) {
            try await engine.take(forged, ProducerSequence(id: 1, epoch: 1, sequence: 1))
        }
        await #expect(throws: IngestError.self) { try await engine.take([article], sequence: 0) }
        #expect(engine.snapshot.articleCount == 0)
        #expect(try await engine.take([article], sequence: 1).accepted == 1)
        engine.close()
    }

    @Test func withoutAFolderItWorksInMemory() async throws {
        let engine = try Engine.opened(nil)
        for number in 0..<60 {
            let article = plainArticle("article-\(number % 40)", "text \(number)")
            #expect(try await engine.take([article], sequence: UInt64(number + 1)).accepted == 1)
        }
        #expect(await eventually { engine.isSettled })
        let articles = try engine.articles()
        #expect(articles.count == 40)
        // The later of two with one version is current, also after merges.
        #expect(articles[ExactString("article-7")]?.body == ["text 47"])
        #expect(articles[ExactString("article-30")]?.body == ["text 30"])
        engine.stop()
    }
}
