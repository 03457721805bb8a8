package import KhabarClient
internal import KhabarListening
package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import ServiceLifecycle
internal import Synchronization

/// Answers over HTTP/1.1 what a Khabar server answers over its own protocol, for programs that have no client of that, and for people with a browser. It reads, and changes nothing.
package final class Gateway: Service {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 for any.
        package var port = 7480
        package var allowedOrigins = AllowedOrigins([])
        /// What comes on further connections is told to come again.
        package var connectionsMax = 256
        /// How long a peer may take for a request, the pause before it included, or for taking a piece of an answer.
        package var patience: Duration = .seconds(60)
        /// How long answers under way may take when the gateway stops.
        package var drainTimeout: Duration = .seconds(10)

        package init() {}
    }

    /// Of whom it has no room for: long enough for a request that is on its way.
    private static let patienceWhenCrowded: Duration = .seconds(5)

    private let client: KhabarClient
    private let configuration: Configuration
    private let logger: Logger
    private let onReady: @Sendable (_ host: String, _ port: Int) -> Void
    private let work = WorkUnderWay()
    private let room = AnswerRoom()
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// - Parameters:
    ///   - client: asks the server; it is closed at the end.
    ///   - onReady: called once the gateway can be reached.
    package init(
        _ configuration: Configuration, client: KhabarClient, logger: Logger,
        onReady: @escaping @Sendable (_ host: String, _ port: Int) -> Void
    ) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
        self.onReady = onReady
    }

    package func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let result: Result<Void, any Error>
        do {
            result = .success(try await serve(group))
        } catch {
            result = .failure(error)
        }
        await work.finish()
        await client.close()
        try await group.shutdownGracefully()
        try result.get()
    }

    private func serve(_ group: MultiThreadedEventLoopGroup) async throws {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [logger] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoff(logger))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.add(channel) }
            }
        let listener: any Channel
        do {
            listener = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        } catch {
            throw ListenError(host: configuration.host, port: configuration.port, cause: error)
        }
        guard !Task.isShuttingDownGracefully else { return try await listener.close() }
        onReady(configuration.host, listener.localAddress?.port ?? configuration.port)
        try? await gracefulShutdown()
        logger.info("Stopping")
        try? await listener.close()
        await drain()
    }

    private func add(_ channel: any Channel) throws {
        let count = connections.withLock { connections in
            connections[ObjectIdentifier(channel)] = channel
            return connections.count
        }
        channel.closeFuture.whenComplete { _ in
            _ = self.connections.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        let isCrowded = count > configuration.connectionsMax
        if count > configuration.connectionsMax + Limits.crowdedMax { throw Overcrowded() }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.fieldBytesMax
        limits.maxHeaderListSize = Limits.headBytesMax
        limits.maxHeaderFieldCount = Limits.headerFieldsMax
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers([
            HTTPResponseEncoder(),
            ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
            HTTPServerPipelineHandler(),
            Patience(TimeAmount(isCrowded ? Self.patienceWhenCrowded : configuration.patience)),
            RequestHandler(
                client, work, room, origins: configuration.allowedOrigins, isCrowded: isCrowded, logger: logger),
        ])
    }

    /// Lets every answer under way end, and closes what doesn't in time.
    private func drain() async {
        let open = connections.withLock { Array($0.values) }
        for channel in open {
            channel.pipeline.fireUserInboundEventTriggered(RequestHandler.Stopping())
            // NIO's own: after the answer under way the connection closes.
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        await closing(open, within: configuration.drainTimeout)
    }
}

/// A connection for which there is not even a refusal.
private struct Overcrowded: Error {}
