package import KhabarAccess
import KhabarProtocol
import NIOSSL

/// Who may connect, and how: what a server reads from files when it starts, and again when it is told to.
package struct Access: Sendable {
    /// Nil: whoever connects may do what it likes.
    let keys: AccessKeys?
    /// Nil: connections are in the clear.
    let tls: NIOSSLContext?

    /// Everybody, in the clear.
    package static let open = Access(keys: nil)

    private init(keys: AccessKeys?, tls: NIOSSLContext?) {
        self.keys = keys
        self.tls = tls
    }

    /// In the clear.
    package init(keys: AccessKeys?) { self.init(keys: keys, tls: nil) }

    /// - Parameter identity: in PEM: the certificate and those that signed it, the server's own first; and its private key.
    package init(
        keys: AccessKeys?, identity: (certificates: [UInt8], privateKey: [UInt8])
    ) throws(AccessError) {
        self.init(keys: keys, tls: try Self.context(identity))
    }

    private static func context(
        _ identity: (certificates: [UInt8], privateKey: [UInt8])
    ) throws(AccessError) -> NIOSSLContext {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(identity.certificates), !chain.isEmpty else {
            throw AccessError(reason: "the file of certificates holds none in PEM")
        }
        guard let key = try? NIOSSLPrivateKey(bytes: identity.privateKey, format: .pem) else {
            throw AccessError(reason: "the file of the private key holds none in PEM, or one that is encrypted")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = [Preface.applicationProtocol]
        // As long as a connection in the clear gives its peer to read the last words.
        configuration.shutdownTimeout = ConnectionHandler.readingTime
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw AccessError(reason: "the private key does not belong to the first certificate (\(error))")
        }
    }

    /// What becomes of a client that greets so.
    func judge(_ hello: Hello) -> Judgement {
        guard let keys else {
            // A key that nobody asks for is no reason to turn anybody away.
            return .admitted(AccessGrant(roles: hello.roles, name: ""))
        }
        guard !hello.token.isEmpty else {
            return Self.refused(.unauthenticated, "this server asks for a key, and none was given")
        }
        guard var grant = keys.grant(to: hello.token) else {
            return Self.refused(.unauthenticated, "the key is not one that this server knows")
        }
        grant.roles.formIntersection(hello.roles)
        guard !grant.roles.isEmpty else {
            return Self.refused(.forbidden, "this key (\(grant.name)) is for other requests than these")
        }
        return .admitted(grant)
    }

    enum Judgement: Equatable {
        /// With what it may do of what it asks for.
        case admitted(AccessGrant)
        case refused(ErrorMessage)
    }

    private static func refused(_ code: ErrorCode, _ text: String) -> Judgement {
        .refused(ErrorMessage(code: code, retry: .never, applied: .no, scope: .connection, text: text))
    }
}

/// Why keys or certificates cannot be used.
package struct AccessError: Error, Equatable, CustomStringConvertible {
    package var reason: String
    package var description: String { reason }
}
