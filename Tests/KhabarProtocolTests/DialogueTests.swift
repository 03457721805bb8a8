import KhabarProtocol
import TestSupport
import Testing

/// Both machines, joined by bytes.
@Suite struct DialogueTests {
    @Test func theyOpenHoweverTheBytesAreCut() {
        for chunk in 1...40 {
            let client = TestClient()
            let server = TestServer()
            var toServer = client.connect()
            while !toServer.isEmpty {
                var answer: [UInt8] = []
                for start in stride(from: 0, to: toServer.count, by: chunk) {
                    answer += server.receive(Array(toServer[start..<min(start + chunk, toServer.count)]))
                }
                toServer = []
                for start in stride(from: 0, to: answer.count, by: chunk) {
                    toServer += client.receive(Array(answer[start..<min(start + chunk, answer.count)]))
                }
            }
            #expect(client.isOpen, "chunks of \(chunk)")
        }
    }

    @Test func aSegmentTravels() throws {
        let client = TestClient()
        let server = TestServer(credit: 10)
        open(client, server)
        exchange(client, server, client.with { $0.ship(1, Samples.begin, deadline: nil, at: .at(1), &$1) })
        exchange(client, server, client.with { $0.ship(2, Samples.begin, deadline: nil, at: .at(1), &$1) })
        #expect(client.events() == [.streamSegment(1, id: 1)])
        let stream =
            encoded(OutgoingFrame(.segmentPart(SegmentPart(bytes: Samples.segmentBytes)), correlationID: 1))
            + encoded(OutgoingFrame(.segmentEnd, correlationID: 1))
        client.session.segmentSent(1, at: client.now)
        exchange(client, server, stream)
        exchange(client, server, client.receive(server.with { $0.answer(1, .segmentAck(Samples.ack), &$1) }))
        // The credit of the acknowledgement lets the second one start.
        #expect(client.events() == [.complete(1, .segmentAck(Samples.ack)), .streamSegment(2, id: 2)])
        #expect(server.outstandingCredit == 0 && client.availableCredit == 0)
    }

    @Test func aDrainEndsBothSides() {
        let client = TestClient()
        let server = TestServer()
        open(client, server)
        exchange(client, server, client.with { $0.request(1, .stats, deadline: nil, at: .at(1), &$1) })
        exchange(client, server, client.receive(server.with { $0.goAway("restarting", &$1) }))
        #expect(!client.isClosed && !server.isClosed)
        _ = client.receive(server.with { $0.answer(1, .statsResult(Samples.stats), &$1) })
        #expect(
            client.events() == [
                .goingAway("restarting"), .complete(1, .statsResult(Samples.stats)), .close(.drained),
            ])
        #expect(server.events().last == .close(.drained))
    }

    /// Random damage to a conversation: either side may end it, neither may trap, and nothing is answered twice.
    @Test func damagedConversationsEndInOrder() {
        for seed in 0..<400 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let client = TestClient()
            let server = TestServer()
            open(client, server)
            var bytes: [UInt8] = []
            for id in 1...8 as ClosedRange<UInt64> {
                let type = MessageType.allCases[random.count(MessageType.allCases.count - 1)]
                var frame = random.frame(type)
                if frame.correlationID != 0 { frame.correlationID = random.bool() ? id : UInt64(random.count(9) + 1) }
                bytes += encoded(frame)
            }
            var toServer = bytes
            if random.bool() { toServer[random.count(toServer.count - 1)] ^= 1 << UInt8(random.count(7)) }
            _ = server.receive(toServer)
            _ = client.receive(bytes)
            let closings = server.events().filter { if case .close = $0 { true } else { false } }
            #expect(closings.count <= 1, "seed \(seed)")
            #expect(server.isClosed == (closings.count == 1), "seed \(seed)")
        }
    }
}
