import TestSupport
import Testing

@testable import KhabarText

@Suite struct OwnAliasTests {
    private func forms(_ query: String, _ lines: String...) throws -> Set<String> {
        let own = try OwnAliases(file: Array(lines.joined(separator: "\n").utf8))
        return AliasTests.forms(query, Aliases(adding: own))
    }

    @Test func aLineJoinsWhatItHolds() throws {
        let line = "cabinet reshuffle, reshuffle | मंत्रिमंडल फेरबदल | کابینہ میں ردوبدل | تعديل وزاري"
        #expect(try forms("मंत्रिमंडल फेरबदल", line).isSuperset(of: ["english:reshuffle", "arabic:تعديل وزاري"]))
        // Forms of one language are as good as each other, and stems do what they do elsewhere.
        #expect(try forms("reshuffles", line).contains("english:cabinet reshuffle"))
    }

    /// Columns may be empty or left out, and remarks are none of them.
    @Test func columnsMayBeEmpty() throws {
        let lines = "\u{FEFF}# ours\r\n\r\n  loadshedding, power cut \r\n | | لوڈشیڈنگ | انقطاع الكهرباء\r\n"
        #expect(try forms("loadshedding", lines) == ["english:power cut"])
        #expect(try forms("power cuts", lines).contains("english:loadshedding"))
        #expect(try forms("لوڈشیڈنگ", lines) == ["arabic:انقطاع الكهربا"])
    }

    /// What comes with Khabar stays, and a word of both is widened by both.
    @Test func theyAddToThoseOfKhabar() throws {
        let own = try forms("Syria", "syria, the levant | | |")
        #expect(own.isSuperset(of: ["english:the levant", "hindi:सीरिया", "urdu:شام", "arabic:سوريه"]))
        #expect(try forms("Egypt", "syria, the levant") == AliasTests.forms("Egypt"))
        #expect(try forms("Egypt", "# nothing yet") == AliasTests.forms("Egypt"))
    }

    /// Whatever a user's lines have in common with ours, as written or by a stem: nothing that is found without them is lost.
    @Test func theyHideNothing() throws {
        #expect(
            try forms("attacking", "attacking, operation zeta").isSuperset(of: ["english:operation zeta", "hindi:हमला"]))
        #expect(try forms("strike", "strikes, walkouts").contains("english:walkouts"))
        var lines: [String] = []
        var queries: Set<String> = []
        for (number, concept) in Aliases.shared.concepts.enumerated() where number % 7 == 0 {
            for form in concept.forms where form.reading == .english && form.widens {
                let written = form.terms.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
                lines.append("\(written)s, codename\(number)")
                queries.formUnion([written, written + "s"])
            }
        }
        // What cannot be said of one's own is left out.
        let sound = lines.filter { (try? OwnAliases(file: Array($0.utf8))) != nil }
        let own = Aliases(adding: try OwnAliases(file: Array(sound.joined(separator: "\n").utf8)))
        #expect(sound.count > 150)
        for query in queries {
            let missing = AliasTests.forms(query).subtracting(AliasTests.forms(query, own))
            // A longer run of words is found first, by whoever has it.
            #expect(missing.isEmpty || query.contains(" "), "\(query) loses \(missing.sorted())")
        }
    }

    /// However many lines a query's words stand in, what is looked up for it stays bounded.
    @Test func aQueryIsWidenedByFewForms() throws {
        var lines: [String] = []
        for word in 0..<6 {
            for line in 0..<16 {
                lines.append("topic\(word)x, " + (0..<63).map { "w\(word) l\(line) f\($0)" }.joined(separator: ", "))
            }
        }
        let aliases = Aliases(adding: try OwnAliases(file: Array(lines.joined(separator: "\n").utf8)))
        func count(_ words: Range<Int>) -> Int {
            let query = words.map { "topic\($0)x" }.joined(separator: " ")
            return aliases.expansions(of: analyze(query: query)).reduce(0) { $0 + $1.forms.count }
        }
        // Less what the query has itself.
        #expect((OwnAliases.formsPerRunMax - 1...OwnAliases.formsPerRunMax).contains(count(0..<1)))
        #expect((OwnAliases.formsPerQueryMax - 5...OwnAliases.formsPerQueryMax).contains(count(0..<6)))
    }

    @Test func oneWayFormsGoOneWay() throws {
        let line = "crescent, >moon, <chand"
        #expect(try forms("crescent", line) == ["english:moon"])
        #expect(try forms("chand", line).isSuperset(of: ["english:moon", "english:crescent"]))
        #expect(try !forms("moon", line).contains("english:crescent"))
    }

    @Test(arguments: [
        ("a b | c | d | e | f", "more than 4 columns"), ("alone", "two forms or more"),
        ("Alone, alone", "two forms or more"),
        (">one, >two", "two forms or more"), ("<one, <two", "two forms or more"),
        ("flood | flood", "‘flood’ is not in the script of its column"), ("बाढ़, flood", "‘बाढ़’ is not in the script"),
        ("flood, বন্যা", "‘বন্যা’ is not in the script"), ("flood, the", "‘the’ is what every text has"),
        ("flood | | سیلاب, کے", "‘کے’ is what every text has"), ("flood, ...", "‘...’ has 0 words"),
        ("flood, one two three four five six seven", "has 7 words"),
        ((0...64).map { "word\($0)" }.joined(separator: ","), "more than 64 forms"),
    ])
    func aFaultyLineIsNamed(_ line: String, _ reason: String) {
        let error = #expect(throws: OwnAliasesError.self) {
            try OwnAliases(file: Array("# remark\nflood, deluge\n\(line)\n".utf8))
        }
        #expect(error?.line == 3)
        #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func aWordIsWidenedByAFewLinesOnly() {
        let lines = (0..<17).map { "flood, word\($0)" }.joined(separator: "\n")
        #expect(
            throws: OwnAliasesError(
                line: 17, reason: "one of its forms, or another with its stem, stands in more than 16 lines")
        ) {
            try OwnAliases(file: Array(lines.utf8))
        }
        #expect(throws: OwnAliasesError(line: nil, reason: "it is not UTF-8")) { try OwnAliases(file: [0x66, 0xC3]) }
        #expect(throws: OwnAliasesError.self) {
            try OwnAliases(file: [UInt8](repeating: 0x23, count: OwnAliases.fileBytesMax + 1))
        }
    }

    /// Whatever a file holds, it is read or refused, and a query is widened without a trap.
    @Test func randomFilesAreReadOrRefused() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces = [
            "flood", "सीरिया", "شام", "سوريا", "|", ",", ">", "<", "#", "\n", "\r\n", " ", "\u{0301}", "\u{200D}",
            "\u{200F}", "١٢", "ق", "ु",
        ]
        var read = 0
        for _ in 0..<1_000 {
            var file: [UInt8] = []
            for _ in 0..<Int(random.next() % 24) {
                file += Array(pieces[Int(random.next() % UInt64(pieces.count))].utf8)
                if random.next() % 64 == 0 { file.append(UInt8(truncatingIfNeeded: random.next())) }
            }
            do {
                let own = try OwnAliases(file: file)
                read += 1
                if !own.concepts.isEmpty, read < 20 {
                    _ = AliasTests.forms(String(decoding: file, as: UTF8.self), Aliases(adding: own))
                }
            } catch {
                #expect(!error.description.isEmpty, "seed \(seed)")
            }
        }
        #expect(read > 0, "seed \(seed)")
    }
}
