package import KhabarProtocol

/// What a key lets its holder do, and how its holder is called.
package struct AccessGrant: Hashable, Sendable {
    package var roles: Roles
    /// For logs.
    package var name: String

    package init(roles: Roles, name: String) {
        self.roles = roles
        self.name = name
    }
}

/// The keys that a server knows, by their digests.
///
///     file  = *line
///     line  = roles white-space digest white-space name | "#" anything | nothing
///     roles = role *("," role)
///     role  = "search" | "ingest" | "admin" | "follow"
package struct AccessKeys: Sendable {
    static let fileBytesMax = 1 << 20
    static let nameBytesMax = 256

    private var grants: [(digest: AccessDigest, grant: AccessGrant)] = []

    /// Reads a key file. One line that cannot be read refuses the whole: a server that knows fewer keys than were meant keeps somebody out.
    package init(file: [UInt8]) throws(AccessKeysError) {
        guard file.count <= Self.fileBytesMax else {
            throw AccessKeysError(line: nil, reason: "it has more than \(Self.fileBytesMax) bytes")
        }
        // Editors of another system may begin a file with a byte order mark.
        let bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? file[3...] : file[...]
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AccessKeysError(line: nil, reason: "it is not UTF-8")
        }
        var seen: Set<AccessDigest> = []
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            do throws(LineFault) {
                guard let entry = try Self.read(Substring(line)) else { continue }
                guard seen.insert(entry.digest).inserted else { throw .init(reason: "the key is there already") }
                grants.append(entry)
            } catch {
                throw AccessKeysError(line: index + 1, reason: error.reason)
            }
        }
        if grants.isEmpty { throw AccessKeysError(line: nil, reason: "no key is in it") }
    }

    /// What the holder of `key` may do; nil for a key that is not known. Looks at all, so that the time it takes tells nothing of them.
    package func grant(to key: [UInt8]) -> AccessGrant? {
        let digest = AccessDigest(of: key)
        var found: AccessGrant?
        for entry in grants where entry.digest.isSame(as: digest) { found = entry.grant }
        return found
    }

    /// The line of a key file, without an end of line.
    package static func line(_ grant: AccessGrant, _ digest: AccessDigest) -> String {
        let roles = roleNames.filter { grant.roles.contains($0.role) }.map(\.name)
        return "\(roles.joined(separator: ",")) \(digest) \(grant.name)"
    }

    /// Reads `search,ingest`; nil where one of them is no role, or there is none.
    package static func roles(_ text: some StringProtocol) -> Roles? {
        var roles: Roles = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let role = roleNames.first(where: { $0.name == word })?.role else { return nil }
            roles.insert(role)
        }
        return roles
    }

    /// A name that can stand in a line, and in a log: some characters, none of which ends a line, turns the direction of writing, or is not seen. Joiners,
    /// which Urdu and Hindi names have, may be there.
    package static func isName(_ name: String) -> Bool {
        1...nameBytesMax ~= name.utf8.count && name.unicodeScalars.first != " " && name.unicodeScalars.last != " "
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
                case .spaceSeparator: scalar == " "
                case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
                default: true
                }
            }
    }

    private static let roleNames: [(name: String, role: Roles)] = [
        ("search", .search), ("ingest", .ingest), ("admin", .admin), ("follow", .follow),
    ]

    private struct LineFault: Error { var reason: String }

    private static func read(_ line: Substring) throws(LineFault) -> (digest: AccessDigest, grant: AccessGrant)? {
        let parts = line.unicodeScalars.split(maxSplits: 2) { $0 == " " || $0 == "\t" || $0 == "\r" }.map {
            Substring($0)
        }
        guard let first = parts.first, first.unicodeScalars.first != "#" else { return nil }
        guard parts.count == 3 else { throw LineFault(reason: "roles, digest and name are wanted") }
        guard let roles = roles(first) else {
            throw LineFault(reason: "roles are search, ingest, admin and follow, with commas between them")
        }
        guard let digest = AccessDigest(String(parts[1])) else {
            throw LineFault(reason: "the digest is not 64 hexadecimal digits; `khabar key` makes keys and their lines")
        }
        let name = parts[2].trimmingBlanks()
        guard isName(name) else {
            throw LineFault(
                reason: "the name is longer than \(nameBytesMax) bytes, or has in it what nobody sees, such as controls"
            )
        }
        return (digest, AccessGrant(roles: roles, name: name))
    }
}

/// Why a key file cannot be read.
package struct AccessKeysError: Error, Equatable, CustomStringConvertible {
    /// From 1; nil where it is the whole file.
    package var line: Int?
    package var reason: String

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        let isBlank: (UnicodeScalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        var rest = unicodeScalars.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }
}
