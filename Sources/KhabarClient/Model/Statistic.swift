internal import KhabarProtocol

/// One figure that a server tells of itself.
public struct Statistic: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
        case count(UInt64)
        case real(Double)
        case text(String)
    }

    public let name: String
    public let value: Value

    init(_ entry: StatsResult.Entry) {
        name = entry.name
        switch entry.value {
        case .count(let value): self.value = .count(value)
        case .real(let value): self.value = .real(value)
        case .text(let value): self.value = .text(value)
        }
    }
}

/// The server at the other end, as it introduced itself.
public struct ServerInformation: Hashable, Sendable {
    /// Program and version.
    public let name: String
    /// Names the server's data, in the form of a UUID.
    public let id: String
    /// Grows with each start of the server.
    public let epoch: UInt64

    init(_ welcome: Welcome) {
        name = welcome.name
        id = welcome.serverID.description
        epoch = welcome.epoch
    }
}
