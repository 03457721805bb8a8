package import ArgumentParser
internal import Glibc

/// Parses the arguments (and the environment), runs the command, and ends the process with one of `CommandStatus`.
///
/// - Parameters:
///   - excluding: by an option's long name, others whose variables count for nothing beside it.
///   - needing: the same of others whose variables count beside it only.
package func runCommand(
    _ root: any ParsableCommand.Type, excluding: [String: Set<String>] = [:], needing: [String: Set<String>] = [:]
) async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let status = await run(
        root, arguments: arguments, environment: currentEnvironment(), excluding: excluding, needing: needing)
    exit(status.rawValue)
}

/// The same without ending the process.
package func run(
    _ root: any ParsableCommand.Type, arguments: [String], environment: [String: String],
    excluding: [String: Set<String>] = [:], needing: [String: Set<String>] = [:]
) async -> CommandStatus {
    do {
        try DashedWords.refuse(in: arguments, for: root)
        let all = try EnvironmentDefaults.arguments(
            arguments, environment: environment, for: root, excluding: excluding, needing: needing)
        var command = try root.parseAsRoot(all)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
        return .success
    } catch let failure as CommandFailure {
        if let message = failure.message { StandardError.writeLine("Error: \(message)") }
        return failure.status
    } catch {
        return report(error, of: root)
    }
}

private func report(_ error: any Error, of root: any ParsableCommand.Type) -> CommandStatus {
    let message = root.fullMessage(for: error)
    switch root.exitCode(for: error) {
    case .success:
        // --help and --version.
        guard (try? StandardOutput.write(message.hasSuffix("\n") ? message : message + "\n")) != nil else {
            return .failure
        }
        return .success
    case .validationFailure:
        StandardError.writeLine(message)
        return .usage
    case let code:
        if !message.isEmpty { StandardError.writeLine(message) }
        return CommandStatus(rawValue: code.rawValue) ?? .failure
    }
}

private func currentEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = unsafe environ
    while let entry = unsafe next.pointee {
        let text = unsafe String(cString: entry)
        if let equals = text.firstIndex(of: "="), text.hasPrefix("KHABAR_") {
            variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        unsafe next += 1
    }
    return variables
}
