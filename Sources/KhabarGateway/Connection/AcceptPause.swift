internal import Logging
internal import NIOCore

/// Lets the listener rest for a moment when it cannot accept, for want of descriptors mostly, and says so: it would else ask again and again, and what is open would
/// wait with it.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let pause: TimeAmount = .milliseconds(250)
    /// While it lasts it is said so often.
    private static let toldEvery: TimeAmount = .seconds(60)

    private let logger: Logger
    private var lastTold: NIODeadline?

    init(_ logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is IOError else { return context.fireErrorCaught(error) }
        let now = context.eventLoop.now
        if lastTold.map({ now - $0 >= Self.toldEvery }) ?? true {
            lastTold = now
            logger.warning("New connections can't be accepted and wait", metadata: ["error": "\(error)"])
        }
        let channel = context.channel
        _ = channel.setOption(.autoRead, value: false)
        context.eventLoop.scheduleTask(in: Self.pause) { _ = channel.setOption(.autoRead, value: true) }
    }
}
