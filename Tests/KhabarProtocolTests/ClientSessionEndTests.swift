import KhabarProtocol
import Testing

/// How a client's connection ends: when nobody waits any more, and when the server is waited for in vain.
@Suite struct ClientSessionEndTests {
    @Test func finishingWaitsForTheAnswers() throws {
        let client = TestClient()
        connected(client)
        _ = try ask(client, 1)
        #expect(client.with { $0.finish(patience: .seconds(4), at: .at(1), &$1) }.isEmpty)
        _ = try ask(client, 2)
        #expect(client.events() == [.fail(2, .connectionEnded(.disconnected, applied: .no))])
        let last = client.receive(encoded(OutgoingFrame(.statsResult(Samples.stats), correlationID: 1)))
        #expect(try decoded(last).map(\.message) == [.goAway(GoAway(lastCorrelationID: .max, text: ""))])
        #expect(client.events() == [.complete(1, .statsResult(Samples.stats)), .close(.drained)])
    }

    /// The server has it, and whoever asked has gone on.
    @Test(arguments: [false, true]) func finishingWaitsForNobodysAnswers(expires: Bool) throws {
        let client = TestClient()
        connected(client)
        _ = try ask(client, 1, .delete(Delete(ids: ["a"])), deadline: .at(3))
        _ = try ask(client, 2, .delete(Delete(ids: ["b"])))
        let now = Moment.at(2)
        _ = client.with { $0.cancel(2, at: now, &$1) }
        if expires { _ = client.with { $0.timeReached(.at(3), &$1) } }
        _ = client.events()
        _ = client.with { $0.finish(patience: .seconds(60), at: .at(4), &$1) }
        #expect(client.isClosed == expires)
        if !expires { _ = client.with { $0.timeReached(.at(5), &$1) } }
        #expect(client.events().last == .close(.drained))
    }

    /// It answers pings, and takes no segment. As long as it takes some, each may take its time; so may a slow line.
    @Test func aServerThatAnswersNoSegmentIsLeft() throws {
        let client = TestClient()
        connected(client) { $0.credit = 50 }
        let limit = ClientSession.Configuration(hello: Samples.hello).segmentTimeout
        func pass(to moment: Moment) throws {
            client.now = moment
            for frame in try decoded(client.with { $0.timeReached(moment, &$1) }) {
                _ = client.receive(encoded(OutgoingFrame(.pong, correlationID: frame.correlationID)))
            }
        }
        let start = client.now
        for token in 20...22 as ClosedRange<UInt64> { _ = try ship(client, token) }
        try pass(to: start.advanced(by: limit * 3))
        client.session.segmentSent(20, at: client.now)
        client.session.segmentSent(21, at: client.now.advanced(by: limit / 2))
        try pass(to: client.now.advanced(by: limit - .seconds(1)))
        _ = client.receive(encoded(OutgoingFrame(.segmentAck(Samples.ack), correlationID: 2)))
        try pass(to: client.now.advanced(by: limit - .seconds(1)))
        _ = client.receive(encoded(OutgoingFrame(.segmentAck(Samples.ack), correlationID: 1)))
        try pass(to: client.now.advanced(by: limit * 3))
        #expect(!client.isClosed)
        client.session.segmentSent(22, at: client.now)
        _ = client.events()
        try pass(to: client.now.advanced(by: limit - .seconds(1)))
        #expect(!client.isClosed && client.events().isEmpty)
        try pass(to: client.now.advanced(by: .seconds(1)))
        #expect(
            client.events() == [
                .fail(22, .connectionEnded(.unresponsive, applied: .unknown)), .close(.unresponsive),
            ])
    }

    /// Silence is borne for as long as was said, and no longer; however long the answer takes.
    @Test func aServerThatFreezesWhileItIsWaitedForIsGivenUp() throws {
        let client = TestClient()
        connected(client)
        _ = try ask(client, 1)
        client.now = .at(20)
        _ = client.with { $0.finish(patience: .seconds(4), at: .at(20), &$1) }
        for second in [20, 22, 24] as [Double] {
            #expect(client.timeout == .at(second + 2))
            let ping = try #require(try decoded(client.with { $0.timeReached(.at(second + 2), &$1) }).first)
            #expect(ping.message == .ping && client.timeout == .at(second + 4))
            client.now = .at(second + 2)
            _ = client.receive(encoded(OutgoingFrame(.pong, correlationID: ping.correlationID)))
        }
        #expect(try decoded(client.with { $0.timeReached(.at(28), &$1) }).map(\.message) == [.ping])
        _ = client.with { $0.timeReached(.at(29.9), &$1) }
        #expect(client.events().isEmpty)
        _ = client.with { $0.timeReached(.at(30), &$1) }
        #expect(client.events() == [.fail(1, .connectionEnded(.unresponsive, applied: .no)), .close(.unresponsive)])
    }

    @Test func whoIsPatientWaitsAsLongAsEver() throws {
        let client = TestClient()
        connected(client)
        _ = try ask(client, 1)
        _ = client.with { $0.finish(patience: .seconds(Int64.max), at: .at(1), &$1) }
        #expect(client.timeout == .at(31))
        // The least that was said counts; a patience below nothing is none.
        _ = client.with { $0.finish(patience: .seconds(-1), at: .at(2), &$1) }
        #expect(client.timeout == .at(2))
        _ = client.with { $0.timeReached(.at(2), &$1) }
        _ = client.with { $0.timeReached(.at(2), &$1) }
        #expect(client.events().last == .close(.unresponsive))
    }

    /// Nobody waits for a connection that nobody needs any more.
    @Test func theLastCallThatExpiresEndsWhatIsFinishing() throws {
        let client = TestClient()
        _ = try ask(client, 1, deadline: .at(2))
        _ = client.with { $0.finish(patience: .seconds(60), at: .at(1), &$1) }
        #expect(client.timeout == .at(2))
        _ = client.with { $0.timeReached(.at(2), &$1) }
        let events = client.events()
        #expect(events.count == 2 && client.timeout == nil)
        guard case .fail(1, _) = events.first, case .close = events.last else {
            Issue.record("\(events)")
            return
        }
    }

    @Test func aConnectionIsMadeInTimeOrNotWhenItIsToEnd() throws {
        let client = TestClient()
        _ = try ask(client, 1)
        _ = client.with { $0.finish(patience: .seconds(2), at: .at(1), &$1) }
        #expect(client.timeout == .at(3))
        _ = client.with { $0.timeReached(.at(3), &$1) }
        #expect(client.events() == [.fail(1, .connectionEnded(.disconnected, applied: .no)), .close(.disconnected)])

        let greeted = TestClient()
        _ = try ask(greeted, 1)
        _ = greeted.with { $0.finish(patience: .seconds(4), at: .at(1), &$1) }
        greeted.now = .at(2)
        _ = greeted.connect()
        #expect(greeted.timeout == .at(5))
        _ = greeted.with { $0.timeReached(.at(5), &$1) }
        #expect(greeted.events().last == .close(.handshakeTimeout))

        let answered = TestClient()
        let server = TestServer()
        _ = try ask(answered, 1)
        _ = answered.with { $0.finish(patience: .seconds(4), at: .at(1), &$1) }
        exchange(answered, server, answered.connect())
        #expect(server.events() == [.perform(.stats, id: 1, deadline: nil)])
        #expect(answered.isOpen && answered.timeout == .at(3))
    }
}
