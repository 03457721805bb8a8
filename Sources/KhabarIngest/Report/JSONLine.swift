/// Writes one JSON object, on one line, member by member.
package struct JSONLine: Sendable {
    package private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

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
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(quoting: value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The whole line, its line feed included.
    package consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(0x0A)
        return bytes
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(quoting: name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(quoting text: String) {
        let hex = Array("0123456789abcdef".utf8)
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C:
                bytes.append(0x5C)
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: [0x5C, UInt8(ascii: "n")])
            case 0x0D: bytes.append(contentsOf: [0x5C, UInt8(ascii: "r")])
            case 0x09: bytes.append(contentsOf: [0x5C, UInt8(ascii: "t")])
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hex[Int(byte >> 4)])
                bytes.append(hex[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
