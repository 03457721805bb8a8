/// The first 16 bytes of each direction: fixed for all time, whatever versions come.
///
///     preface = magic(8) lowest:u16 highest:u16 crc32c:u32
///
/// The client offers a range of major versions. The server answers with one version twice, which lies in the client's range, or,
/// when it knows none of them, with its own range, and closes. So an answer was a refusal exactly when it shares no version with the question.
package struct Preface: Equatable, Sendable {
    /// What client and server agree on by ALPN (RFC 7301) where TLS is around it all.
    package static let applicationProtocol = "khabar/1"

    /// Not text, not HTTP, not TLS; the line ends and the ^Z betray channels that translate them (as PNG's signature does).
    package static let magic: [UInt8] = [0x8B, 0x4B, 0x48, 0x42, 0x0D, 0x0A, 0x1A, 0x0A]
    package static let byteCount = 16
    /// What this implementation speaks.
    package static let current = Preface(lowest: 1, highest: 1)

    package var lowest: UInt16
    package var highest: UInt16

    package init(lowest: UInt16, highest: UInt16) {
        self.lowest = lowest
        self.highest = highest
    }

    package var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.appendInteger(lowest)
        bytes.appendInteger(highest)
        bytes.appendInteger(crc32c(bytes.span))
        return bytes
    }

    /// Judges the first bytes of a peer, as many as have come.
    package static func recognise(_ bytes: Span<UInt8>) -> Peer {
        let known = min(bytes.count, magic.count)
        for at in 0..<known where bytes[at] != magic[at] { return stranger(bytes) }
        guard bytes.count >= byteCount else { return .incomplete }
        var reader = PayloadFields(type: .hello, position: magic.count)
        guard let lowest = try? reader.integer(bytes, UInt16.self),
            let highest = try? reader.integer(bytes, UInt16.self),
            let checksum = try? reader.integer(bytes, UInt32.self),
            checksum == crc32c(bytes.extracting(0..<12)), lowest <= highest
        else { return .garbage }
        return .khabar(Preface(lowest: lowest, highest: highest))
    }

    private static func stranger(_ bytes: Span<UInt8>) -> Peer {
        // A handshake, or an alert: what a TLS server says of bytes that are none of TLS.
        if bytes[0] == 0x16 || bytes[0] == 0x15 { return .tls }
        // Methods and "HTTP" itself begin with two capital letters; four bytes tell.
        guard bytes[0] >= 0x41 && bytes[0] <= 0x5A else { return .garbage }
        guard bytes.count >= 4 else { return .incomplete }
        for word in ["GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "CONN", "TRAC", "PRI ", "HTTP"] {
            if word.utf8.elementsEqual([bytes[0], bytes[1], bytes[2], bytes[3]]) { return .http }
        }
        return .garbage
    }

    /// The highest version that both ranges have, or nil.
    package func common(with other: Preface) -> UInt16? {
        let highest = min(highest, other.highest)
        return highest >= max(lowest, other.lowest) ? highest : nil
    }
}

/// Who is at the other end, by its first bytes.
package enum Peer: Equatable, Sendable {
    /// Too few bytes to tell.
    case incomplete
    case khabar(Preface)
    case http
    case tls
    case garbage

    /// What a stranger is told, in its own language, before the connection is closed.
    package var farewell: [UInt8] {
        switch self {
        case .http:
            let text =
                "This port speaks Khabar's binary protocol, not HTTP. Use the khabar command or the KhabarClient library.\n"
            let head =
                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n"
            return Array((head + text).utf8)
        // A TLS alert record: fatal, protocol_version (RFC 8446, section 6).
        case .tls: return [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]
        case .incomplete, .khabar, .garbage: return []
        }
    }
}
