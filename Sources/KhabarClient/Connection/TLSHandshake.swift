internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Makes a channel's TLS handshake, and tells how it ended. Stands behind the handler that does it.
final class TLSHandshake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let done: EventLoopPromise<Void>
    private let end: NIODeadline
    private var deadline: Scheduled<Void>?

    private init(_ done: EventLoopPromise<Void>, end: NIODeadline) {
        self.done = done
        self.end = end
    }

    /// Prepares a channel that is not connected yet.
    ///
    /// - Parameter end: by then the handshake is over, or has failed.
    static func prepare(_ channel: any Channel, _ tls: KhabarClient.TLS, host: String, end: NIODeadline) throws {
        // Certificates for addresses are compared with the peer's address, and no name is sent.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let name = tls.serverName ?? (isAddress ? nil : host)
        let handler: NIOSSLClientHandler
        do {
            handler = try NIOSSLClientHandler(context: tls.context, serverHostname: name)
        } catch {
            throw TLSFailure("no certificate can be for '\(name ?? host)'")
        }
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.pipeline.syncOperations.addHandler(
            TLSHandshake(channel.eventLoop.makePromise(), end: end))
    }

    /// Succeeds once `channel`, which is connected, may be written to; at once where there is no handshake to make.
    static func completion(of channel: any Channel) -> EventLoopFuture<Void> {
        let handshake = try? channel.pipeline.syncOperations.handler(type: TLSHandshake.self)
        return handshake?.done.futureResult ?? channel.eventLoop.makeSucceededVoidFuture()
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        let handshake = NIOLoopBound(self, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(deadline: end) {
            handshake.value.settle(.failure(TLSFailure("it has not finished the TLS handshake in time")))
            channel.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { settle(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What comes after the handshake is the next handler's, which closes; before it there is none.
        if deadline != nil {
            settle(.failure(TLSFailure(error)))
            context.close(promise: nil)
        }
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        settle(.failure(TLSFailure("it closed the connection in the TLS handshake")))
    }

    /// Only the first counts.
    private func settle(_ outcome: Result<Void, any Error>) {
        deadline?.cancel()
        deadline = nil
        done.completeWith(outcome)
    }
}

/// Why there was no TLS connection, in words for people.
struct TLSFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    init(_ error: any Error) {
        let text = "\(error)"
        // The library has one error for all that BoringSSL finds, told apart by its text.
        description =
            if error as? NIOSSLExtraError == .failedToValidateHostname {
                "its certificate is for another name or address (\((error as? NIOSSLExtraError)?.description ?? text))"
            } else if text.contains("CERTIFICATE_VERIFY_FAILED") {
                "its certificate does not come from an authority that is trusted here, or is not valid now"
            } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("TLSV1_ALERT_PROTOCOL_VERSION") {
                "it does not speak TLS, or no version in common"
            } else {
                "the TLS handshake failed: \(text)"
            }
    }
}
