internal import NIOCore
internal import NIOHTTP1

/// Closes a connection whose peer is slow: with a request, so that one sent byte by byte holds no place, or with taking an answer.
///
/// While a request is being answered nothing is expected of the peer.
final class Patience: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limit: TimeAmount
    private var isAnswering = false
    private var unwritten = 0
    private var alarm: Scheduled<Void>?

    init(_ limit: TimeAmount) { self.limit = limit }

    func channelActive(context: ChannelHandlerContext) {
        review(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) {
            isAnswering = true
            review(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { isAnswering = false }
        unwritten += 1
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.unwritten -= 1
            self.review(context)
        }
        context.write(data, promise: written)
        review(context)
    }

    /// Begins to wait anew for what the peer must do next, if it must.
    private func review(_ context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        guard context.channel.isActive, unwritten > 0 || !isAnswering else { return }
        alarm = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
    }
}
