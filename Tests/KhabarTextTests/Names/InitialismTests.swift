import TestSupport
import Testing

@testable import KhabarText

@Suite struct InitialismTests {
    private func forms(_ query: String) -> Set<String> {
        var forms: Set<String> = []
        for expansion in Initialisms.expansions(of: analyze(query: query)) {
            for form in expansion.forms {
                forms.insert(form.terms.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " "))
            }
        }
        return forms
    }

    @Test(arguments: [
        ("CBI", ["सीबीआई", "सी बी आई", "سي بي ايي", "سي بي اي"]),
        ("C.B.I.", ["सीबीआई", "سي بي ايي"]),
        ("cctv", ["सीसीटीवी", "سي سي ٹي وي", "سي سي تي في"]),
        ("सीबीआई", ["cbi", "सी बी आई", "سي بي ايي", "سي بي اي"]),
        ("सी.बी.आई", ["cbi", "सीबीआई", "سي بي ايي"]),
        ("डब्ल्यूएचओ", ["who", "ڈبليو ايچ او", "دبليو اتش او"]),
        ("سی بی آئی", ["cbi", "सीबीआई", "سي بي اي"]),
        ("ڈی این اے", ["dna", "डीएनए", "دي ان ايه"]),
        // Arabic has no p.
        ("بي بي سي", ["bbc", "बीबीसी", "ppc", "bpc"]),
        // The BBC's: in Urdu the last word is K too.
        ("بی بی سی کے", ["bbc", "बीबीसी", "bbck"]),
        ("کے پی کے", ["kpk", "केपीके"]),
    ])
    func isWrittenInEveryScript(_ query: String, _ expected: [String]) {
        #expect(forms(query).isSuperset(of: expected), "\(query): \(forms(query).sorted())")
    }

    @Test(arguments: [
        // Words, and letters by themselves; two words of which one is the genitive.
        "delhi", "Delhi", "delhi police", "दिल्ली", "दिल्ली के", "ٹی کے", "وزیر کے", "بعد في", "أو في", "G", "2024", "",
        // A stop word is one unless it is in capitals.
        "the", "it",
    ])
    func othersAreNone(_ query: String) { #expect(forms(query).isEmpty, "\(query): \(forms(query).sorted())") }

    @Test func capitalsTellWhatAShortWordIs() {
        #expect(forms("WHO").contains("डब्ल्यूएचओ"))
        // A word that may be one is looked for in one word only: letters that stand together by chance are many.
        #expect(forms("isi") == ["आईएसआई", "आइएसआई", "आईएसआइ", "आइएसआइ"])
        #expect(forms("ISI").contains("ايي ايس ايي"))
        #expect(Initialisms.runs(in: analyze(query: "NATO")).map(\.range) == [0..<1])
        #expect(forms("NATIONAL").isEmpty && forms("nato").isEmpty)
    }

    /// Whatever letters: as Hindi writes them in one word, they are read back.
    @Test func whatIsWrittenTogetherIsReadBack() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let count = 2 + Int(random.next() % 7)
            let letters = (0..<count).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 26) }
            let together = try letters.flatMap {
                try #require(LetterNames.hindi.names($0).randomElement(using: &random))
            }
            #expect(LetterNames.hindi.lettersWritten(in: together) == letters, "seed \(seed)")
        }
    }

    @Test func everyLetterHasANameInEveryLanguage() {
        for names in [LetterNames.hindi, .urdu, .arabic] {
            for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
                #expect(names.names(letter).allSatisfy { names.letters($0).contains(letter) })
                #expect(!names.names(letter).isEmpty)
            }
        }
    }

    @Test(arguments: ["سی ", "بي ", "बी ", "B"]) func longOnesAreBounded(_ piece: String) {
        let terms = analyze(query: String(repeating: piece, count: 300))
        for expansion in Initialisms.expansions(of: terms) {
            #expect(expansion.terms.count <= Initialisms.lettersMax)
            #expect(expansion.forms.count <= 200)
        }
        #expect(LetterNames.hindi.lettersWritten(in: [UInt8](String(repeating: "ए", count: 20_000).utf8)).isEmpty)
    }

    /// An initialism says nothing of how it sounds: NRC is no nurse (नर्स, نرس).
    @Test func itIsNoName() {
        for term in ["nrc", "cctv", "एनआरसी", "सीसीटीवी"] { #expect(NameQuery([UInt8](term.utf8)).keys.isEmpty, "\(term)") }
        for term in ["modi", "unesco", "मोदी", "बीवी"] { #expect(!NameQuery([UInt8](term.utf8)).keys.isEmpty, "\(term)") }
    }

    /// By their stems سی would be Sinai, and آئی the constitution.
    @Test func itsLettersHaveNoAliasesOfTheirOwn() {
        let expansions = Aliases.shared.expansions(of: analyze(query: "سی پی آئی"))
        #expect(expansions.map(\.terms) == [0..<3])
    }
}
