/// One step of reading UTF-8: a scalar, or the longest piece that can't become one.
struct DecodedScalar {
    var value: UInt32
    var length: Int
    var isValid: Bool
}

/// Reads the scalar at `at`, by table 3-7 of the Unicode standard. What is invalid is the maximal subpart: one U+FFFD for it.
@inline(__always)
func decodeScalar(_ bytes: Span<UInt8>, _ at: Int) -> DecodedScalar {
    let lead = bytes[at]
    if lead < 0x80 { return DecodedScalar(value: UInt32(lead), length: 1, isValid: true) }
    // What nearly all text is made of: two bytes, and three that can be neither overlong nor surrogates.
    if lead >= 0xC2, lead < 0xE0, at &+ 1 < bytes.count, bytes[at &+ 1] & 0xC0 == 0x80 {
        return DecodedScalar(value: UInt32(lead & 0x1F) << 6 | UInt32(bytes[at &+ 1] & 0x3F), length: 2, isValid: true)
    }
    if lead == 0xE0, at &+ 2 < bytes.count, bytes[at &+ 1] & 0xE0 == 0xA0, bytes[at &+ 2] & 0xC0 == 0x80 {
        let value = UInt32(bytes[at &+ 1] & 0x3F) << 6 | UInt32(bytes[at &+ 2] & 0x3F)
        return DecodedScalar(value: value, length: 3, isValid: true)
    }
    return decodeLongScalar(bytes, at)
}

private func decodeLongScalar(_ bytes: Span<UInt8>, _ at: Int) -> DecodedScalar {
    let lead = bytes[at]
    let needed: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    var value: UInt32
    switch lead {
    case 0xC2...0xDF:
        needed = 1
        value = UInt32(lead & 0x1F)
    case 0xE0...0xEF:
        needed = 2
        value = UInt32(lead & 0x0F)
        if lead == 0xE0 { low = 0xA0 }
        if lead == 0xED { high = 0x9F }
    case 0xF0...0xF4:
        needed = 3
        value = UInt32(lead & 0x07)
        if lead == 0xF0 { low = 0x90 }
        if lead == 0xF4 { high = 0x8F }
    default: return DecodedScalar(value: 0xFFFD, length: 1, isValid: false)
    }
    var next = at &+ 1
    for _ in 0..<needed {
        guard next < bytes.count, bytes[next] >= low, bytes[next] <= high else {
            return DecodedScalar(value: 0xFFFD, length: next &- at, isValid: false)
        }
        value = value << 6 | UInt32(bytes[next] & 0x3F)
        next &+= 1
        low = 0x80
        high = 0xBF
    }
    return DecodedScalar(value: value, length: next &- at, isValid: true)
}

/// Appends a scalar in UTF-8.
package func appendScalar(_ scalar: UInt32, to out: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: out.append(UInt8(truncatingIfNeeded: scalar))
    case 0x80..<0x800:
        out.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
        out.append(continuation(scalar))
    case 0x800..<0x10000:
        out.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
        out.append(continuation(scalar >> 6))
        out.append(continuation(scalar))
    default:
        out.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
        out.append(continuation(scalar >> 12))
        out.append(continuation(scalar >> 6))
        out.append(continuation(scalar))
    }
}

private func continuation(_ bits: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: bits & 0x3F) }
