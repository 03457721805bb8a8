extension ScalarTable {
    private static let names: [String: ScalarClass] = [
        "latin": .latin, "devanagari": .devanagari, "arabic": .arabic, "digit": .digit, "other": .other,
        "ideograph": .ideograph, "mark": .mark, "format": .format, "sign": .sign, "devanagari-sign": .devanagariSign,
    ]

    /// Lines of `CLASS FIRST [LAST]`.
    static func ranges(_ resource: [UInt8]) -> [(ScalarClass, UInt32, UInt32)] {
        resourceFields(resource).map { fields in
            guard let name = names[fields[0]] else { preconditionFailure("analysis-words.txt: \(fields)") }
            return (name, hexadecimal(fields[1]), hexadecimal(fields[fields.count - 1]))
        }
    }

    /// Lines of `SCALAR TARGET…` or `FIRST-LAST[/2] TARGET`, spelled out scalar by scalar.
    static func folds(_ resource: [UInt8]) -> [(UInt32, [UInt32])] {
        var folds: [(UInt32, [UInt32])] = []
        for fields in resourceFields(resource) {
            let target = fields.dropFirst().map { hexadecimal($0) }
            guard let dash = fields[0].firstIndex(of: "-") else {
                folds.append((hexadecimal(fields[0]), target))
                continue
            }
            let first = hexadecimal(fields[0][..<dash])
            let rest = fields[0][fields[0].index(after: dash)...].split(separator: "/")
            for scalar in stride(from: first, through: hexadecimal(rest[0]), by: rest.count == 2 ? 2 : 1) {
                folds.append((scalar, [target[0] + (scalar - first)]))
            }
        }
        return folds
    }

    /// Ranges in ascending order that do not overlap; a range of one scalar cuts a wider one.
    static func disjoint(
        _ ranges: [(first: UInt32, last: UInt32, bits: UInt32)]
    ) -> [(first: UInt32, last: UInt32, bits: UInt32)] {
        let singles = ranges.filter { $0.first == $0.last }.sorted { $0.first < $1.first }
        var result: [(first: UInt32, last: UInt32, bits: UInt32)] = []
        // A fold is listed after the range of the same scalar, if that has one scalar only: the later one counts.
        for single in singles {
            if let last = result.last, last.first == single.first { result.removeLast() }
            result.append(single)
        }
        let cuts = result.map(\.first)
        for range in ranges where range.first < range.last {
            var first = range.first
            for cut in cuts where range.first <= cut && cut <= range.last {
                if first < cut { result.append((first, cut - 1, range.bits)) }
                first = cut + 1
            }
            if first <= range.last { result.append((first, range.last, range.bits)) }
        }
        return result.sorted { $0.first < $1.first }
    }

    private static func hexadecimal(_ digits: some StringProtocol) -> UInt32 {
        guard let value = UInt32(digits, radix: 16), Unicode.Scalar(value) != nil else {
            preconditionFailure("not a scalar in a resource of analysis: \(digits)")
        }
        return value
    }
}

/// The lines of a language resource that say something (not empty, no comment), each as its fields.
///
/// Cut at bytes: a vowel sign at a field's beginning would swallow the space before it if these were characters.
func resourceFields(_ resource: [UInt8]) -> [[String]] {
    resource.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }.map { line in
        line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
}
