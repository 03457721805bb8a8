internal import ArgumentParser

/// Words that begin with a dash and name no option, like the excluded word that a query may begin with.
///
/// ArgumentParser takes each letter of such a word for an option: it misses the query, or it shows the help when the first letter is an h.
enum DashedWords {
    /// - Throws: what to write instead, for the first such word.
    static func refuse(in given: [String], for root: any ParsableCommand.Type) throws {
        let options = given.prefix { $0 != "--" }
        guard options.contains(where: isDashed) else { return }
        let (command, position, path) = try DeclaredCommand.of(root).asked(for: given)
        // Where no word is expected, there is none to be meant.
        guard (command.arguments ?? []).contains(where: { $0.kind == "positional" }) else { return }
        for index in position..<options.endIndex where isDashed(given[index]) {
            guard !command.mayRead(given[index], behind: index == position ? nil : given[index - 1]) else { continue }
            throw CommandFailure(.usage, message(given[index], command, path))
        }
    }

    private static func isDashed(_ argument: String) -> Bool {
        argument.hasPrefix("-") && !argument.hasPrefix("--") && argument != "-"
    }

    private static func message(_ word: String, _ command: DeclaredCommand, _ path: String) -> String {
        let name = String(word.dropFirst().prefix { $0 != "=" })
        let isMistyped = (command.arguments ?? []).contains { $0.longNames.contains(name) }
        let meant = isMistyped ? "; did you mean --\(name)?" : "."
        let instead = "If it is to be taken as it is, put -- before it, behind the options: \(path) -- \(quoted(word))"
        return terminalText("'\(word)' is no option of \(path)\(meant) \(instead)", bold: false)
    }

    /// As a shell takes it for one word.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0"..."9" ~= $0 || $0 == "-" }
        return isPlain
            ? word
            : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}

extension DeclaredCommand {
    /// Whether an argument with one dash means something to the command: a short option, or several, or one with its value; or the value of the option
    /// before it, of which ArgumentParser says more.
    fileprivate func mayRead(_ argument: String, behind before: String?) -> Bool {
        let named = (arguments ?? []).filter { $0.kind != "positional" }
        if named.contains(where: { $0.typedNames.contains(argument) }) { return true }
        if let before, named.contains(where: { $0.kind == "option" && $0.typedNames.contains(before) }) { return true }
        // -h has no value and goes with no other: what begins so is a word.
        return named.contains { option in
            !option.longNames.contains("help") && option.typedNames.contains(String(argument.prefix(2)))
        }
    }
}
