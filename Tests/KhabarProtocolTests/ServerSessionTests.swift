import KhabarProtocol
import Testing

@Suite struct ServerSessionTests {
    private typealias Action = ServerSession.Action

    private func farewell(_ bytes: [UInt8]) throws -> (last: [OutgoingFrame], preface: Preface?) {
        guard bytes.count >= 16, case .khabar(let preface) = Preface.recognise(bytes.span) else { return ([], nil) }
        return (try decoded(Array(bytes[16...])), preface)
    }

    /// Opens a session by hand and hands over its next answers.
    private func opened(_ server: TestServer, hello: Hello = Samples.hello) {
        _ = server.receive(Preface.current.bytes + encoded(OutgoingFrame(.hello(hello))))
        _ = server.events()
    }

    private func error(_ bytes: [UInt8]) throws -> ErrorMessage? {
        guard case .error(let error)? = try decoded(bytes).last?.message else { return nil }
        return error
    }

    @Test func httpIsAnsweredInHTTP() {
        let server = TestServer()
        let answer = server.receive(Array("GET /articles HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
        #expect(server.events() == [.close(.stranger(.http))])
        #expect(server.receive([1, 2, 3]).isEmpty)
    }

    @Test func tlsGetsAnAlertAndGarbageNothing() {
        let tls = TestServer()
        #expect(tls.receive([0x16, 3, 1]) == [0x15, 3, 1, 0, 2, 2, 0x46])
        #expect(tls.events() == [.close(.stranger(.tls))])
        let garbage = TestServer()
        #expect(garbage.receive([0xFF]).isEmpty)
        #expect(garbage.events() == [.close(.stranger(.garbage))])
    }

    @Test func anotherVersionIsToldOurs() throws {
        for other in [Preface(lowest: 2, highest: 9), Preface(lowest: 0, highest: 0)] {
            let server = TestServer()
            let answer = try farewell(server.receive(other.bytes))
            #expect(answer.preface == Preface.current)
            #expect(server.events() == [.close(.noCommonVersion(other))])
        }
        let server = TestServer()
        #expect(try farewell(server.receive(Preface(lowest: 0, highest: 7).bytes)).preface == Preface.current)
        #expect(!server.isClosed)
    }

    @Test func silenceEndsTheHandshake() {
        let server = TestServer()
        #expect(server.timeout == .at(6))
        #expect(server.with { $0.timeReached(.at(5.9), &$1) }.isEmpty)
        #expect(!server.isClosed)
        _ = server.with { $0.timeReached(.at(6), &$1) }
        #expect(server.events() == [.close(.handshakeTimeout)])
    }

    @Test func anythingButHelloIsRefused() throws {
        let server = TestServer()
        _ = server.receive(Preface.current.bytes)
        let answer = try error(server.receive(encoded(OutgoingFrame(.stats, correlationID: 1))))
        #expect(answer?.code == .protocolViolation && answer?.scope == .connection)
        #expect(
            server.events() == [
                .close(.violation(.unexpectedMessage(.stats, during: "before the handshake is over")))
            ])
    }

    @Test func longFramesBeforeTheHandshakeAreRefused() throws {
        let server = TestServer()
        _ = server.receive(Preface.current.bytes)
        let long = Refusals.sealed(.hello, [UInt8](repeating: 0, count: 9_000), id: 0)
        _ = server.receive(Array(long[..<32]))
        #expect(server.events() == [.close(.violation(.payloadTooLong(bytes: 9_000, limit: 8_192)))])
    }

    @Test func anUnknownAnalyserIsRefusedForIngestOnly() throws {
        var hello = Samples.hello
        hello.analyserVersion = 99
        let server = TestServer()
        let bytes = server.receive(Preface.current.bytes + encoded(OutgoingFrame(.hello(hello))))
        #expect(try error(Array(bytes[16...]))?.code == .analyserMismatch)
        #expect(server.isClosed)
        hello.roles = .search
        let other = TestServer()
        opened(other, hello: hello)
        #expect(!other.isClosed && other.outstandingCredit == 0)
    }

    @Test func aRequestIsPerformedAndAnsweredOnce() throws {
        let server = TestServer()
        opened(server)
        let request = OutgoingFrame(.search(Samples.search), correlationID: 3, deadlineMilliseconds: 500)
        #expect(server.receive(encoded(request)).isEmpty)
        #expect(server.events() == [.perform(.search(Samples.search), id: 3, deadline: .at(1.5))])
        let answer = server.with { $0.answer(3, .searchResult(Samples.result), &$1) }
        #expect(try decoded(answer) == [OutgoingFrame(.searchResult(Samples.result), correlationID: 3)])
        #expect(server.inFlight == 0)
    }

    /// One that the caller has written is not sent again; it ends the request all the same, and the connection that waited for nothing else.
    @Test func anAnswerMayBeWrittenByTheCaller() throws {
        let server = TestServer()
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 1)))
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 2)))
        _ = server.receive(encoded(OutgoingFrame(.goAway(GoAway(lastCorrelationID: GoAway.announced, text: "")))))
        #expect(server.with { $0.answerWritten(2, &$1) }.isEmpty)
        #expect(server.inFlight == 1 && !server.isClosed)
        #expect(server.with { $0.answerWritten(1, &$1) }.isEmpty)
        #expect(server.inFlight == 0 && server.events().last == .close(.drained))
    }

    /// However many slots there are, only so many bytes of requests wait for their answers.
    @Test func longRequestsAreRefusedWhileOthersWait() throws {
        let server = TestServer { $0.requestBytesInFlightMax = 300 }
        opened(server)
        func get(_ id: UInt64, idBytes: Int = 146) throws -> ErrorMessage? {
            let request = Request.get(Get(id: String(repeating: "x", count: idBytes)))
            let refusal = server.receive(encoded(OutgoingFrame(request.message, correlationID: id)))
            let events = server.events()
            #expect(events == (refusal.isEmpty ? [.perform(request, id: id, deadline: nil)] : []))
            return try error(refusal)
        }
        // 150 bytes each.
        #expect(try get(1) == nil && get(2) == nil)
        let refused = try get(3, idBytes: 1)
        #expect(refused?.code == .overloaded && refused?.retry == .later && refused?.applied == .no)
        _ = server.with { $0.answerWritten(2, &$1) }
        #expect(try get(4) == nil && get(5, idBytes: 1) != nil)
        _ = server.with { $0.answer(1, .articleResult(ArticleResult(article: nil)), &$1) }
        _ = server.with { $0.answer(4, .articleResult(ArticleResult(article: nil)), &$1) }
        // Alone it may be as long as it likes.
        #expect(try get(6, idBytes: 900) == nil && get(7, idBytes: 1) != nil)
        #expect(!server.isClosed && server.inFlight == 1)
    }

    @Test func idsMustIncrease() throws {
        let server = TestServer()
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 3)))
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 3)))
        #expect(server.events().last == .close(.violation(.correlationIDNotIncreasing(3, after: 3))))
    }

    @Test func aCancelledRequestKeepsItsSlot() throws {
        let server = TestServer { $0.requestsInFlightMax = 2 }
        opened(server)
        let first = encoded(OutgoingFrame(.stats, correlationID: 1)) + encoded(OutgoingFrame(.cancel, correlationID: 1))
        let second =
            encoded(OutgoingFrame(.stats, correlationID: 2)) + encoded(OutgoingFrame(.cancel, correlationID: 2))
        _ = server.receive(first + first.suffix(32) + second)
        #expect(
            server.events() == [
                .perform(.stats, id: 1, deadline: nil), .cancel(id: 1), .perform(.stats, id: 2, deadline: nil),
                .cancel(id: 2),
            ])
        #expect(server.inFlight == 2)
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 3)))
        #expect(server.events() == [.close(.violation(.tooManyRequests(limit: 2)))])
    }

    @Test func cancellingWhatWasNeverAskedIsAViolationAndWhatIsOverIsNot() throws {
        let server = TestServer()
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 5)))
        _ = server.with { $0.answer(5, .statsResult(Samples.stats), &$1) }
        _ = server.receive(encoded(OutgoingFrame(.cancel, correlationID: 5)))
        #expect(!server.isClosed)
        _ = server.receive(encoded(OutgoingFrame(.cancel, correlationID: 6)))
        #expect(server.events().last == .close(.violation(.unknownCorrelationID(.cancel, 6))))
    }

    /// What the way has damaged may come through on another connection; what the peer did wrong, it would do again.
    @Test func damageIsToldFromMistakes() throws {
        let good = encoded(OutgoingFrame(.get(Get(id: "some id")), correlationID: 1))
        func answer(_ bytes: [UInt8]) throws -> ErrorMessage? {
            let server = TestServer()
            opened(server)
            return try error(server.receive(bytes))
        }
        for at in good.indices {
            var bytes = good
            bytes[at] ^= 1
            let damage = try answer(bytes)
            #expect(damage?.code == .protocolViolation && damage?.retry == .newHandshake, "byte \(at)")
        }
        #expect(try answer(encoded(OutgoingFrame(.cancel, correlationID: 6)))?.retry == .never)
    }

    @Test func segmentsComeInPartsThatMayInterleave() throws {
        let server = TestServer(credit: 20)
        opened(server)
        func part(_ id: UInt64, _ range: Range<Int>) -> [UInt8] {
            encoded(
                OutgoingFrame(.segmentPart(SegmentPart(bytes: Array(Samples.segmentBytes[range]))), correlationID: id))
        }
        let begin = Message.segmentBegin(Samples.begin)
        var bytes = encoded(OutgoingFrame(begin, correlationID: 1)) + part(1, 0..<4)
        bytes += encoded(OutgoingFrame(begin, correlationID: 2)) + part(2, 0..<9) + part(1, 4..<10)
        bytes += encoded(OutgoingFrame(.segmentEnd, correlationID: 1)) + part(2, 9..<10)
        bytes += encoded(OutgoingFrame(.segmentEnd, correlationID: 2))
        _ = server.receive(bytes)
        #expect(
            server.events() == [
                .expectSegment(Samples.begin, id: 1), .expectSegment(Samples.begin, id: 2),
                .takeSegment(Samples.begin, index: Samples.segmentIndex, text: Samples.segmentText, id: 1),
                .takeSegment(Samples.begin, index: Samples.segmentIndex, text: Samples.segmentText, id: 2),
            ])
        #expect(server.outstandingCredit == 0)
        _ = server.with { $0.answer(1, .segmentAck(Samples.ack), &$1) }
        #expect(server.outstandingCredit == 10)
        let grant = server.with { $0.grant(5, &$1) }
        #expect(try decoded(grant) == [OutgoingFrame(.credit(Credit(bytes: 5)))])
        #expect(server.outstandingCredit == 15)
    }

    @Test func spendingMoreThanTheCreditIsAViolation() {
        let server = TestServer(credit: 9)
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 1)))
        #expect(server.events() == [.close(.violation(.creditExceeded(bytes: 10, credit: 9)))])
    }

    /// Empty segments cost no credit, and those that are refused at once are unanswered no longer; but each stays open.
    @Test(arguments: [Roles.search, .ingest]) func openSegmentsAreBounded(roles: Roles) {
        var hello = Samples.hello
        hello.roles = roles
        let server = TestServer(credit: 0)
        opened(server, hello: hello)
        let begin = SegmentBegin(producerID: 1, epoch: 1, sequence: 1, indexBytes: 0, textBytes: 0, checksum: 0)
        for id in 1...UInt64(Limits.segmentsInFlightMax) {
            _ = server.receive(encoded(OutgoingFrame(.segmentBegin(begin), correlationID: id)))
            if roles == .ingest { _ = server.with { $0.answer(id, .error(Samples.gap), &$1) } }
            #expect(!server.isClosed && server.inFlight == 0)
        }
        let next = UInt64(Limits.segmentsInFlightMax) + 1
        _ = server.receive(encoded(OutgoingFrame(.segmentBegin(begin), correlationID: next)))
        #expect(server.events().last == .close(.violation(.tooManySegments(limit: Limits.segmentsInFlightMax))))
    }

    @Test func hostileSegmentSizesAreRefused() {
        for (index, text) in [(UInt64.max, 1 as UInt64), (1 << 63, 1 << 63), (64 << 20, 1)] {
            let server = TestServer()
            opened(server)
            let begin = SegmentBegin(
                producerID: 1, epoch: 1, sequence: 1, indexBytes: index, textBytes: text, checksum: 0)
            _ = server.receive(encoded(OutgoingFrame(.segmentBegin(begin), correlationID: 1)))
            #expect(
                server.events() == [
                    .close(.violation(.segmentTooLong(bytes: begin.totalBytes, limit: Limits.segmentBytesMax)))
                ])
        }
    }

    @Test func aSegmentMustHaveItsAnnouncedSize() {
        let begin = encoded(OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 1))
        func part(_ count: Int) -> [UInt8] {
            encoded(
                OutgoingFrame(.segmentPart(SegmentPart(bytes: [UInt8](repeating: 1, count: count))), correlationID: 1))
        }
        let long = TestServer()
        opened(long)
        _ = long.receive(begin + part(11))
        #expect(long.events().last == .close(.violation(.segmentOverrun(1))))
        let short = TestServer()
        opened(short)
        _ = short.receive(begin + part(9) + encoded(OutgoingFrame(.segmentEnd, correlationID: 1)))
        #expect(
            short.events().suffix(2) == [
                .dropSegment(id: 1, bytes: 10), .close(.violation(.segmentIncomplete(1, missing: 1))),
            ])
        let stray = TestServer()
        opened(stray)
        _ = stray.receive(part(1))
        #expect(stray.events() == [.close(.violation(.unknownCorrelationID(.segmentPart, 1)))])
    }

    @Test func aWrongChecksumCostsTheBatchOnly() throws {
        let server = TestServer()
        opened(server)
        let bytes =
            encoded(OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 1))
            + encoded(
                OutgoingFrame(.segmentPart(SegmentPart(bytes: [UInt8](repeating: 0, count: 10))), correlationID: 1))
            + encoded(OutgoingFrame(.segmentEnd, correlationID: 1))
        #expect(try error(server.receive(bytes))?.code == .invalidSegment)
        #expect(server.events() == [.expectSegment(Samples.begin, id: 1), .dropSegment(id: 1, bytes: 10)])
        #expect(!server.isClosed && server.inFlight == 0)
    }

    @Test func anEarlyRefusalDropsWhatStillComes() throws {
        let server = TestServer()
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 1)))
        #expect(try error(server.with { $0.answer(1, .error(Samples.gap), &$1) }) == Samples.gap)
        let rest =
            encoded(OutgoingFrame(.segmentPart(SegmentPart(bytes: Samples.segmentBytes)), correlationID: 1))
            + encoded(OutgoingFrame(.segmentEnd, correlationID: 1))
        #expect(server.receive(rest).isEmpty)
        #expect(server.events() == [.expectSegment(Samples.begin, id: 1)])
        #expect(!server.isClosed)
    }

    @Test func anAbortedSegmentIsAnswered() throws {
        let server = TestServer()
        opened(server)
        let bytes =
            encoded(OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 1))
            + encoded(OutgoingFrame(.segmentAbort, correlationID: 1))
        #expect(try error(server.receive(bytes))?.code == .cancelled)
        #expect(server.events() == [.expectSegment(Samples.begin, id: 1), .dropSegment(id: 1, bytes: 10)])
    }

    @Test func aSilentClientIsPingedAndThenGivenUp() throws {
        let server = TestServer()
        opened(server)
        #expect(server.timeout == .at(31))
        let ping = server.with { $0.timeReached(.at(31), &$1) }
        #expect(try decoded(ping) == [OutgoingFrame(.ping, correlationID: 1 << 63 + 1)])
        #expect(server.timeout == .at(46))
        server.now = .at(40)
        #expect(server.receive(encoded(OutgoingFrame(.pong, correlationID: 1 << 63 + 1))).isEmpty)
        #expect(server.timeout == .at(70))
        _ = server.with { $0.timeReached(.at(70), &$1) }
        _ = server.with { $0.timeReached(.at(85), &$1) }
        #expect(server.events() == [.close(.unresponsive)])
    }

    @Test func aPongNobodyAwaitsIsAViolation() {
        let server = TestServer()
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.pong, correlationID: 1)))
        #expect(server.events() == [.close(.violation(.unknownCorrelationID(.pong, 1)))])
    }

    @Test func aDrainLosesNothing() throws {
        let server = TestServer()
        opened(server)
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 1)))
        let announced = try decoded(server.with { $0.goAway("restarting", &$1) })
        #expect(announced.map(\.message) == [.goAway(GoAway(lastCorrelationID: .max, text: "restarting")), .ping])
        // Sent before the client saw the go-away: still taken.
        _ = server.receive(encoded(OutgoingFrame(.stats, correlationID: 2)))
        let final = try decoded(server.receive(encoded(OutgoingFrame(.pong, correlationID: 1 << 63 + 1))))
        #expect(final.map(\.message) == [.goAway(GoAway(lastCorrelationID: 2, text: "restarting"))])
        let late = try error(server.receive(encoded(OutgoingFrame(.stats, correlationID: 3))))
        #expect(late?.code == .goingAway && late?.retry == .elsewhere && late?.applied == .no)
        _ = server.with { $0.answer(2, .statsResult(Samples.stats), &$1) }
        #expect(!server.isClosed)
        _ = server.with { $0.answer(1, .statsResult(Samples.stats), &$1) }
        #expect(server.events().last == .close(.drained))
    }

    @Test func whatWaitsForNewsEndsWithTheClientsInput() throws {
        var hello = Samples.hello
        hello.roles = [.search, .follow]
        let server = TestServer()
        opened(server, hello: hello)
        _ = server.receive(
            encoded(OutgoingFrame(.watch(Samples.watch), correlationID: 1))
                + encoded(OutgoingFrame(.stats, correlationID: 2))
                + encoded(OutgoingFrame(.watch(Samples.watch), correlationID: 3))
                + encoded(OutgoingFrame(.cancel, correlationID: 3))
                + encoded(OutgoingFrame(.follow(Follow(after: 0, mark: 0)), correlationID: 4)))
        _ = server.events()
        _ = server.with { $0.inputEnded(&$1) }
        // The one that was cancelled is not cancelled again; the other request is still answered.
        #expect(server.events() == [.cancel(id: 1), .cancel(id: 4)])
        for id in 1...4 as ClosedRange<UInt64> {
            #expect(!server.isClosed)
            #expect(!server.with { $0.answer(id, .statsResult(Samples.stats), &$1) }.isEmpty)
        }
        #expect(server.events() == [.close(.drained)])
    }

    @Test func aLostConnectionStopsEverything() {
        let server = TestServer()
        opened(server)
        _ = server.receive(
            encoded(OutgoingFrame(.stats, correlationID: 1))
                + encoded(OutgoingFrame(.segmentBegin(Samples.begin), correlationID: 2)))
        _ = server.events()
        _ = server.with { $0.disconnected(&$1) }
        #expect(server.events() == [.cancel(id: 1), .dropSegment(id: 2, bytes: 10), .close(.disconnected)])
        #expect(server.with { $0.answer(1, .statsResult(Samples.stats), &$1) }.isEmpty)
    }
}
