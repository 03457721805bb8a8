import Testing

/// The rules of `InvariantTests` must catch what they are for: each is tried on sources that break it.
@Suite("The rules catch what they should")
struct RuleTests {
    @Test(
        "An import that the map forbids, however it is written",
        arguments: [
            "import NIOCore",
            "  import NIOPosix",
            "@preconcurrency import NIOCore",
            "@testable @preconcurrency import KhabarServer",
            "@_spi(Testing) public import NIOCore",
            "package import KhabarStore",
            "import struct NIOCore.ByteBuffer",
            "import KhabarText; import NIOCore",
            "import Glibc",
            "import func Glibc.open",
            "#if os(Linux)\nimport Foundation\n#endif",
            "/* why */ import NIOCore // because",
            "let a = \"\\(b[\"c\"])\"\nimport NIOCore",
            "let a = \"unterminated\nimport NIOCore",
            "let a = #\"\\\"#; let b = 1\nimport NIOCore",
        ])
    func forbiddenImport(text: String) throws {
        let source = SwiftSource(module: "KhabarIndex", path: "Made/Up.swift", text: text)
        #expect(importComplaints(source, try PackageFolder.importMap()).count == 1)
    }

    @Test(
        "What only looks like an import, or is allowed",
        arguments: [
            "import KhabarText",
            "internal import KhabarDeflate",
            "import Synchronization",
            "// import NIOCore",
            "/* /* nested */\nimport NIOCore\n*/ import KhabarText",
            "let a = \"import NIOCore\"",
            "let a = \"\"\"\n  import NIOCore\n  \"\"\"",
            "let a = #\"\"\"\n  \"\"\"\nimport NIOCore\n  \"\"\"#",
            "important = NIOCore",
        ])
    func permittedImport(text: String) throws {
        let source = SwiftSource(module: "KhabarIndex", path: "Made/Up.swift", text: text)
        #expect(importComplaints(source, try PackageFolder.importMap()) == [])
    }

    @Test("The client importing the server's side", arguments: ["KhabarServer", "KhabarIndex", "KhabarText"])
    func clientImports(module: String) throws {
        let source = SwiftSource(module: "KhabarClient", path: "Made/Up.swift", text: "import \(module)")
        #expect(importComplaints(source, try PackageFolder.importMap()).count == 1)
    }

    @Test("A module that is not on the map may import nothing of ours")
    func unknownModule() throws {
        let source = SwiftSource(module: "KhabarNew", path: "Made/Up.swift", text: "import KhabarText")
        #expect(importComplaints(source, try PackageFolder.importMap()).count == 1)
    }

    @Test("A row that names one function of a module allows that function alone")
    func scopedImport() throws {
        let map = try made([("KhabarIndex", ["Glibc.log"])])
        #expect(map.allows("Glibc.log", in: "KhabarIndex"))
        #expect(!map.allows("Glibc.open", in: "KhabarIndex"))
        #expect(!map.allows("Glibc", in: "KhabarIndex"))
    }

    @Test("A map that leads to what must be absent, directly or by a detour")
    func loosenedMap() throws {
        #expect(Absence.complaints(try made([("KhabarStore", ["NIOCore"])])) == ["KhabarStore may reach NIOCore"])
        let detour = [("KhabarText", ["KhabarLoad"]), ("KhabarLoad", ["NIOPosix"])]
        #expect(Absence.complaints(try made(detour)) == ["KhabarText may reach NIOPosix"])
        #expect(Absence.complaints(try made([("KhabarText", ["Glibc"])])) == ["KhabarText may import Glibc"])
        #expect(Absence.complaints(try made([("KhabarText", ["Glibc.log"])])) == [])
        let client = [("KhabarClient", ["KhabarCommand"]), ("KhabarCommand", ["KhabarText"])]
        #expect(Absence.complaints(try made(client)) == ["KhabarClient may reach KhabarText"])
    }

    @Test("Public declarations where no stranger calls")
    func publicDeclarations() {
        let text = """
            // public in a comment
            public struct A {}
            package var open = true
            public private(set) var b = 1
            public(set) var c = 1
            open class D {}
            let e = "public"
            """
        let source = SwiftSource(module: "KhabarText", path: "Made/Up.swift", text: text)
        #expect(source.publicLines == [2, 4, 5, 6])
        #expect(publicComplaints(source).count == 4)
        #expect(publicComplaints(SwiftSource(module: "KhabarClient", path: "A.swift", text: text)) == [])
    }

    @Test("Names that say nothing, and files that hold two ideas")
    func namesAndLengths() {
        for path in ["Sources/A/StringUtils.swift", "Sources/A/Helpers/B.swift", "Sources/A/IndexManager.swift"] {
            #expect(nameComplaints(SwiftSource(module: "A", path: path, text: "")).count == 1)
        }
        let full = SwiftSource(module: "A", path: "A.swift", text: String(repeating: "\n", count: linesMax))
        #expect(lengthComplaints(full) == [])
        let tooLong = SwiftSource(module: "A", path: "A.swift", text: full.text + "\n")
        #expect(lengthComplaints(tooLong).count == 1)
    }

    @Test("A map that cannot be read is not an empty one")
    func malformedMaps() {
        #expect(throws: ImportMap.Fault.missingTable) { try ImportMap(markdown: "# No table") }
        #expect(throws: ImportMap.Fault.missingTable) { try made([]) }
        #expect(throws: ImportMap.Fault.repeatedModule("A")) { try made([("A", []), ("A", ["B"])]) }
        let broken = "\(ImportMap.beginning)\n| `A` |\n\(ImportMap.end)\n"
        #expect(throws: ImportMap.Fault.malformedRow("| `A` |")) { try ImportMap(markdown: broken) }
    }
}

private func made(_ rows: [(module: String, imports: [String])]) throws(ImportMap.Fault) -> ImportMap {
    let table = rows.map { row in
        "| `\(row.module)` | `Sources/\(row.module)` | \(row.imports.map { "`\($0)`" }.joined(separator: ", ")) |"
    }
    return try ImportMap(markdown: ([ImportMap.beginning] + table + [ImportMap.end]).joined(separator: "\n"))
}
