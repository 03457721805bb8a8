internal import ArgumentParser
internal import FoundationEssentials

/// The options that a command declares, as ArgumentParser itself describes them.
struct DeclaredCommand: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            /// As it is typed.
            var typed: String { kind == "long" ? "--" + name : "-" + name }
        }

        var kind: String
        var isRepeating: Bool
        var names: [Name]?

        var longNames: [String] { (names ?? []).filter { $0.kind == "long" }.map(\.name) }
        var typedNames: [String] { (names ?? []).map(\.typed) }
    }

    var commandName: String
    var aliases: [String]?
    var defaultSubcommand: String?
    var subcommands: [DeclaredCommand]?
    var arguments: [Argument]?

    static func of(_ command: any ParsableCommand.Type) throws -> DeclaredCommand {
        struct Tool: Decodable { var command: DeclaredCommand }
        return try JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)).command
    }

    /// The subcommand that the arguments name, or its parent's default, where in them its own begin, and how it is called.
    func asked(for given: [String]) -> (command: DeclaredCommand, position: Int, path: String) {
        var command = self
        var position = 0
        var path = commandName
        for (index, argument) in given.enumerated() {
            if argument == "--" { break }
            guard let next = command.subcommand(argument) else { continue }
            command = next
            position = index + 1
            path += " " + next.commandName
        }
        if let name = command.defaultSubcommand, let next = command.subcommand(name) { command = next }
        return (command, position, path)
    }

    private func subcommand(_ name: String) -> DeclaredCommand? {
        subcommands?.first { $0.commandName == name || $0.aliases?.contains(name) == true }
    }
}
