/// Writes one JSON object, on one line, member by member.
package struct JSONObject: Sendable {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    package init() {}

    package mutating func member(_ name: String, _ value: String?) {
        begin(name)
        if let value { append(quoting: value) } else { bytes.append(contentsOf: "null".utf8) }
    }

    package mutating func member(_ name: String, _ value: some BinaryInteger) {
        begin(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Rounded to thousandths; not for numbers that are not finite.
    package mutating func member(_ name: String, _ value: Double) {
        begin(name)
        bytes.append(contentsOf: String((value * 1_000).rounded() / 1_000).utf8)
    }

    package mutating func member(_ name: String, _ values: [String]) {
        begin(name)
        append(values) { $0.append(quoting: $1) }
    }

    package mutating func member(_ name: String, _ values: [JSONObject]) {
        begin(name)
        append(values) { $0.bytes.append(contentsOf: $1.finish()) }
    }

    package mutating func member(_ name: String, _ value: JSONObject) {
        begin(name)
        bytes.append(contentsOf: value.finish())
    }

    /// The whole object, without a line feed behind it.
    package consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(quoting: name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append<Value>(_ values: [Value], _ append: (inout JSONObject, Value) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(&self, value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Escapes what RFC 8259 requires, and U+007F, the one control that it leaves alone: a line may be shown on a terminal.
    private mutating func append(quoting text: String) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C:
                bytes.append(0x5C)
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8)
                bytes.append(contentsOf: String(byte, radix: 16).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
