import KhabarCommand

/// JSON for results: what has no model elsewhere and is too small for a serialiser.
enum JSONText {
    static func string(_ text: String?) -> String { text.map(jsonString) ?? "null" }

    static func microseconds(_ duration: Duration) -> String { "\(Int((duration / .microseconds(1)).rounded()))" }

    static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(jsonString($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }
}
