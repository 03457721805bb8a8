internal import KhabarProtocol
internal import NIOCore
internal import NIOSSL

extension KhabarClient {
    /// How a client shows who it is, and keeps others from listening.
    public struct Access: Sendable {
        /// The secret that the server knows this client by. Nil = none, for servers that ask for none.
        public var key: String?
        /// Nil = in the clear.
        public var tls: TLS?
        /// Sends the key in the clear to other machines, too, where `tls` is nil: for networks that keep strangers out.
        public var sendsKeyInClear = false

        public init() {}

        /// What calls to `server` fail with: a key that is none, or that would be given away. Nil = they are made.
        func refusal(for server: Address) -> KhabarError? {
            guard let key else { return nil }
            guard 1...Limits.tokenBytesMax ~= key.utf8.count else {
                return .invalid("a key has 1 to \(Limits.tokenBytesMax) bytes, not \(key.utf8.count)")
            }
            if isKeptSecret(from: server) { return nil }
            return .invalid("the key would cross the network to \(server) in the clear, and TLS is off")
        }

        /// Whether the key goes nowhere where others may listen, or is meant to.
        package func isKeptSecret(from server: Address) -> Bool {
            key == nil || tls != nil || sendsKeyInClear || server.isLoopback
        }
    }

    /// TLS 1.2 or newer. A server's certificate must come from an authority that is trusted, and be for the name or address that is connected to.
    public struct TLS: Sendable {
        let context: NIOSSLContext
        let serverName: String?

        /// - Parameters:
        ///   - certificates: in PEM, the authorities that are trusted in place of the system's, or a server's own certificate that it signed itself.
        ///     Nil = the system's.
        ///   - serverName: what the server's certificate is for, when that is not the host that is connected to. Nil = the host.
        /// - Throws: `invalidArgument` when there is no certificate in `certificates`, or when `serverName` is an address: those are compared with the one that is connected to.
        public init(trusting certificates: [UInt8]? = nil, serverName: String? = nil) throws(KhabarError) {
            if let serverName {
                let isAddress = (try? SocketAddress(ipAddress: serverName, port: 0)) != nil
                guard !serverName.isEmpty, !isAddress else {
                    throw .invalid(
                        "'\(serverName)' is no host name; a certificate for an address is for the one that is connected to"
                    )
                }
            }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = [Preface.applicationProtocol]
            configuration.shutdownTimeout = .seconds(1)
            if let certificates {
                guard let trusted = try? NIOSSLCertificate.fromPEMBytes(certificates), !trusted.isEmpty else {
                    throw .invalid("there is no certificate in PEM in what is to be trusted")
                }
                configuration.trustRoots = .certificates(trusted)
            }
            do {
                context = try NIOSSLContext(configuration: configuration)
            } catch {
                throw .invalid("the certificates that are to be trusted cannot be used: \(error)")
            }
            self.serverName = serverName
        }
    }
}

/// Logs of configurations keep the secret.
extension KhabarClient.Access: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        "\(key == nil ? "no key" : "a key"), \(tls == nil ? "in the clear" : "over TLS")"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
