/// An article's length in words as one byte: exact below 16, then with three bits after the leading one.
///
/// A code stands for the smallest length that has it, so that scores depend on codes alone and not on who computed them.
enum LengthCode {
    /// The greatest code: lengths of 2^31 and more.
    static let greatest: UInt8 = 16 + 27 * 8 + 7

    static func encode(_ length: UInt32) -> UInt8 {
        if length < 16 { return UInt8(length) }
        let exponent = 31 - length.leadingZeroBitCount
        let mantissa = (length >> UInt32(exponent - 3)) & 7
        return UInt8(16 + (exponent - 4) * 8 + Int(mantissa))
    }

    static func decode(_ code: UInt8) -> UInt32 {
        if code < 16 { return UInt32(code) }
        let exponent = UInt32(code - 16) / 8 + 4
        let mantissa = UInt32(code - 16) % 8
        return (8 + mantissa) << (exponent - 3)
    }
}
