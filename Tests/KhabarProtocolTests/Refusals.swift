import KhabarProtocol

/// Frames and prefaces that must be refused, each with its reason.
enum Refusals {
    struct Refusal {
        let name: String
        let bytes: [UInt8]
        let violation: ProtocolViolation
    }

    static let frames: [Refusal] = headers + payloads

    private static let headers: [Refusal] = [
        Refusal(
            name: "header-checksum", bytes: patched(.ping, 1) { $0[31] ^= 1 }, violation: .headerChecksum),
        Refusal(
            name: "payload-checksum",
            bytes: flippedLast(encoded(OutgoingFrame(.get(Get(id: "003")), correlationID: 1))),
            violation: .payloadChecksum),
        Refusal(name: "type-0", bytes: patched(.ping, 1) { $0[0] = 0 }, violation: .unknownType(0)),
        Refusal(
            name: "type-reserved-for-authentication", bytes: patched(.ping, 1) { $0[0] = 8 }, violation: .unknownType(8)
        ),
        Refusal(name: "flag-unknown", bytes: patched(.ping, 1) { $0[1] = 2 }, violation: .unknownFlags(2)),
        Refusal(name: "reserved-bits", bytes: patched(.ping, 1) { $0[3] = 1 }, violation: .reservedBitsSet),
        Refusal(
            name: "payload-4-gib", bytes: patched(.get(Get(id: "")), 1) { for at in 4..<8 { $0[at] = 0xFF } },
            violation: .payloadTooLong(bytes: 0xFFFF_FFFF, limit: Limits.answerPayloadBytesMax)),
        Refusal(
            name: "correlation-id-missing", bytes: patched(.stats, 1) { $0[15] = 0 },
            violation: .correlationID(.stats, 0)),
        Refusal(
            name: "correlation-id-unexpected", bytes: patched(.credit(Credit(bytes: 1)), 0) { $0[15] = 9 },
            violation: .correlationID(.credit, 9)),
        Refusal(
            name: "deadline-unexpected", bytes: patched(.cancel, 1) { $0[23] = 9 },
            violation: .unexpectedDeadline(.cancel)),
        Refusal(
            name: "inflated-length-without-flag", bytes: patched(.stats, 1) { $0[19] = 9 },
            violation: .invalidValue(.stats, "inflated length")),
        Refusal(
            name: "compressed-segment-part",
            bytes: patched(.segmentPart(SegmentPart(bytes: [1])), 1) {
                $0[1] = 1
                $0[19] = 9
            }, violation: .compressionNotAllowed(.segmentPart)),
        Refusal(
            name: "inflation-ratio",
            bytes: patched(.statsResult(StatsResult(entries: [])), 1) {
                $0[1] = 1
                $0[17] = 0xFF
            }, violation: .inflationRatio(bytes: 4, inflated: 0xFF_0000)),
        Refusal(
            name: "inflated-too-long",
            bytes: patched(.statsResult(StatsResult(entries: [])), 1) {
                $0[1] = 1
                $0[16] = 0x7F
            }, violation: .inflatedTooLong(bytes: 0x7F00_0000, limit: Limits.answerPayloadBytesMax)),
        Refusal(
            name: "not-zlib",
            bytes: patched(.statsResult(StatsResult(entries: [])), 1) {
                $0[1] = 1
                $0[19] = 9
            }, violation: .badCompression("the compressed bytes are damaged")),
    ]

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    private static let followHead: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1]
    private static let opening: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6]
    /// More than 16 GiB of index, no text.
    private static let hugeSegment: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 1] + zeros(8)

    private static let payloads: [Refusal] = [
        raw("hello-roles-unknown", .hello, [0x80]) { _ in .invalidValue(.hello, "roles") },
        raw("hello-truncated", .hello, [1, 0, 0, 0, 9, 0x61]) { .truncatedPayload($0) },
        raw("get-not-utf-8", .get, [0, 0, 0, 2, 0xC0, 0x80]) { .invalidValue($0, "id") },
        raw("get-surrogate", .get, [0, 0, 0, 3, 0xED, 0xA0, 0x80]) { .invalidValue($0, "id") },
        raw("get-id-too-long", .get, [0, 0, 4, 1] + [UInt8](repeating: 0x61, count: 1_025)) { .invalidValue($0, "id") },
        raw("get-trailing-byte", .get, [0, 0, 0, 1, 0x61, 0]) { .trailingBytes($0, 1) },
        raw("ping-with-payload", .ping, [0]) { .trailingBytes($0, 1) },
        raw("offer-hostile-count", .offer, [0xFF, 0xFF, 0xFF, 0xFF]) { .tooMany($0, count: 0xFFFF_FFFF, limit: 0) },
        raw("wanted-unused-bits", .wanted, [0, 0, 0, 1, 2]) { .invalidValue($0, "unused bits") },
        raw("wanted-too-many", .wanted, [0, 0, 0x20, 1]) { .tooMany($0, count: 8_193, limit: 8_192) },
        raw("segment-part-empty", .segmentPart, []) { .invalidValue($0, "length") },
        raw("credit-zero", .credit, [0, 0, 0, 0, 0, 0, 0, 0]) { .invalidValue($0, "bytes") },
        raw("error-code-unknown", .error, [0xFF, 0xFF, 0, 0, 0]) { .invalidValue($0, "code") },
        raw("search-limit", .search, [0, 0, 0, 0, 0, 0, 3, 0xE9, 0, 0, 0, 0, 1, 0]) { .invalidValue($0, "limit") },
        raw("search-layers", .search, [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]) { .invalidValue($0, "layers") },
        raw("search-options", .search, [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 32]) { .invalidValue($0, "options") },
        raw("search-order", .search, [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 0, 4]) { .invalidValue($0, "order") },
        raw(
            "search-hostile-facets", .search,
            [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
        ) {
            .tooMany($0, count: 0xFFFF_FFFF, limit: 0)
        },
        raw(
            "search-facet", .search,
            [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 6, 0, 0, 0, 1]
        ) {
            .invalidValue($0, "facet")
        },
        raw(
            "search-offset-beside-after", .search,
            [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7]
        ) { .invalidValue($0, "offset beside after") },
        raw("suggest-limit", .suggest, [0, 0, 0, 0, 0, 0, 0, 51]) { .invalidValue($0, "limit") },
        raw("related-options", .related, [0, 0, 0, 0, 0, 0, 0, 1, 2]) { .invalidValue($0, "options") },
        raw("watch-limit", .watch, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]) { .invalidValue($0, "limit") },
        raw("watch-result-position", .watchResult, [0, 0, 0, 0, 0, 0, 0, 0]) { .invalidValue($0, "position") },
        raw("follow-truncated", .follow, [0, 0, 0, 0, 0, 0, 0, 1]) { .truncatedPayload($0) },
        raw("follow-result-last", .followResult, [0x40, 0, 0, 0, 0, 0, 0, 1]) { .invalidValue($0, "last") },
        raw("follow-result-openings", .followResult, followHead + [0, 0, 0, 2] + opening + opening) {
            .invalidValue($0, "openings")
        },
        raw("follow-result-hostile-openings", .followResult, followHead + [0xFF, 0xFF, 0xFF, 0xFF]) {
            .tooMany($0, count: 0xFFFF_FFFF, limit: 0)
        },
        raw("follow-result-segment", .followResult, followHead + [0, 0, 0, 0] + zeros(8) + [0, 0, 0, 1] + hugeSegment) {
            .invalidValue($0, "segments")
        },
        raw("follow-result-without-delta", .followResult, zeros(16) + [0, 0, 0, 0] + zeros(7) + [1, 0, 0, 0, 0]) {
            .invalidValue($0, "delta")
        },
        raw("follow-bytes-empty", .followBytes, []) { .invalidValue($0, "length") },
        raw("article-result-bool", .articleResult, [2]) { .invalidValue($0, "found") },
        raw("delete-hostile-count", .delete, [0, 0, 4, 0, 0, 0, 0, 0, 0]) { .tooMany($0, count: 1_024, limit: 1) },
        raw("search-result-highlight", .searchResult, highlightPastSnippet) { .invalidValue($0, "highlight") },
        raw("stats-result-not-a-number", .statsResult, [0, 0, 0, 1, 0, 0, 0, 0, 2, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0]) {
            .invalidValue($0, "value")
        },
    ]

    static let prefaces: [(name: String, bytes: [UInt8], peer: Peer, note: String)] = [
        ("client", Preface.current.bytes, .khabar(Preface(lowest: 1, highest: 1)), "versions 1 to 1"),
        (
            "newer", Preface(lowest: 2, highest: 9).bytes, .khabar(Preface(lowest: 2, highest: 9)),
            "versions 2 to 9: a server of version 1 answers with preface/client and closes"
        ),
        ("flipped-version", flipped(Preface.current.bytes, 11), .garbage, "the checksum is wrong"),
        ("upside-down", Preface(lowest: 2, highest: 1).bytes, .garbage, "lowest is above highest"),
        ("http", Array("GET / HTTP/1.1\r\n\r\n".utf8), .http, "answered with HTTP 400"),
        ("http2", Array("PRI * HTTP/2.0\r\n\r\n".utf8), .http, "answered with HTTP 400"),
        ("tls", [0x16, 0x03, 0x01, 0x02, 0x00], .tls, "answered with a TLS alert"),
        ("garbage", [0x00], .garbage, "closed at the first byte"),
        ("redis", Array("*1\r\n$4\r\nPING\r\n".utf8), .garbage, "closed at the first byte"),
    ]

    /// A frame whose header was changed by `change` and is valid in itself.
    static func patched(_ message: Message, _ id: UInt64, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = encoded(OutgoingFrame(message, correlationID: id))
        let before = bytes
        change(&bytes)
        if bytes[28..<32] == before[28..<32] { seal(&bytes) }
        return bytes
    }

    /// A frame with these payload bytes and right checksums.
    private static func raw(
        _ name: String, _ type: MessageType, _ payload: [UInt8], _ violation: (MessageType) -> ProtocolViolation
    ) -> Refusal {
        let bare: [MessageType] = [.hello, .credit]
        return Refusal(
            name: name, bytes: sealed(type, payload, id: bare.contains(type) ? 0 : 1), violation: violation(type))
    }

    static func sealed(_ type: MessageType, _ payload: [UInt8], id: UInt64) -> [UInt8] {
        var bytes = encoded(OutgoingFrame(.ping, correlationID: 1))
        bytes[0] = type.rawValue
        for at in 0..<8 { bytes[8 + at] = UInt8(truncatingIfNeeded: id >> UInt64(56 - 8 * at)) }
        put(UInt32(payload.count), &bytes, 4)
        put(crc32c(payload.span), &bytes, 24)
        seal(&bytes)
        return bytes + payload
    }

    private static func seal(_ bytes: inout [UInt8]) {
        put(crc32c(bytes.span.extracting(0..<28)), &bytes, 28)
    }

    private static func put(_ value: UInt32, _ bytes: inout [UInt8], _ start: Int) {
        for at in 0..<4 { bytes[start + at] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * at)) }
    }

    private static func flipped(_ bytes: [UInt8], _ at: Int) -> [UInt8] {
        var bytes = bytes
        bytes[at] ^= 1
        return bytes
    }

    private static func flippedLast(_ bytes: [UInt8]) -> [UInt8] { flipped(bytes, bytes.count - 1) }

    /// One hit with the snippet "ab" and a highlight that ends at byte 3.
    private static let highlightPastSnippet: [UInt8] = {
        let hit = Hit(id: "", score: 1, language: "", snippet: "ab", highlights: [0..<3])
        let result = SearchResult(
            total: 1, totalIsExact: true, tookMicroseconds: 0, renderMicroseconds: 0, hits: [hit])
        var payload: [UInt8] = []
        Message.searchResult(result).encode(into: &payload)
        return payload
    }()
}
