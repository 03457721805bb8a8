/// The rules, as functions from sources to complaints, so that they can be tried on made-up sources too.

func importComplaints(_ source: SwiftSource, _ map: ImportMap) -> [String] {
    source.imports.filter { !map.allows($0, in: source.module) }
        .map { "\(source.path): \(source.module) may not import \($0)" }
}

func publicComplaints(_ source: SwiftSource) -> [String] {
    guard !Absence.modulesWithPublic.contains(source.module) else { return [] }
    return source.publicLines.map { "\(source.path):\($0): public, in a module that no stranger calls" }
}

func nameComplaints(_ source: SwiftSource) -> [String] {
    let path = source.path.lowercased()
    return ["manager", "helper", "util"].filter(path.contains)
        .map { "\(source.path): a name with “\($0)” does not say what it is" }
}

func lengthComplaints(_ source: SwiftSource) -> [String] {
    source.lineCount <= linesMax ? [] : ["\(source.path): \(source.lineCount) lines, at most \(linesMax)"]
}

/// Past this a file holds two ideas.
let linesMax = 400

/// What must not be there, whatever the table in ARCHITECTURE.md allows.
enum Absence {
    static let modulesWithPublic: Set<String> = ["KhabarClient", "KhabarProtocol"]

    /// May not lead to NIO, by any number of steps.
    static let modulesWithoutNetwork = ["KhabarIndex", "KhabarProtocol", "KhabarStore", "KhabarText", "KhabarDeflate"]

    /// May not import, themselves, what opens a file or a socket, reads a clock or writes a log.
    static let modulesWithoutInputOutput = ["KhabarIndex", "KhabarProtocol", "KhabarText"]
    static let inputOutput: Set<String> = [
        "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Logging", "Musl",
        "System",
    ]

    /// Pairs of which the first may not lead to the second, by any number of steps.
    static let strangers: [(module: String, to: [String])] = [
        ("KhabarClient", ["KhabarIndex", "KhabarIngest", "KhabarServer", "KhabarStore", "KhabarText"]),
        ("KhabarServer", ["KhabarClient", "KhabarIngest"]),
        ("KhabarIngest", ["KhabarServer", "KhabarStore"]),
        ("KhabarStore", ["KhabarIndex", "KhabarProtocol", "KhabarText"]),
        ("KhabarProtocol", ["KhabarIndex", "KhabarStore", "KhabarText"]),
        ("KhabarText", ["KhabarIndex", "KhabarStore", "KhabarProtocol"]),
    ]

    static func complaints(_ map: ImportMap) -> [String] {
        var complaints: [String] = []
        for module in modulesWithoutNetwork {
            for path in map.reach(of: module).sorted() where path.hasPrefix("NIO") {
                complaints.append("\(module) may reach \(path)")
            }
        }
        for module in modulesWithoutInputOutput {
            // A single function of a system module, as `Glibc.log`, is a matter for the table.
            for path in map.imports(of: module).intersection(inputOutput).sorted() {
                complaints.append("\(module) may import \(path)")
            }
        }
        for (module, strangers) in strangers {
            for stranger in map.reach(of: module).intersection(strangers).sorted() {
                complaints.append("\(module) may reach \(stranger)")
            }
        }
        return complaints
    }
}
