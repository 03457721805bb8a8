package import ArgumentParser

/// Lets `KHABAR_<FLAG>` stand for every option that was not given: `--dead-letter` is `KHABAR_DEAD_LETTER`. What the command line says counts;
/// an empty variable counts as none, as do variables that belong to no option.
package enum EnvironmentDefaults {
    /// Variables of these names would be read as requests to print something and end.
    private static let excluded: Set<String> = [
        "help", "version", "help-hidden", "generate-completion-script", "experimental-dump-help",
    ]

    /// The arguments with those from the environment inserted behind the subcommand's name.
    ///
    /// - Parameters:
    ///   - excluding: by an option's long name, others that make no sense beside it: their variables, set for other commands, then count for nothing.
    ///   - needing: the same of others that make sense beside it only.
    package static func arguments(
        _ given: [String], environment: [String: String], for root: any ParsableCommand.Type,
        excluding: [String: Set<String>] = [:], needing: [String: Set<String>] = [:]
    ) throws -> [String] {
        guard environment.contains(where: { $0.key.hasPrefix("KHABAR_") && !$0.value.isEmpty }) else { return given }
        let (command, position, _) = try DeclaredCommand.of(root).asked(for: given)
        let options = (command.arguments ?? []).filter { $0.kind != "positional" }
        let flags = Set(options.filter { $0.kind == "flag" }.flatMap(\.longNames))
        var inserted: [(name: String, values: [String])] = []
        var present: Set<String> = []
        for option in options {
            guard let name = option.longNames.first else { continue }
            let values =
                isGiven(option, in: given[position...]) ? nil : try values(of: option, flags: flags, environment)
            if let values { inserted.append((name, values)) }
            if values?.isEmpty != true { present.insert(name) }
        }
        var left: Set<String> = []
        for (name, others) in excluding where present.contains(name) { left.formUnion(others) }
        for (name, others) in needing where !present.contains(name) { left.formUnion(others) }
        return Array(given[..<position]) + inserted.filter { !left.contains($0.name) }.flatMap(\.values)
            + Array(given[position...])
    }

    private static func isGiven(_ option: DeclaredCommand.Argument, in arguments: ArraySlice<String>) -> Bool {
        // A flag that can be turned off is given by its other name too.
        let names = option.typedNames + option.longNames.map { "--no-" + $0 }
        return arguments.prefix { $0 != "--" }.contains { argument in
            names.contains { name in
                argument == name || argument.hasPrefix(name + "=")
                    || (name.utf8.count == 2 && argument.hasPrefix(name) && !argument.hasPrefix("--"))
            }
        }
    }

    private static func values(
        of option: DeclaredCommand.Argument, flags: Set<String>, _ environment: [String: String]
    ) throws -> [String] {
        for name in option.longNames where !excluded.contains(name) {
            let variable = "KHABAR_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
            guard let value = environment[variable], !value.isEmpty else { continue }
            guard option.kind == "flag" else {
                let values = option.isRepeating ? value.split(separator: ",").map(String.init) : [value]
                return values.map { "--\(name)=\($0)" }
            }
            switch value.lowercased() {
            case "1", "true", "yes", "on": return ["--\(name)"]
            case "0", "false", "no", "off": return flags.contains("no-\(name)") ? ["--no-\(name)"] : []
            default: throw CommandFailure(.usage, "\(variable) must be true or false, not '\(value)'.")
            }
        }
        return []
    }
}
