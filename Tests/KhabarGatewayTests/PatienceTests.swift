import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import KhabarGateway

struct PatienceTests {
    private static let limit: TimeAmount = .seconds(60)
    private let head = HTTPServerRequestPart.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
    private let answer: [HTTPServerResponsePart] = [
        .head(HTTPResponseHead(version: .http1_1, status: .ok)), .end(nil),
    ]

    private func connected() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: Patience(Self.limit))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 80)).wait()
        return channel
    }

    @Test func whoSendsNoWholeRequestInTimeIsCutOff() throws {
        let channel = try connected()
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        try channel.writeInbound(head)
        #expect(channel.isActive)
        // The head is no whole request: the time goes on.
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func anAnswerMayTakeAsLongAsItTakes() throws {
        let channel = try connected()
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        for part in answer { try channel.writeOutbound(part) }
        // From the end of the answer the next request is waited for.
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func whoTakesNoPieceOfAnAnswerInTimeIsCutOff() throws {
        let channel = try connected()
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        // Written, but not flushed: as to a socket whose peer reads nothing.
        channel.write(answer[0], promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    /// The server is asked between the pieces of a stream, not the peer.
    @Test func betweenPiecesNobodyIsPressed() throws {
        let channel = try connected()
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        try channel.writeOutbound(answer[0])
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
    }
}
