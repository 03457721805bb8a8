/// The server's answer to Hello: what was chosen, and the limits of this connection.
///
///     welcome = name:string serverID:16 bytes epoch:u64 codecs:u8 analyserVersions:[u32] payloadBytesMax:u32
///               requestsInFlightMax:u32 segmentsInFlightMax:u32 segmentBytesMax:u64 credit:u64
package struct Welcome: Payload {
    package static let type = MessageType.welcome

    package var name: String
    /// Names the server's data: a worker's checkpoint belongs to it.
    package var serverID: ServerID
    /// Grows with each start of the server.
    package var epoch: UInt64
    /// What the server will use, out of what the client offered.
    package var codecs: Codecs
    /// The analysers whose segments it takes, the current one first.
    package var analyserVersions: [UInt32]
    /// The largest payload that it takes.
    package var payloadBytesMax: UInt32
    package var requestsInFlightMax: UInt32
    package var segmentsInFlightMax: UInt32
    package var segmentBytesMax: UInt64
    /// Bytes of segments that may be begun at once.
    package var credit: UInt64

    package init(
        name: String, serverID: ServerID, epoch: UInt64, codecs: Codecs, analyserVersions: [UInt32],
        payloadBytesMax: UInt32, requestsInFlightMax: UInt32, segmentsInFlightMax: UInt32, segmentBytesMax: UInt64,
        credit: UInt64
    ) {
        self.name = name
        self.serverID = serverID
        self.epoch = epoch
        self.codecs = codecs
        self.analyserVersions = analyserVersions
        self.payloadBytesMax = payloadBytesMax
        self.requestsInFlightMax = requestsInFlightMax
        self.segmentsInFlightMax = segmentsInFlightMax
        self.segmentBytesMax = segmentBytesMax
        self.credit = credit
    }

    package func encode(into output: inout [UInt8]) {
        output.appendString(name.cut(toBytes: Limits.peerNameBytesMax))
        output.appendInteger(serverID.high)
        output.appendInteger(serverID.low)
        output.appendInteger(epoch)
        output.append(codecs.rawValue)
        output.appendCount(analyserVersions.count, limit: Limits.analyserVersionsMax)
        for version in analyserVersions { output.appendInteger(version) }
        output.appendInteger(payloadBytesMax)
        output.appendInteger(requestsInFlightMax)
        output.appendInteger(segmentsInFlightMax)
        output.appendInteger(segmentBytesMax)
        output.appendInteger(credit)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        name = try fields.string(payload, "name", limit: Limits.peerNameBytesMax)
        let high = try fields.integer(payload, UInt64.self)
        serverID = ServerID(high: high, low: try fields.integer(payload, UInt64.self))
        epoch = try fields.integer(payload)
        codecs = Codecs(rawValue: try fields.byte(payload))
        guard codecs.isSubset(of: .all) else { throw .invalidValue(.welcome, "codecs") }
        let count = try fields.count(payload, entryBytesMin: 4, limit: Limits.analyserVersionsMax)
        analyserVersions = []
        for _ in 0..<count { analyserVersions.append(try fields.integer(payload)) }
        payloadBytesMax = try fields.integer(payload)
        guard payloadBytesMax >= Limits.handshakePayloadBytesMax else { throw .invalidValue(.welcome, "payload limit") }
        requestsInFlightMax = try fields.integer(payload)
        guard requestsInFlightMax > 0 else { throw .invalidValue(.welcome, "request limit") }
        segmentsInFlightMax = try fields.integer(payload)
        segmentBytesMax = try fields.integer(payload)
        guard segmentBytesMax <= UInt64(Limits.segmentBytesMax) else { throw .invalidValue(.welcome, "segment limit") }
        credit = try fields.integer(payload)
    }
}

/// The 128 bits that name a server's data.
package struct ServerID: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 hexadecimal digits in the groups of a UUID.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in 0..<16 {
            let word = byte < 8 ? high : low
            let value = Int(truncatingIfNeeded: word >> UInt64(56 - 8 * (byte % 8))) & 0xFF
            if [4, 6, 8, 10].contains(byte) { text.append(0x2D) }
            text.append(digits[value >> 4])
            text.append(digits[value & 15])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
