/// Why a session ended. For logs, and for the errors of whatever was in flight.
package enum CloseReason: Equatable, Sendable, CustomStringConvertible {
    /// The first bytes were not Khabar's.
    case stranger(Peer)
    /// The peer's range of versions has none of ours.
    case noCommonVersion(Preface)
    /// The server's data is not the data that was asked for.
    case otherServer(ServerID, expected: ServerID)
    case handshakeTimeout
    /// The peer broke the protocol.
    case violation(ProtocolViolation)
    /// One side ended the connection with this error.
    case error(ErrorMessage)
    /// No answer to a ping.
    case unresponsive
    /// A go-away ran to its end.
    case drained
    /// The socket was closed, by the peer or by the network.
    case disconnected

    package var description: String {
        switch self {
        case .stranger(.http): "the peer speaks HTTP"
        case .stranger(.tls): "the peer speaks TLS, and this end was told of none"
        case .stranger: "the peer does not speak Khabar's protocol"
        case .noCommonVersion(let peer):
            "the peer speaks versions \(peer.lowest) to \(peer.highest) of the protocol, we speak \(Preface.current.lowest) to \(Preface.current.highest)"
        case .otherServer(let found, let expected): "the server there is now \(found), no longer \(expected)"
        case .handshakeTimeout: "the handshake took too long"
        case .violation(let violation): "protocol violation: \(violation)"
        case .error(let error): error.text
        case .unresponsive: "the peer does not answer"
        case .drained: "the connection was drained"
        case .disconnected: "the connection was lost"
        }
    }
}
