import Testing

/// ARCHITECTURE.md's invariants, held against the sources.
@Suite("Invariants")
struct InvariantTests {
    let map: ImportMap
    let sources: [SwiftSource]

    init() throws {
        map = try PackageFolder.importMap()
        sources = try PackageFolder.sources(map)
    }

    @Test("A module imports only what the map allows")
    func imports() {
        #expect(sources.count > map.modules.count / 2, "the sources were not found")
        #expect(sources.flatMap { importComplaints($0, map) } == [])
    }

    @Test("The map allows nothing that must be absent")
    func absences() {
        #expect(Absence.complaints(map) == [])
    }

    @Test("Every source folder is on the map, and the map names no other")
    func folders() throws {
        let folders = try PackageFolder.subfolders(of: "Sources") + ["Protocol/Swift"]
        #expect(Set(map.modules.map(\.folder)) == Set(folders))
    }

    @Test("The modules named in the rules are on the map")
    func rulesNameModules() {
        let named = Absence.strangers.flatMap { [$0.module] + $0.to } + Absence.modulesWithoutNetwork
        #expect(Set(named).union(Absence.modulesWithPublic).subtracting(map.modules.map(\.module)) == [])
    }

    @Test("Only the client and what it exposes of the protocol is public")
    func publicDeclarations() {
        #expect(sources.flatMap(publicComplaints) == [])
    }

    @Test("File names say what a file holds")
    func fileNames() {
        #expect(sources.flatMap(nameComplaints) == [])
    }

    @Test("A file fits in a reader's head")
    func fileLengths() throws {
        let tests = try PackageFolder.sources(of: "tests", in: "Tests")
        #expect((sources + tests).flatMap(lengthComplaints) == [])
    }
}
