import KhabarProtocol
import NIOCore
import Synchronization
import Testing

@testable import KhabarClient

@Suite(.timeLimit(.minutes(1))) struct ShipTests {
    private func worker(_ server: FakeServer) -> KhabarClient {
        var configuration = KhabarClient.Configuration(ingestWith: 7)
        configuration.roles = [.ingest, .search]
        configuration.reconnectDelay = .milliseconds(1)
        configuration.requestTimeout = nil
        return KhabarClient(server: Address(host: "127.0.0.1", port: server.port), configuration: configuration)
    }

    private func bytes(_ count: Int, seed: UInt8) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) ^ seed }
    }

    private func ack(_ sequence: UInt64, credit: Int) -> Message {
        .segmentAck(
            SegmentAck(sequence: sequence, duplicate: false, accepted: 1, unchanged: 2, credit: UInt64(credit)))
    }

    private func ship(
        _ client: KhabarClient, textBytes: Int = 1, sequence: UInt64 = 1
    ) -> Task<SegmentAck, any Error> {
        Task {
            try await client.shipSegment(
                index: [1], text: [UInt8](repeating: 7, count: textBytes), producerID: 1, epoch: 1, sequence: sequence)
        }
    }

    @Test func aSegmentArrivesWhole() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        for (index, text) in [(0, 0), (1, 0), (0, 1), (300_000, 2_000_000), (262_144, 262_144)] {
            let indexBytes = bytes(index, seed: 1)
            let textBytes = bytes(text, seed: 2)
            let shipped = Task {
                try await client.shipSegment(
                    index: indexBytes, text: textBytes, producerID: 5, epoch: 6, sequence: 7)
            }
            let taken = try #require(await events.nextSegment())
            #expect(taken.index == indexBytes && taken.text == textBytes)
            #expect(taken.begin.indexBytes == UInt64(index) && taken.begin.producerID == 5 && taken.begin.sequence == 7)
            taken.connection.answer(taken.id, ack(7, credit: index + text))
            #expect(try await shipped.value.accepted == 1)
        }
        await client.close()
    }

    /// A server asks and asks, and reads nothing, while a segment fills the way to it: the answers don't pile up behind that. Once it reads, it has the last, of which it knows
    /// nothing here, as these questions were not its session's.
    @Test func pongsDoNotPileUp() async throws {
        var script = FakeServer.Script()
        script.stopsReadingAtSegments = true
        let server = try await FakeServer(script)
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let asked = Task { try await client.get("x") }
        let request = try #require(await events.nextRequest())
        let shipped = ship(client, textBytes: 32 << 20)
        let begun = try #require(await events.nextBegun())
        let ids: ClosedRange<UInt64> = 1 << 63 + 1...1 << 63 + 2_000
        begun.connection.ping(ids)
        // Once the client has read this answer, it has read all questions before it.
        request.connection.answer(request.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await asked.value == nil)
        begun.connection.resumeReading()
        var pong: UInt64?
        _ = await events.next { action in
            guard case .close(.violation(.unknownCorrelationID(.pong, let id))) = action else { return false }
            pong = id
            return true
        }
        #expect(pong == ids.upperBound)
        shipped.cancel()
        _ = await shipped.result
        await client.close(patience: .zero)
    }

    @Test func segmentsWaitForCredit() async throws {
        let server = try await FakeServer { $0.credit = 100 }
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        try await withThrowingTaskGroup(of: SegmentAck.self) { group in
            for sequence in 1...20 as ClosedRange<UInt64> {
                group.addTask {
                    try await client.shipSegment(
                        index: [1], text: [UInt8](repeating: 2, count: 39), producerID: 1, epoch: 1, sequence: sequence)
                }
            }
            // The server's session ends a connection that begins more than two of 40 bytes; here each next one needs an answer.
            for _ in 0..<20 {
                let taken = try #require(await events.nextSegment())
                taken.connection.answer(taken.id, ack(1, credit: 40))
            }
            for try await ack in group { #expect(ack.unchanged == 2) }
        }
        await client.close()
    }

    @Test func searchesGoBetweenTheParts() async throws {
        let server = try await FakeServer { $0.stopsReadingAtSegments = true }
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let shipped = ship(client, textBytes: 48 << 20)
        let begun = try #require(await events.nextBegun())
        // The server doesn't read: the socket is full, or will be, and most of the segment still in the client.
        let search = Task.immediate { try await client.get("x") }
        try await client.connections[0].eventLoop.submit {}.get()
        begun.connection.resumeReading()
        let first = try #require(await events.next { _ in true })
        guard case .perform(.get, let id, _) = first.action else {
            Issue.record("the request waited for the segment: \(first.action)")
            return
        }
        first.connection.answer(id, .articleResult(ArticleResult(article: nil)))
        #expect(try await search.value == nil)
        let taken = try #require(await events.nextSegment())
        #expect(taken.index.count + taken.text.count == 48 << 20 + 1)
        taken.connection.answer(taken.id, ack(1, credit: 0))
        _ = try await shipped.value
        await client.close()
    }

    @Test func aLostConnectionFailsWhatWasNotAcknowledged() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let shipped = ship(client)
        try #require(await events.nextSegment()).connection.cut()
        await #expect { try await shipped.value } throws: {
            let error = $0 as? KhabarError
            return error?.code == .connectionLost && error?.applied == .unknown && error?.retry == .elsewhere
        }
        let again = ship(client)
        let second = try #require(await events.nextSegment())
        second.connection.answer(second.id, ack(1, credit: 2))
        #expect(try await again.value.sequence == 1)
        await client.close()
    }

    /// The server comes back without its data: whatever was about to be sent to it fails, and a search client does not mind.
    @Test func aWorkersLaterConnectionsAreToTheSameServer() async throws {
        let connections = ConnectionCounter()
        let server = try await FakeServer { script in
            script.configure = { if connections.next() == 2 { $0.serverID = ServerID(high: 7, low: 7) } }
        }
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let first = try await client.welcome().serverID
        let asked = Task { try await client.offer([Offer.Entry(id: "1", version: 1, contentHash: 1)]) }
        try #require(await events.nextRequest()).connection.cut()
        await #expect(throws: KhabarError.self) { try await asked.value }
        await #expect {
            try await client.shipSegment(index: [1], text: [2], producerID: 1, epoch: 1, sequence: 1)
        } throws: {
            let error = $0 as? KhabarError
            return error?.code == .otherServer && error?.retry == .never && error?.applied == .no
                && error?.message.contains("\(ServerID(high: 7, low: 7))") == true
                && error?.message.contains("\(first)") == true
        }
        // The right one is back: the third connection is as good as the first.
        #expect(try await client.welcome().serverID == first)
        await client.close()
        // Of the second connection nothing was heard but its end.
        var segments = 0
        while let event = await events.next(where: { _ in true }), event.action != .close(.drained) {
            if case .takeSegment = event.action { segments += 1 }
        }
        #expect(segments == 0)
    }

    @Test func anEarlyRefusalStopsTheStream() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let shipped = ship(client, textBytes: 32 << 20, sequence: 9)
        let begun = try #require(await events.nextBegun())
        begun.connection.tell { session, actions in
            let gap = ErrorMessage(
                code: .sequenceGap, retry: .later, applied: .no, scope: .batch, detail: 4, text: "expected 4")
            session.answer(begun.id, .error(gap), &actions)
        }
        await #expect { try await shipped.value } throws: {
            ($0 as? KhabarError)?.code == .sequenceGap && ($0 as? KhabarError)?.detail == 4
        }
        try await client.ping()
        await client.close()
    }

    @Test func cancellingAShipmentAbortsIt() async throws {
        let server = try await FakeServer { $0.stopsReadingAtSegments = true }
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let shipped = ship(client, textBytes: 48 << 20)
        let begun = try #require(await events.nextBegun())
        shipped.cancel()
        await #expect { try await shipped.value } throws: { ($0 as? KhabarError)?.code == .cancelled }
        begun.connection.resumeReading()
        #expect(await events.next { if case .dropSegment = $0 { true } else { false } } != nil)
        try await client.ping()
        await client.close()
    }

    @Test func offersAreSentInGroups() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = worker(server)
        let entries = (0..<10_000).map { Offer.Entry(id: "\($0)", version: 1, contentHash: UInt64($0)) }
        let wanted = Task { try await client.offer(entries) }
        for _ in 0..<2 {
            let asked = try #require(await events.nextRequest())
            guard case .offer(let offer) = asked.request else { continue }
            asked.connection.answer(
                asked.id, .wanted(Wanted(wanted: offer.entries.map { $0.contentHash % 3 == 0 })))
        }
        #expect(try await wanted.value == entries.map { $0.contentHash % 3 == 0 })
        await client.close()
    }
}

private final class ConnectionCounter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
