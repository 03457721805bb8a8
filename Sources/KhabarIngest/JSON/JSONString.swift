internal import KhabarText

// Strings of JSON (RFC 8259, section 7). Control characters inside are taken as they are, as many crawlers write them; cleaning drops them.
// `at` stands behind the opening quote on entry and behind the closing one on return.

/// Steps over a string, checking its escapes.
func skipJSONString(_ json: Span<UInt8>, _ at: inout Int) throws(JSONRejection) {
    while true {
        at = indexOfQuoteOrBackslash(json, from: at)
        guard at < json.count else { throw JSONRejection(problem: .endsEarly, column: json.count + 1) }
        if json[at] == 0x22 {
            at += 1
            return
        }
        _ = try readEscape(json, &at)
    }
}

/// Appends a string's bytes, escapes resolved. Bytes that are not UTF-8 stay as they are; a surrogate without its other half becomes U+FFFD.
func readJSONString(_ json: Span<UInt8>, _ at: inout Int, into bytes: inout [UInt8]) throws(JSONRejection) {
    while true {
        let plain = at
        at = indexOfQuoteOrBackslash(json, from: at)
        guard at < json.count else { throw JSONRejection(problem: .endsEarly, column: json.count + 1) }
        bytes.append(copying: json.extracting(plain..<at))
        if json[at] == 0x22 {
            at += 1
            return
        }
        appendScalar(try readEscape(json, &at), to: &bytes)
    }
}

/// Reads one escape, or two when they are a surrogate pair; `at` stands on the backslash. Returns the scalar value.
@inline(__always)
private func readEscape(_ json: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> UInt32 {
    guard at + 1 < json.count else { throw JSONRejection(problem: .endsEarly, column: json.count + 1) }
    let letter = json[at + 1]
    switch letter {
    case 0x22, 0x5C, 0x2F:
        at += 2
        return UInt32(letter)
    case UInt8(ascii: "n"):
        at += 2
        return 0x0A
    case UInt8(ascii: "t"):
        at += 2
        return 0x09
    case UInt8(ascii: "r"):
        at += 2
        return 0x0D
    case UInt8(ascii: "b"):
        at += 2
        return 0x08
    case UInt8(ascii: "f"):
        at += 2
        return 0x0C
    case UInt8(ascii: "u"):
        return try readUnicodeEscape(json, &at)
    default:
        throw JSONRejection(problem: .badEscape, column: at + 1)
    }
}

private func readUnicodeEscape(_ json: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> UInt32 {
    guard let unit = hexUnit(json, at: at + 2) else {
        let early = at + 6 > json.count
        throw JSONRejection(problem: early ? .endsEarly : .badEscape, column: at + 1)
    }
    at += 6
    guard unit & 0xF800 == 0xD800 else { return unit }
    guard unit < 0xDC00, at + 1 < json.count, json[at] == 0x5C, json[at + 1] == UInt8(ascii: "u"),
        let low = hexUnit(json, at: at + 2), low & 0xFC00 == 0xDC00
    else { return 0xFFFD }
    at += 6
    return 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)
}

@inline(__always)
private func hexUnit(_ json: Span<UInt8>, at start: Int) -> UInt32? {
    guard start + 4 <= json.count else { return nil }
    var unit: UInt32 = 0
    for index in start..<start + 4 {
        let byte = json[index]
        let digit: UInt8
        switch byte {
        case 0x30...0x39: digit = byte - 0x30
        case 0x41...0x46: digit = byte - 0x37
        case 0x61...0x66: digit = byte - 0x57
        default: return nil
        }
        unit = unit << 4 | UInt32(digit)
    }
    return unit
}
