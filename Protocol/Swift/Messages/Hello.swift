/// The client's first message: who it is and what it can do.
///
///     hello = roles:u8 name:string codecs:u8 analyserVersion:u32 payloadBytesMax:u32 token:bytes
package struct Hello: Payload {
    package static let type = MessageType.hello

    /// What this connection is for.
    package var roles: Roles
    /// Program and version, for logs.
    package var name: String
    /// What the client can inflate.
    package var codecs: Codecs
    /// The analyser that built its segments; 0 when it sends none.
    package var analyserVersion: UInt32
    /// The largest payload that it takes.
    package var payloadBytesMax: UInt32
    /// The client's key, opaque; empty where it has none.
    package var token: [UInt8]

    package init(
        roles: Roles, name: String, codecs: Codecs, analyserVersion: UInt32,
        payloadBytesMax: UInt32 = UInt32(Limits.answerPayloadBytesMax), token: [UInt8] = []
    ) {
        self.roles = roles
        self.name = name
        self.codecs = codecs
        self.analyserVersion = analyserVersion
        self.payloadBytesMax = payloadBytesMax
        self.token = token
    }

    package func encode(into output: inout [UInt8]) {
        output.append(roles.rawValue)
        output.appendString(name.cut(toBytes: Limits.peerNameBytesMax))
        output.append(codecs.rawValue)
        output.appendInteger(analyserVersion)
        output.appendInteger(payloadBytesMax)
        output.appendRun(token)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        roles = Roles(rawValue: try fields.byte(payload))
        guard roles.isSubset(of: .all), !roles.isEmpty else { throw .invalidValue(.hello, "roles") }
        name = try fields.string(payload, "name", limit: Limits.peerNameBytesMax)
        codecs = Codecs(rawValue: try fields.byte(payload))
        guard codecs.isSubset(of: .all) else { throw .invalidValue(.hello, "codecs") }
        analyserVersion = try fields.integer(payload)
        payloadBytesMax = try fields.integer(payload)
        guard payloadBytesMax >= Limits.handshakePayloadBytesMax else { throw .invalidValue(.hello, "payload limit") }
        token = try fields.bytes(payload, "token", limit: Limits.tokenBytesMax)
    }
}

/// What a connection is for. The server may allow fewer.
package struct Roles: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let ingest = Roles(rawValue: 1)
    package static let search = Roles(rawValue: 2)
    package static let admin = Roles(rawValue: 4)
    package static let follow = Roles(rawValue: 8)
    static let all: Roles = [.ingest, .search, .admin, .follow]
}

/// Compressions of payloads.
package struct Codecs: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let zlib = Codecs(rawValue: 1)
    static let all: Codecs = [.zlib]
}
