import CHardware
import KhabarListening
import KhabarProtocol
import KhabarStore
package import KhabarText
package import Logging
import NIOCore
import NIOPosix
internal import NIOSSL
internal import ServiceLifecycle
import Synchronization

/// The query server: listens, serves, drains.
package final class KhabarServer: Service {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 for any.
        package var port = 7440
        /// nil for memory only.
        package var dataPath: String?
        /// Makes what follows another server: then articles come from it alone, and `dataPath` is needed.
        package var following: (@Sendable (Engine) -> any Following)?
        /// What the index and the segments on their way may take together.
        package var memoryLimitBytes = 4 << 30
        /// How long connections may take to finish when the server stops.
        package var drainTimeout: Duration = .seconds(10)
        package var version = "0"
        /// Who may connect, and how, at the start.
        package var access = Access.open
        /// By which searches are widened, at the start; nil: those that come with Khabar.
        package var aliases: Aliases?
        /// Whether nothing is acknowledged that no follower has.
        package var waitsForFollower = false
        package var eventLoopThreads = RequestService.searchThreads

        package init() {}
    }

    /// The largest segment that a worker may send: half as much again as a bulk one of news; what is more comes in halves.
    static let segmentBytesMax = 32 << 20
    /// Segments on their way get at most this share of the memory.
    static let ingestMemoryShare = 4

    private let configuration: Configuration
    private let logger: Logger
    private let onReady: @Sendable (_ host: String, _ port: Int) -> Void
    private let access: AccessControl
    private let widening: Mutex<(aliases: Aliases?, engine: Engine?)>
    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

    private struct Connection: Sendable {
        var channel: any Channel
        var drain: @Sendable () -> Void
        var review: @Sendable () -> Void
    }

    /// - Parameter onReady: called once the server can be reached.
    package init(
        _ configuration: Configuration, logger: Logger,
        onReady: @escaping @Sendable (_ host: String, _ port: Int) -> Void
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onReady = onReady
        access = AccessControl(configuration.access)
        widening = Mutex((configuration.aliases, nil))
    }

    /// Takes other keys and another certificate from here on. Clients whose keys no longer grant what they came with are asked to leave, and are
    /// cut off after the time that a draining server gives.
    package func use(_ access: Access) {
        self.access.replace(by: access)
        for connection in connections.withLock({ Array($0.values) }) { connection.review() }
    }

    /// Widens searches by these aliases from here on; nil: by those that come with Khabar. Whoever reads a list page by page goes on with those of its first page.
    package func use(_ aliases: Aliases?) {
        let engine = widening.withLock { widening in
            widening.aliases = aliases
            return widening.engine
        }
        engine?.use { self.widening.withLock { $0.aliases } }
    }

    package func run() async throws {
        khabar_return_memory_promptly()
        let engine: Engine
        do {
            engine = try Engine.open(
                data: configuration.dataPath, memoryLimitBytes: configuration.memoryLimitBytes, logger: logger,
                follows: configuration.following != nil,
                isStopping: { Task.isShuttingDownGracefully })
        } catch is RecoveryStopped {
            return logger.notice("Stopped before all articles were read")
        }
        let aliases = widening.withLock { widening in
            widening.engine = engine
            return widening.aliases
        }
        defer { widening.withLock { $0.engine = nil } }
        if aliases != nil { engine.use { self.widening.withLock { $0.aliases } } }
        engine.merging.schedule(engine)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoopThreads)
        let result: Result<Void, any Error>
        var following: Task<Void, Never>?
        do {
            if configuration.following != nil { try await probe(group) }
            following = await follow(engine)
            result = .success(try await serve(engine, group, following))
        } catch {
            result = .failure(error)
        }
        await Self.end(following)
        // Where it never came to serve; closing again does nothing.
        engine.merging.stop()
        engine.close()
        try await group.shutdownGracefully()
        try result.get()
    }

    /// Whether one can listen where it is meant to, said before a whole index is fetched.
    private func probe(_ group: MultiThreadedEventLoopGroup) async throws {
        do {
            let listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: configuration.host, port: configuration.port).get()
            try await listener.close()
        } catch {
            throw ListenError(host: configuration.host, port: configuration.port, cause: error)
        }
    }

    /// Begins to follow the leader, if there is one; goes on when there is something to search.
    private func follow(_ engine: Engine) async -> Task<Void, Never>? {
        guard let follower = configuration.following?(engine) else { return nil }
        let task = Task { await follower.run() }
        await cancelWhenGracefulShutdown { await follower.firstArrival() }
        return task
    }

    private static func end(_ following: Task<Void, Never>?) async {
        following?.cancel()
        await following?.value
    }

    private func serve(
        _ engine: Engine, _ group: MultiThreadedEventLoopGroup, _ following: Task<Void, Never>?
    ) async throws {
        let placeBytes = Places.segmentsPerIngestPlace * Self.segmentBytesMax
        let places = max(2, min(64, configuration.memoryLimitBytes / Self.ingestMemoryShare / placeBytes))
        let identity = engine.store?.identity
        let serverID =
            identity.map { ServerID(high: $0.id.high, low: $0.id.low) }
            ?? ServerID(high: .random(in: 1 ... .max), low: .random(in: 0 ... .max))
        let epoch = UInt64(identity?.epoch ?? 1)
        let service = RequestService(
            engine: engine, workers: places, segmentBytesMax: Self.segmentBytesMax,
            statistics: Statistics(version: configuration.version), serverID: serverID,
            acknowledgements: configuration.waitsForFollower ? Acknowledgements(logger: logger) : nil)
        var sessions = ServerSession.Configuration(
            name: "khabar-server \(configuration.version)", serverID: serverID, epoch: epoch,
            analyserVersions: [Analyzer.version])
        sessions.segmentBytesMax = Self.segmentBytesMax
        let configured = sessions
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [logger] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoff(logger))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A segment that comes in and the searches of other connections take turns on their event loop.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            // A half-closed client still gets its answers.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2_048, initial: 16_384, maximum: 262_144)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    var logger = self.logger
                    logger[metadataKey: "peer"] = "\(channel.remoteAddress.map { "\($0)" } ?? "unknown")"
                    let tls = self.access.current.tls
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    let handler = ConnectionHandler(
                        service, configuration: configured, access: self.access, isEncrypted: tls != nil, logger: logger
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                    self.register(channel, handler)
                }
            }
        let listener: any Channel
        do {
            listener = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        } catch {
            throw ListenError(host: configuration.host, port: configuration.port, cause: error)
        }
        guard !Task.isShuttingDownGracefully else { return try await listener.close() }
        let address = listener.localAddress
        logger.info("Serving", metadata: ["address": "\(address.map { "\($0)" } ?? "?")"])
        onReady(configuration.host, address?.port ?? configuration.port)
        try? await gracefulShutdown()
        logger.info("Stopping")
        await Self.end(following)
        try? await listener.close()
        service.stopWaiting()
        await drain()
        // Answers go to event loops, which must outlive whoever works on them.
        await service.finish()
    }

    private func register(_ channel: any Channel, _ handler: ConnectionHandler) {
        let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        let loop = channel.eventLoop
        let patience = TimeAmount(configuration.drainTimeout)
        let connection = Connection(
            channel: channel, drain: { loop.execute { bound.value.drain("the server is stopping") } },
            review: {
                loop.execute {
                    guard bound.value.review() else { return }
                    loop.scheduleTask(in: patience) { bound.value.cutOff() }
                }
            })
        connections.withLock { $0[ObjectIdentifier(channel)] = connection }
        channel.closeFuture.whenComplete { _ in
            _ = self.connections.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    /// Lets every connection finish what it has begun; closes those that don't in time.
    private func drain() async {
        let open = connections.withLock { Array($0.values) }
        for connection in open { connection.drain() }
        await closing(open.map(\.channel), within: configuration.drainTimeout)
    }
}
