/// JSON for results: what has no model elsewhere and is too small for a serialiser.
package enum JSONText {
    package static func string(_ text: String?) -> String { text.map(quoted) ?? "null" }

    package static func microseconds(_ duration: Duration) -> String {
        "\(Int((duration / .microseconds(1)).rounded()))"
    }

    package static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    package static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }

    /// A string literal. Beside quotes and backslashes it escapes what moves a cursor or ends a line: controls, and U+2028 and U+2029.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
