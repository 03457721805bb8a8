import KhabarProtocol
import Testing

@Suite struct ClientSessionTests {
    @Test func requestsWaitForTheHandshake() throws {
        let client = TestClient()
        #expect(client.connect() == Preface.current.bytes)
        #expect(try ask(client, 70).isEmpty)
        #expect(try decoded(client.receive(Preface.current.bytes)) == [OutgoingFrame(.hello(Samples.hello))])
        let sent = try decoded(client.receive(encoded(OutgoingFrame(.welcome(Samples.welcome)))))
        #expect(sent == [OutgoingFrame(.stats, correlationID: 1)])
        #expect(client.events() == [.opened(Samples.welcome)])
        _ = client.receive(encoded(OutgoingFrame(.statsResult(Samples.stats), correlationID: 1)))
        #expect(client.events() == [.complete(70, .statsResult(Samples.stats))])
    }

    @Test func strangersAreRecognised() throws {
        for (answer, reason) in [
            (Array("HTTP/1.1 400 Bad Request\r\n".utf8), CloseReason.stranger(.http)),
            ([0x15, 3, 1, 0, 2], .stranger(.tls)), ([0xFF], .stranger(.garbage)),
            (Preface(lowest: 2, highest: 4).bytes, .noCommonVersion(Preface(lowest: 2, highest: 4))),
        ] {
            let client = TestClient()
            _ = client.connect()
            _ = try ask(client, 1)
            _ = client.receive(answer)
            #expect(client.events() == [.fail(1, .connectionEnded(reason, applied: .no)), .close(reason)])
        }
    }

    @Test func nothingIsAskedOfAnotherServer() throws {
        let other = ServerID(high: 1, low: 2)
        for expected in [Samples.serverID, other] {
            let client = TestClient(serverID: expected)
            _ = client.connect()
            _ = try ask(client, 1)
            _ = try ship(client, 2)
            _ = client.receive(Preface.current.bytes)
            let sent = try decoded(client.receive(encoded(OutgoingFrame(.welcome(Samples.welcome)))))
            guard expected == other else {
                #expect(sent.count == 2 && client.isOpen)
                continue
            }
            let reason = CloseReason.otherServer(Samples.serverID, expected: other)
            #expect(sent.isEmpty)
            #expect(
                client.events() == [
                    .fail(1, .connectionEnded(reason, applied: .no)), .fail(2, .connectionEnded(reason, applied: .no)),
                    .close(reason),
                ])
        }
    }

    @Test func answersComeInAnyOrder() throws {
        let client = TestClient()
        connected(client)
        #expect(try ask(client, 10) == [OutgoingFrame(.stats, correlationID: 1)])
        #expect(try ask(client, 11, .get(Get(id: "a"))) == [OutgoingFrame(.get(Get(id: "a")), correlationID: 2)])
        _ = client.receive(encoded(OutgoingFrame(.articleResult(ArticleResult(article: nil)), correlationID: 2)))
        _ = client.receive(encoded(OutgoingFrame(.error(Samples.gap), correlationID: 1)))
        #expect(
            client.events() == [
                .complete(11, .articleResult(ArticleResult(article: nil))), .fail(10, .refused(Samples.gap)),
            ])
    }

    @Test func answersThatFitNoRequestAreViolations() throws {
        for (frame, violation) in [
            (
                OutgoingFrame(.deleted(Deleted(count: 1)), correlationID: 9),
                ProtocolViolation.unknownCorrelationID(.deleted, 9)
            ),
            (
                OutgoingFrame(.deleted(Deleted(count: 1)), correlationID: 1),
                .unexpectedMessage(.deleted, during: "as the answer to this request")
            ),
            (OutgoingFrame(.stats, correlationID: 1), .unexpectedMessage(.stats, during: "from a server")),
            (OutgoingFrame(.welcome(Samples.welcome)), .unexpectedMessage(.welcome, during: "from a server")),
            (OutgoingFrame(.credit(Credit(bytes: .max))), .creditOverflow),
            (OutgoingFrame(.pong, correlationID: 7), .unknownCorrelationID(.pong, 7)),
        ] {
            let client = TestClient()
            connected(client)
            _ = try ask(client, 5)
            _ = client.receive(encoded(frame))
            #expect(
                client.events() == [
                    .fail(5, .connectionEnded(.violation(violation), applied: .no)), .close(.violation(violation)),
                ])
        }
    }

    @Test func offersGetOneBitPerEntry() throws {
        let client = TestClient()
        connected(client)
        let offer = Offer(entries: [Offer.Entry(id: "a", version: 1, contentHash: 2)])
        _ = try ask(client, 5, .offer(offer))
        _ = client.receive(encoded(OutgoingFrame(.wanted(Wanted(wanted: [true, false])), correlationID: 1)))
        #expect(client.events().last == .close(.violation(.invalidValue(.wanted, "count"))))
    }

    @Test func requestsWaitForASlot() throws {
        let client = TestClient()
        connected(client) { $0.requestsInFlightMax = 1 }
        #expect(try ask(client, 10).count == 1)
        #expect(try ask(client, 11).isEmpty)
        let next = client.receive(encoded(OutgoingFrame(.statsResult(Samples.stats), correlationID: 1)))
        #expect(try decoded(next) == [OutgoingFrame(.stats, correlationID: 2)])
    }

    @Test func segmentsWaitForCreditWhileRequestsPass() throws {
        let client = TestClient()
        connected(client) { $0.credit = 15 }
        #expect(try ship(client, 20) == [OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 1)])
        #expect(client.availableCredit == 5)
        #expect(try ship(client, 21).isEmpty)
        #expect(try ask(client, 22) == [OutgoingFrame(.stats, correlationID: 2)])
        #expect(client.events() == [.streamSegment(20, id: 1)])
        client.session.segmentSent(20, at: client.now)
        #expect(client.receive(encoded(OutgoingFrame(.credit(Credit(bytes: 4))))).isEmpty)
        let next = client.receive(encoded(OutgoingFrame(.credit(Credit(bytes: 1)))))
        #expect(try decoded(next) == [OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 3)])
        #expect(client.availableCredit == 0)
        _ = client.receive(encoded(OutgoingFrame(.segmentAck(Samples.ack), correlationID: 1)))
        #expect(client.availableCredit == 10)
        #expect(client.events() == [.streamSegment(21, id: 3), .complete(20, .segmentAck(Samples.ack))])
    }

    @Test func aSegmentOverTheServersLimitIsRefusedHere() throws {
        let client = TestClient()
        connected(client) { $0.segmentBytesMax = 9 }
        #expect(try ship(client, 20).isEmpty)
        #expect(client.events() == [.fail(20, .tooLarge(limit: 9))])
    }

    @Test func aRequestOverTheServersLimitFreesItsSlot() throws {
        let client = TestClient()
        connected(client) { $0.payloadBytesMax = 8_192 }
        let now = client.now
        let long = Request.search(
            Search(query: String(repeating: "a", count: 9_000), limit: 1, offset: 0, layers: .exact, options: []))
        #expect(client.with { $0.request(1, long, deadline: nil, at: now, &$1) }.isEmpty)
        #expect(client.events() == [.fail(1, .tooLarge(limit: 8_192))])
        #expect(client.unfinished == 0)
    }

    /// Of several that start at once the first is too long: what takes its slot comes behind the others, as its id is greater.
    @Test func aFreedSlotIsFilledInOrder() throws {
        let client = TestClient()
        let long = Request.search(
            Search(query: String(repeating: "a", count: 9_000), limit: 1, offset: 0, layers: .exact, options: []))
        let now = client.now
        for token in 1...4 as ClosedRange<UInt64> {
            _ = client.with { $0.request(token, token == 1 ? long : .stats, deadline: nil, at: now, &$1) }
        }
        var welcome = Samples.welcome
        welcome.payloadBytesMax = 8_192
        welcome.requestsInFlightMax = 2
        _ = client.connect()
        _ = client.receive(Preface.current.bytes)
        let sent = try decoded(client.receive(encoded(OutgoingFrame(.welcome(welcome)))))
        #expect(sent.map(\.correlationID) == [2, 3])
    }

    @Test func anEarlyRefusalStopsTheStream() throws {
        let client = TestClient()
        connected(client)
        _ = try ship(client, 20)
        let sent = client.receive(encoded(OutgoingFrame(.error(Samples.gap), correlationID: 1)))
        #expect(try decoded(sent) == [OutgoingFrame(.segmentAbort, correlationID: 1)])
        #expect(
            client.events() == [.streamSegment(20, id: 1), .stopSegment(20), .fail(20, .refused(Samples.gap))])
    }

    @Test func cancellingReachesTheServerAndKeepsTheSlot() throws {
        let client = TestClient()
        connected(client) { $0.requestsInFlightMax = 1 }
        _ = try ask(client, 10)
        _ = try ask(client, 11)
        _ = try ask(client, 12)
        let now = client.now
        #expect(client.with { $0.cancel(11, at: now, &$1) }.isEmpty)
        let cancel = client.with { $0.cancel(10, at: now, &$1) }
        #expect(try decoded(cancel) == [OutgoingFrame(.cancel, correlationID: 1)])
        #expect(client.with { $0.cancel(10, at: now, &$1) }.isEmpty)
        let next = client.receive(encoded(OutgoingFrame(.error(Samples.gap), correlationID: 1)))
        #expect(try decoded(next) == [OutgoingFrame(.stats, correlationID: 2)])
        #expect(client.events().isEmpty)
    }

    @Test func cancellingASegmentAbortsIt() throws {
        let client = TestClient()
        connected(client)
        _ = try ship(client, 20)
        let now = client.now
        let abort = client.with { $0.cancel(20, at: now, &$1) }
        #expect(try decoded(abort) == [OutgoingFrame(.segmentAbort, correlationID: 1)])
        #expect(client.events() == [.streamSegment(20, id: 1), .stopSegment(20)])
        _ = client.receive(encoded(OutgoingFrame(.error(Samples.gap), correlationID: 1)))
        #expect(client.unfinished == 0 && !client.isClosed)
    }

    @Test func deadlinesAreSentAndKept() throws {
        let client = TestClient()
        connected(client) { $0.requestsInFlightMax = 2 }
        let first = try ask(client, 10, deadline: .at(1.25))
        #expect(first == [OutgoingFrame(.stats, correlationID: 1, deadlineMilliseconds: 250)])
        _ = try ask(client, 11, .delete(Delete(ids: ["a"])), deadline: .at(3))
        _ = try ask(client, 12, deadline: .at(2))
        #expect(client.timeout == .at(1.25))
        let cancel = client.with { $0.timeReached(.at(1.25), &$1) }
        #expect(try decoded(cancel) == [OutgoingFrame(.cancel, correlationID: 1)])
        #expect(client.timeout == .at(2))
        _ = client.with { $0.timeReached(.at(3), &$1) }
        #expect(
            client.events() == [
                .fail(10, .deadlineExceeded(applied: .no)), .fail(12, .deadlineExceeded(applied: .no)),
                .fail(11, .deadlineExceeded(applied: .unknown)),
            ])
    }

    @Test func aLostConnectionSaysWhatMayHaveHappened() throws {
        let client = TestClient()
        connected(client) { $0.credit = 20 }
        _ = try ask(client, 1, .search(Samples.search))
        _ = try ask(client, 2, .delete(Delete(ids: ["a"])))
        _ = try ship(client, 3)
        _ = try ship(client, 4)
        _ = try ship(client, 5)
        client.session.segmentSent(3, at: client.now)
        _ = client.events()
        _ = client.with { $0.disconnected(&$1) }
        #expect(
            client.events() == [
                .fail(1, .connectionEnded(.disconnected, applied: .no)),
                .fail(2, .connectionEnded(.disconnected, applied: .unknown)),
                .fail(3, .connectionEnded(.disconnected, applied: .unknown)), .stopSegment(4),
                .fail(4, .connectionEnded(.disconnected, applied: .no)),
                .fail(5, .connectionEnded(.disconnected, applied: .no)), .close(.disconnected),
            ])
    }

    @Test func anErrorOfTheConnectionEndsIt() throws {
        let client = TestClient()
        connected(client)
        _ = try ask(client, 1)
        var error = Samples.gap
        error.scope = .connection
        _ = client.receive(encoded(OutgoingFrame(.error(error))))
        #expect(client.events() == [.fail(1, .connectionEnded(.error(error), applied: .no)), .close(.error(error))])
    }

    @Test func theServersDrainIsFollowed() throws {
        let client = TestClient()
        connected(client) { $0.requestsInFlightMax = 2 }
        for token in 1...3 as ClosedRange<UInt64> { _ = try ask(client, token) }
        _ = client.receive(encoded(OutgoingFrame(.goAway(GoAway(lastCorrelationID: .max, text: "bye")))))
        #expect(client.events() == [.goingAway("bye"), .fail(3, .goingAway("bye"))])
        _ = try ask(client, 4)
        _ = client.receive(encoded(OutgoingFrame(.goAway(GoAway(lastCorrelationID: 1, text: "bye")))))
        #expect(client.events() == [.fail(4, .goingAway("bye")), .fail(2, .goingAway("bye"))])
        _ = client.receive(encoded(OutgoingFrame(.statsResult(Samples.stats), correlationID: 1)))
        #expect(client.events() == [.complete(1, .statsResult(Samples.stats)), .close(.drained)])
    }

    @Test func pingsAreAnsweredLikeRequests() throws {
        let client = TestClient()
        connected(client)
        let ping = client.with { $0.ping(9, deadline: nil, at: .at(1), &$1) }
        #expect(try decoded(ping) == [OutgoingFrame(.ping, correlationID: 1)])
        _ = client.receive(encoded(OutgoingFrame(.pong, correlationID: 1)))
        #expect(client.events() == [.complete(9, .pong)])
        // A ping nobody waits for is not cancelled: the server knows no request of that id.
        _ = client.with { $0.ping(10, deadline: nil, at: .at(1), &$1) }
        #expect(client.with { $0.cancel(10, at: .at(1), &$1) }.isEmpty)
    }

    @Test func requestsWaitForTheConnectionToo() throws {
        let client = TestClient()
        #expect(client.timeout == nil)
        #expect(try ask(client, 1, deadline: .at(3)).isEmpty)
        #expect(client.timeout == .at(3))
        _ = client.with { $0.timeReached(.at(3), &$1) }
        #expect(client.events() == [.fail(1, .deadlineExceeded(applied: .no))])
        client.now = .at(9)
        _ = client.connect()
        #expect(client.timeout == .at(14))
    }

    @Test func aSilentServerIsGivenUp() throws {
        let client = TestClient()
        connected(client)
        #expect(
            try decoded(client.with { $0.timeReached(.at(31), &$1) }) == [
                OutgoingFrame(.ping, correlationID: 1 << 63 + 1)
            ])
        _ = client.with { $0.timeReached(.at(46), &$1) }
        #expect(client.events() == [.close(.unresponsive)])
    }
}
