import var Glibc.EMFILE
import var Glibc.ENFILE
import var Glibc.ENOBUFS
import var Glibc.ENOMEM
package import Logging
package import NIOCore

/// Lets the listener rest for a moment when there is nothing to accept a connection with, and says so.
///
/// Otherwise the event loop would ask again and again, since the connection still waits, and its own connections would wait with it.
package final class AcceptBackoff: ChannelInboundHandler {
    package typealias InboundIn = any Channel

    package static let pause: TimeAmount = .milliseconds(250)
    /// While it lasts it is said so often.
    package static let toldEvery: TimeAmount = .seconds(60)
    private static let shortages = [EMFILE, ENFILE, ENOBUFS, ENOMEM]

    private let logger: Logger
    private var lastTold: NIODeadline?

    package init(_ logger: Logger) { self.logger = logger }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let shortage = error as? IOError, Self.shortages.contains(shortage.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        tell(shortage, at: context.eventLoop.now)
        let channel = context.channel
        _ = channel.setOption(.autoRead, value: false)
        context.eventLoop.scheduleTask(in: Self.pause) { _ = channel.setOption(.autoRead, value: true) }
    }

    private func tell(_ shortage: IOError, at now: NIODeadline) {
        if let lastTold, now - lastTold < Self.toldEvery { return }
        lastTold = now
        let cause =
            shortage.errnoCode == EMFILE
            ? "the process has no file descriptors left: allow it more (ulimit -n, LimitNOFILE), or let clients share connections"
            : "the system is out of resources"
        logger.warning(
            "New connections can't be accepted and wait", metadata: ["cause": "\(cause)", "error": "\(shortage)"])
    }
}
