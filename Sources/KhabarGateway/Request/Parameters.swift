/// A request's parameters, read one by one by their names; what nobody reads is refused, so that a misspelled one is not passed over in silence.
struct Parameters {
    private let path: String
    private var unread: [Target.Parameter]
    private var names: [String] = []

    init(_ target: Target) {
        path = target.path
        unread = target.parameters
    }

    /// - Throws: `badRequest` when it is there more than once.
    mutating func text(_ name: String) throws(Refusal) -> String? {
        let all = texts(name)
        guard all.count <= 1 else { throw Refusal(.badRequest, "\(name) is given \(all.count) times") }
        return all.first
    }

    mutating func texts(_ name: String) -> [String] {
        names.append(name)
        let found = unread.filter { $0.name == name }.map(\.value)
        unread.removeAll { $0.name == name }
        return found
    }

    mutating func required(_ name: String) throws(Refusal) -> String {
        guard let text = try text(name), !text.isEmpty else { throw Refusal(.badRequest, "\(name) is missing") }
        return text
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text), range ~= number else {
            throw Refusal(.badRequest, "\(name) must be \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    /// `true` or `false`; alone, without a value, it is true.
    mutating func flag(_ name: String) throws(Refusal) -> Bool? {
        switch try text(name) {
        case nil: nil
        case "true", "": true
        case "false": false
        case let text?: throw Refusal(.badRequest, "\(name) must be true or false, not '\(text)'")
        }
    }

    /// - Parameter wanted: what `read` takes, for people.
    mutating func value<Value>(
        _ name: String, _ wanted: String, _ read: (String) -> Value?
    ) throws(Refusal) -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = read(text) else { throw Refusal(.badRequest, "\(name) must be \(wanted), not '\(text)'") }
        return value
    }

    /// Call it when all are read.
    func finish() throws(Refusal) {
        guard let first = unread.first else { return }
        let known = names.isEmpty ? "takes no parameters" : "takes \(names.joined(separator: ", "))"
        throw Refusal(.badRequest, "\(path) \(known), not '\(first.name)'")
    }
}
