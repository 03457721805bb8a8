package import KhabarText

/// Reads the file of an option `--aliases`: those that come with Khabar, and those of the file.
package func readAliases(_ path: String) throws(CommandFailure) -> Aliases {
    let file = try readFile(path)
    do throws(OwnAliasesError) { return Aliases(adding: try OwnAliases(file: file)) } catch {
        throw CommandFailure(.failure, "--aliases \(path): \(error)")
    }
}
