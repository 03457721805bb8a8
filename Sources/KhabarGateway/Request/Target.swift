/// What a request asks for: a path and parameters, percent-decoded.
struct Target: Equatable {
    struct Parameter: Equatable {
        var name: String
        var value: String
    }

    /// Begins with a slash.
    let path: String
    let parameters: [Parameter]

    /// From the origin form of RFC 9112, `/path?name=value&…`, with `+` for a space in the parameters, as HTML forms send them; or from the absolute form,
    /// which proxies send, `http://host/path`.
    ///
    /// - Throws: `badRequest` when it is too long, when an escape is none, or when what it stands for is not UTF-8.
    init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Limits.targetBytesMax else {
            throw Refusal(.uriTooLong, "the address has \(text.utf8.count) bytes, at most \(Limits.targetBytesMax)")
        }
        let parts = originForm(text).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].utf8.first == UInt8(ascii: "/") else {
            throw Refusal(.badRequest, "the address must begin with a slash")
        }
        path = try decoded(parts[0], plusIsSpace: false)
        guard parts.count == 2 else {
            parameters = []
            return
        }
        var parameters: [Parameter] = []
        for pair in parts[1].split(separator: "&") {
            guard parameters.count < Limits.parametersMax else {
                throw Refusal(.badRequest, "there are more than \(Limits.parametersMax) parameters")
            }
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters.append(
                Parameter(
                    name: try decoded(halves[0], plusIsSpace: true),
                    value: halves.count == 2 ? try decoded(halves[1], plusIsSpace: true) : ""))
        }
        self.parameters = parameters
    }
}

/// Without scheme and host.
private func originForm(_ target: String) -> Substring {
    for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
        let rest = target.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }
        return rest.hasPrefix("/") ? rest : "/" + rest
    }
    return target[...]
}

private func decoded(_ text: Substring, plusIsSpace: Bool) throws(Refusal) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "%"):
            guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                throw Refusal(.badRequest, "a % in the address is not followed by two hexadecimal digits")
            }
            bytes.append(high << 4 | low)
        case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
        default: bytes.append(byte)
        }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
        throw Refusal(.badRequest, "the address is not UTF-8")
    }
    return decoded
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
}

/// For the query of a URL: all but RFC 3986's unreserved characters is escaped.
func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.unicodeScalars.append(UnicodeScalar(byte))
        default:
            let hex = String(byte, radix: 16, uppercase: true)
            encoded += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
        }
    }
    return encoded
}
