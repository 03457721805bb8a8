import KhabarIndex
import KhabarProtocol
import KhabarStore
import KhabarText
import Synchronization
import TestSupport
import Testing

@testable import KhabarServer

extension Engine {
    static func follower(_ folder: String) throws -> Engine {
        try Engine.open(data: folder, memoryLimitBytes: 1 << 30, logger: silence, follows: true)
    }

    /// Takes over what another has besides, as a `Follower` does without a connection in between.
    func follow(_ leader: Engine) async throws {
        try await take(Delta(DeltaPlan(of: leader, after: catalogue.withLock { $0.lastSequence })))
    }

    func take(_ delta: Delta) async throws {
        var changes = LeaderChanges(last: delta.last, history: delta.history)
        if !delta.retractions.isEmpty { try changes.readRetractions(delta.retractions) }
        for segment in delta.segments { try await keep(segment.bytes, in: &changes) }
        try await takeOver(changes)
    }

    func keep(_ bytes: SegmentBytes, in changes: inout LeaderChanges) async throws {
        try await keep(index: bytes.index, text: bytes.text, in: &changes)
    }

    /// By id, when each article arrived.
    func sequences() -> [ExactString: UInt64] {
        catalogue.withLock { catalogue in
            var sequences: [ExactString: UInt64] = [:]
            for loaded in catalogue.segments {
                for article in 0..<DocID(loaded.segment.articleCount) where loaded.live.contains(article) {
                    sequences[ExactString(loaded.segment.id(article))] = loaded.sequence(article)
                }
            }
            return sequences
        }
    }
}

extension Segment {
    fileprivate var bytes: SegmentBytes {
        SegmentBytes(index: index.bytes, text: text.chunks.flatMap(\.bytes))
    }
}

/// A follower comes to what its leader has, from wherever it is.
@Suite struct DeltaTests {
    private let folder = TemporaryFolder()

    private func expectSame(_ follower: Engine, _ leader: Engine, _ comment: Comment) throws {
        #expect(try follower.articles() == leader.articles(), comment)
        #expect(follower.sequences() == leader.sequences(), comment)
        let (theirs, ours) = (
            leader.catalogue.withLock { $0.retractions }, follower.catalogue.withLock { $0.retractions }
        )
        #expect(theirs.mapValues(\.version) == ours.mapValues(\.version), comment)
    }

    /// Articles, retractions and merges at random; followers that ask at random times, are killed and opened anew, and merge as well. One follows the other.
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func followersComeToTheSame(seed: UInt64) async throws {
        var random = ClashingArticles(seed: seed)
        var leader = try Engine.opened(folder.file("leader"))
        var followers = try (0..<2).map { try Engine.follower(folder.file("follower-\($0)")) }
        var sequence: UInt64 = 0
        for step in 0..<120 {
            switch random.below(12) {
            case 0...4:
                sequence += 1
                _ = try await leader.take(random.articles(upTo: 6), sequence: sequence)
            case 5, 6: _ = try await leader.retract([random.id()], version: UInt64(random.below(4)))
            case 7: leader = try reopened(leader, "leader", step) { try Engine.opened($0) }
            case 8:
                let index = random.below(2)
                followers[index] = try reopened(followers[index], "follower-\(index)", step) {
                    try Engine.follower($0)
                }
            default:
                let index = random.below(2)
                try await followers[index].follow(index == 0 ? leader : followers[0])
                try expectSame(followers[index], index == 0 ? leader : followers[0], "seed \(seed), step \(step)")
            }
        }
        try await followers[0].follow(leader)
        try await followers[1].follow(followers[0])
        try expectSame(followers[1], leader, "seed \(seed), at the end")
        for engine in [leader] + followers { engine.stop() }
    }

    /// As after a kill: with what was on the disk at a moment while it was in use.
    private func reopened(
        _ engine: Engine, _ name: String, _ step: Int, open: (String) throws -> Engine
    ) throws -> Engine {
        let articles = try engine.articles()
        _ = try Store.backUp(folder.file(name), to: folder.file("\(name)-\(step)"))
        engine.stop()
        try folder.replace(name, by: "\(name)-\(step)")
        let again = try open(folder.file(name))
        #expect(try again.articles() == articles)
        return again
    }

    @Test func whatWasMergedIsSentInPart() async throws {
        let leader = try Engine.opened(folder.file("leader"))
        let follower = try Engine.follower(folder.file("follower"))
        for number in 1...20 {
            _ = try await leader.take([plainArticle("early-\(number)")], sequence: UInt64(number))
        }
        try await follower.follow(leader)
        for number in 21...23 {
            _ = try await leader.take([plainArticle("late-\(number)")], sequence: UInt64(number))
        }
        #expect(await eventually { leader.snapshot.views.count == 1 })
        let delta = Delta(DeltaPlan(of: leader, after: 20))
        #expect(delta.segments.map(\.articleCount) == [3] && delta.retractions.isEmpty && delta.last == 23)
        #expect(Delta(DeltaPlan(of: leader, after: 23)).segments.isEmpty)
        try await follower.take(delta)
        try expectSame(follower, leader, "behind 20")
        // What was there before does no harm.
        try await follower.take(Delta(DeltaPlan(of: leader, after: 0)))
        try expectSame(follower, leader, "all of it")
        for engine in [leader, follower] { engine.stop() }
    }

    /// A retraction that the manifest holds is younger than what a follower had before it, though nobody knows by how much.
    @Test func retractionsOutliveTheirRecords() async throws {
        var leader = try Engine.opened(folder.file("leader"))
        let follower = try Engine.follower(folder.file("follower"))
        for number in 1...3 { _ = try await leader.take([plainArticle("\(number)")], sequence: UInt64(number)) }
        try await follower.follow(leader)
        #expect(try await leader.retract(["1", "2"]) == 2)
        for number in 4...60 { _ = try await leader.take([plainArticle("\(number)")], sequence: UInt64(number)) }
        #expect(await eventually { leader.isSettled && leader.counters.withLock { $0.merges } > 0 })
        leader.stop()
        leader = try Engine.opened(folder.file("leader"))
        try await follower.follow(leader)
        try expectSame(follower, leader, "after a restart")
        #expect(Delta(DeltaPlan(of: leader, after: leader.lastSequence)).retractions.isEmpty)
        for engine in [leader, follower] { engine.stop() }
    }

    /// A follower that goes on alone gives numbers of its own, behind all that it has, and no later leader's.
    @Test func aFollowerMayGoOnAlone() async throws {
        let leader = try Engine.opened(folder.file("leader"))
        var follower = try Engine.follower(folder.file("follower"))
        for number in 1...5 { _ = try await leader.take([plainArticle("\(number)")], sequence: UInt64(number)) }
        try await follower.follow(leader)
        #expect(follower.mark(of: 5) == leader.mark(of: 5))
        follower.stop()
        follower = try Engine.opened(folder.file("follower"))
        _ = try await follower.take([plainArticle("mine")], producer: 2, sequence: 1)
        _ = try await leader.take([plainArticle("theirs")], sequence: 6)
        #expect(follower.sequences()[ExactString("mine")] == 6)
        #expect(follower.mark(of: 6) != leader.mark(of: 6) && follower.mark(of: 5) == leader.mark(of: 5))
        follower.stop()
        follower = try Engine.opened(folder.file("follower"))
        #expect(try follower.articles().count == 6)
        for engine in [leader, follower] { engine.stop() }
    }

    @Test func whatALeaderMakesUpIsRefused() async throws {
        let follower = try Engine.follower(folder.file("follower"))
        // Rows without numbers, with one that is greater than the last, and bytes that are no segment.
        let history = SequenceHistory([])
        var changes = LeaderChanges(last: 2, history: history)
        let plain = segmentBytes([plainArticle("a")])
        await #expect(throws: IngestError.self) { try await follower.keep(plain, in: &changes) }
        let leader = try Engine.opened(folder.file("leader"))
        for number in 1...3 { _ = try await leader.take([plainArticle("\(number)")], sequence: UInt64(number)) }
        let bytes = try #require(Delta(DeltaPlan(of: leader, after: 0)).segments.first).bytes
        await #expect(throws: IngestError.self) { try await follower.keep(bytes, in: &changes) }
        changes = LeaderChanges(last: 3, history: history)
        var damaged = bytes
        damaged.index[damaged.index.count / 2] ^= 1
        await #expect(throws: IngestError.self) { try await follower.keep(damaged, in: &changes) }
        #expect(throws: (any Error).self) { try changes.readRetractions([9, 0, 0, 0]) }
        try await follower.keep(bytes, in: &changes)
        follower.discard(changes)
        #expect(try follower.articles().isEmpty && follower.lastSequence == 0)
        #expect(try folder.bytes("follower") < 1_000)
        for engine in [leader, follower] { engine.stop() }
    }

    /// Each part is what its bytes are, whatever pieces it is asked for in.
    @Test func partsAreReadInAnyPieces() async throws {
        let leader = try Engine.opened(folder.file("leader"))
        for number in 1...3 { _ = try await leader.take([plainArticle("\(number)")], sequence: UInt64(number)) }
        #expect(try await leader.retract(["1"]) == 1)
        let delta = Delta(DeltaPlan(of: leader, after: 0))
        let segment = try #require(delta.segments.first)
        let parts = [delta.retractions, segment.bytes.index + segment.bytes.text]
        for (number, part) in parts.enumerated() {
            for size in [1, 7, 100_000] {
                var bytes: [UInt8] = []
                while let piece = delta.bytes(part: number, offset: UInt64(bytes.count), atMost: size) {
                    #expect(1...size ~= piece.count)
                    bytes += piece
                }
                #expect(bytes == part)
            }
        }
        #expect(
            delta.bytes(part: 2, offset: 0, atMost: 9) == nil && delta.bytes(part: 1, offset: .max, atMost: 9) == nil)
        leader.stop()
    }
}

/// The leader's side, as its followers ask it.
@Suite struct FollowHubTests {
    private let folder = TemporaryFolder()
    private final class Client: Sendable {}

    private static func ask(
        _ hub: FollowHub, _ client: Client, after: UInt64, mark: UInt64 = 0
    ) async -> KhabarProtocol.Message {
        await withCheckedContinuation { continuation in
            let disposition = hub.add(
                Follow(after: after, mark: mark), CancellationFlag(deadline: nil), of: ObjectIdentifier(client)
            ) { Reply { answer, _, _ in continuation.resume(returning: answer) } }
            if case .answered(let answer) = disposition { continuation.resume(returning: answer) }
        }
    }

    private func announced(_ hub: FollowHub, _ client: Client, after: UInt64, mark: UInt64 = 0) async throws
        -> FollowResult
    {
        let answer = await Self.ask(hub, client, after: after, mark: mark)
        guard case .followResult(let result) = answer else { throw Refused(answer: answer) }
        return result
    }

    private struct Refused: Error { let answer: KhabarProtocol.Message }

    private func refusal(_ hub: FollowHub, after: UInt64, mark: UInt64) async -> ErrorCode? {
        guard case .error(let error) = await Self.ask(hub, Client(), after: after, mark: mark) else { return nil }
        return error.code
    }

    private func bytes(_ hub: FollowHub, _ part: FollowPart) async -> KhabarProtocol.Message {
        await withCheckedContinuation { continuation in
            hub.answer(part, Reply { answer, _, _ in continuation.resume(returning: answer) })
        }
    }

    private func leader(articles: ClosedRange<Int>) async throws -> Engine {
        let engine = try Engine.opened(folder.file("leader"))
        for number in articles {
            _ = try await engine.take([plainArticle("\(number)")], sequence: UInt64(number))
        }
        return engine
    }

    /// Only who has a beginning of these data gets the rest: told by the mark of the number, never by the number alone.
    @Test func othersDataAreNotFollowedOn() async throws {
        let engine = try await leader(articles: 1...3)
        let hub = FollowHub(engine)
        let mark = try #require(engine.mark(of: 2))
        #expect(try await announced(hub, Client(), after: 2, mark: mark).last == 3)
        #expect(await refusal(hub, after: 2, mark: mark ^ 1) == .expired)
        #expect(await refusal(hub, after: 2, mark: 0) == .expired)
        #expect(await refusal(hub, after: 4, mark: mark) == .expired)
        hub.stop()
        engine.stop()
        let memory = try Engine.opened(nil)
        let other = FollowHub(memory)
        #expect(await refusal(other, after: 0, mark: 0) == .badRequest)
        other.stop()
        memory.stop()
    }

    /// A follower that follows itself is behind now and then: its own follower is to wait, and not to throw its data away.
    @Test func whoeverIsAheadOfAFollowerIsToAskAgain() async throws {
        let engine = try await leader(articles: 1...3)
        let follower = try Engine.follower(folder.file("follower"))
        try await follower.follow(engine)
        _ = try await engine.take([plainArticle("4")], sequence: 4)
        let hub = FollowHub(follower)
        #expect(await refusal(hub, after: 4, mark: try #require(engine.mark(of: 4))) == .overloaded)
        #expect(await refusal(hub, after: 3, mark: 1) == .expired)
        hub.stop()
        for engine in [engine, follower] { engine.stop() }
    }

    /// What two lack alike is made once; it can be fetched on any connection, until its follower asks for what comes behind it.
    @Test func whatIsAnnouncedIsKeptForItsFollower() async throws {
        let engine = try await leader(articles: 1...3)
        let hub = FollowHub(engine)
        let (one, other) = (Client(), Client())
        let first = try await announced(hub, one, after: 0)
        let second = try await announced(hub, other, after: 0)
        #expect(first.segments == second.segments && first.delta != second.delta)
        #expect(hub.followers.map { $0.count } == 2 && hub.followers.map { $0.sequence } == 0)
        let part = FollowPart(delta: first.delta, part: 1, offset: 0)
        let bytes = await bytes(hub, part)
        #expect(await self.bytes(hub, FollowPart(delta: second.delta, part: 1, offset: 0)) == bytes)
        hub.left(ObjectIdentifier(one))
        #expect(hub.followers.map { $0.count } == 1)
        #expect(await self.bytes(hub, part) == bytes)
        for wrong in [FollowPart(delta: first.delta, part: 2, offset: 0), FollowPart(delta: 9, part: 1, offset: 0)] {
            guard case .error = await self.bytes(hub, wrong) else {
                Issue.record("\(wrong)")
                continue
            }
        }
        // Behind it there is nothing: it waits, and asks no second time meanwhile.
        let mark = try #require(engine.mark(of: 3))
        let waiting = Task { await Self.ask(hub, other, after: 3, mark: mark) }
        #expect(await eventually { hub.followers?.sequence == 3 })
        guard case .error(let error) = await Self.ask(hub, other, after: 3, mark: mark) else {
            Issue.record("it was let in twice")
            return
        }
        #expect(error.code == .badRequest)
        _ = try await engine.take([plainArticle("4")], sequence: 4)
        guard case .followResult(let news) = await waiting.value else {
            Issue.record("no news")
            return
        }
        #expect(news.last == 4 && news.segments.count == 1)
        hub.stop()
        engine.stop()
    }
}
