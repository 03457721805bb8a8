import ArgumentParser
import KhabarAccess
import KhabarCommand
import KhabarProtocol

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Makes a key by which a server knows a program.",
        discussion: """
            The key itself goes into a new file that only its owner can read, for the program's --key-file. What is printed is a line for the \
            server's --keys file: it holds what the key is for, its SHA-256 and a name, and is no secret. Needs no server.

            khabar key --roles ingest --secret crawler.key 'crawler 1' >> khabar.keys
            """)

    @Option(
        help: ArgumentHelp(
            "What the key is for: search, ingest, admin (retracting articles), follow (a server that keeps a copy), with commas between them.",
            valueName: "roles"))
    var roles: RolesOption

    @Option(help: ArgumentHelp("The file to make, which must not be there.", valueName: "file"))
    var secret: String

    @Argument(help: "Who will have the key, as the server's log is to say it.")
    var name: String

    func validate() throws {
        guard AccessKeys.isName(name) else {
            throw ValidationError(
                "The name must have 1 to 256 bytes, no blanks around it, and nothing in it that nobody sees, such as controls."
            )
        }
    }

    func run() throws {
        let key = AccessKey()
        try createSecretFile(secret, Array("\(key.secret)\n".utf8))
        try writeResult(AccessKeys.line(AccessGrant(roles: roles.roles, name: name), key.digest))
    }
}

struct RolesOption: ExpressibleByArgument {
    let roles: Roles

    init?(argument: String) {
        guard let roles = AccessKeys.roles(argument) else { return nil }
        self.roles = roles
    }
}
