package import KhabarProtocol

extension KhabarClient {
    /// How a client behaves. Every value has a default that suits an interactive program.
    public struct Configuration: Sendable {
        /// When answers that carry text are compressed.
        public enum Compression: Sendable {
            /// Unless the server is on this machine.
            case automatic
            case always
            case never
        }

        /// Program and version, shown in the server's log.
        public var name = "KhabarClient"
        /// Key and encryption. Nothing of either is the default: a server on this machine, or on a network that is trusted.
        public var access = Access()
        /// How long a request may take, waiting for a connection included, unless the call says otherwise. Nil = no limit.
        public var requestTimeout: Duration? = .seconds(30)
        /// How long one attempt to connect may take, the handshake of TLS included.
        public var connectTimeout: Duration = .seconds(5)
        /// How long to go on trying to connect before the waiting requests fail. Zero = one attempt.
        public var connectPatience: Duration = .seconds(5)
        /// The pause after the first failed attempt; it doubles with each, and is shortened at random by up to a half.
        public var reconnectDelay: Duration = .milliseconds(50)
        public var reconnectDelayMax: Duration = .seconds(5)
        public var compression = Compression.automatic
        /// Calls are spread over so many connections, 1 to 64, each to the one with the fewest under way. They are made when they are needed.
        ///
        /// One carries any number of calls at once. A server answers quick searches on the thread of their connection, so that a program which asks many at once gets more of
        /// a server with several cores by more connections.
        public var connections = 1
        /// Is told of every call when it is over, before its caller goes on: for metrics. It should be quick. Nil = nobody is.
        public var onCall: (@Sendable (CallRecord) -> Void)?
        /// What the connection is for.
        package var roles: Roles = [.search, .admin]
        /// Whether each connection that is lost is made again to the same server only, by the id of its data: to another, calls fail with `otherServer`.
        package var keepsToItsServer = false
        /// Of the segments that will be shipped; matters with the role `ingest`.
        package var analyserVersion: UInt32 = 0

        public init() {}

        var connectionCount: Int { max(1, min(connections, Self.connectionsMax)) }

        private static let connectionsMax = 64

        /// For a worker. What one server has acknowledged says nothing of another, such as the same without its data folder.
        package init(ingestWith analyserVersion: UInt32) {
            roles = [.ingest]
            keepsToItsServer = true
            self.analyserVersion = analyserVersion
        }

        func hello(for servers: [Address]) -> Hello {
            let compresses =
                switch compression {
                case .automatic: !servers.allSatisfy(\.isLoopback)
                case .always: true
                case .never: false
                }
            return Hello(
                roles: roles, name: name, codecs: compresses ? .zlib : [], analyserVersion: analyserVersion,
                token: Array((access.key ?? "").utf8))
        }

        /// The pause before asking again after `failures` refusals, of which `error` is the last: as long as the server asks for, but it may silence nobody for long.
        func delay(after error: KhabarError, failures: Int, jitter: Double) -> Duration {
            max(delay(afterFailures: failures, jitter: jitter), min(error.retryAfter ?? .zero, Self.retryAfterMax))
        }

        static let retryAfterMax: Duration = .seconds(40)

        /// The pause before an attempt that follows `failures` failed ones; `jitter` is between 0 and 1.
        func delay(afterFailures failures: Int, jitter: Double) -> Duration {
            guard failures > 0 else { return .zero }
            let doubled = reconnectDelay * Double(1 << min(failures - 1, 20))
            return min(doubled, reconnectDelayMax) * (0.5 + 0.5 * jitter)
        }
    }
}
