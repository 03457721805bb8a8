import Testing

@testable import KhabarText

@Suite struct AliasTests {
    /// The forms that a query's words are widened to, as `reading:words`.
    static func forms(_ query: String, _ aliases: Aliases = .shared) -> Set<String> {
        var forms: Set<String> = []
        for expansion in aliases.expansions(of: analyze(query: query)) {
            for form in expansion.forms {
                let words = form.terms.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
                forms.insert("\(form.reading):\(words)")
            }
        }
        return forms
    }

    @Test(arguments: [
        ("سوريا", ["hindi:सीरिया", "urdu:شام", "english:syria", "arabic:سوريه"]),
        ("Syria", ["hindi:सीरिया", "urdu:شام", "arabic:سوريا", "arabic:سوريه"]),
        ("داعش", ["hindi:आईएस", "hindi:आईएसआईएस", "english:isis"]),
        ("امریکہ", ["hindi:अमेरिका", "arabic:الولايات المتحده", "arabic:اميركا", "english:us", "urdu:امريكا"]),
        ("United States", ["hindi:अमेरिका", "urdu:امريكه"]),
        ("White House", ["hindi:व्हाइट हाउस", "urdu:وايٹ هاوس", "arabic:البيت الابيض"]),
        ("pradhan mantri", ["hindi:प्रधानमंत्री", "urdu:وزير اعظم", "english:prime minister"]),
        ("khabar", ["hindi:समाचार", "urdu:خبر"]),
        ("प्रधानमंत्री", ["english:prime minister", "urdu:وزير اعظم", "arabic:رييس الوزرا"]),
        ("UK", ["english:britain", "hindi:ब्रिटेन"]),
        // By stem: cities is city, والشرطة is شرطة.
        ("attacking", ["hindi:हमला", "arabic:هجوم"]),
        ("والشرطة", ["hindi:पुलिस", "english:police"]),
    ])
    func widens(_ query: String, _ expected: [String]) {
        #expect(Self.forms(query).isSuperset(of: expected), "\(query): \(Self.forms(query).sorted())")
    }

    @Test func aFrequentOtherMeaningDoesNotWiden() {
        // شام is evening in Urdu as well, كيف is how in Arabic, चाड is hardly ever Chad.
        #expect(!Self.forms("شام").contains("english:syria"))
        #expect(!Self.forms("كيف").contains("english:kiev"))
        #expect(Self.forms("the").isEmpty && Self.forms("من").isEmpty && Self.forms("").isEmpty)
    }

    /// Romanised words widen a query, but nobody else's query is widened to them.
    @Test func romanisedWordsAreNotFound() {
        #expect(!Self.forms("प्रधानमंत्री").contains("english:pradhan mantri"))
        #expect(!Self.forms("news").contains("english:khabar"))
    }

    @Test func vocabularyDoesNotWidenItsOwnLanguage() {
        #expect(!Self.forms("सरकार").contains { $0.hasPrefix("hindi:") })
        #expect(!Self.forms("Pakistan").contains { $0.hasPrefix("english:") })
    }

    @Test func theLongestRunOfWordsCountsAndSharesTheFactor() throws {
        let expansions = Aliases.shared.expansions(of: analyze(query: "news of the United States elections"))
        #expect(expansions.map(\.terms) == [0..<1, 3..<5, 5..<6])
        let states = try #require(expansions.dropFirst().first)
        #expect(states.factor == Aliases.factor / 2)
        #expect(!states.forms.contains { $0.terms == [[UInt8]("united".utf8), [UInt8]("states".utf8)] })
    }

    @Test func arabicPhrasesWithProclitics() throws {
        let expansions = Aliases.shared.expansions(of: analyze(query: "United Nations"))
        let form = try #require(expansions.first?.forms.first { $0.reading == .arabic })
        let phrases = form.phrases.map { $0.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ") }
        #expect(phrases == ["الامم المتحده", "والامم المتحده", "بالامم المتحده", "للامم المتحده"])
    }

    // MARK: The lists

    @Test(arguments: AliasList.all.indices)
    func everyLineIsSound(_ list: Int) {
        let list = AliasList.all[list]
        var seen: [[[String]]: Int] = [:]
        for (number, columns) in list.lines.enumerated() {
            #expect(columns.count == 4 && columns.allSatisfy { !$0.isEmpty }, "four languages: \(columns)")
            #expect(seen.updateValue(number, forKey: columns) == nil, "a line twice: \(columns)")
            for (column, script) in zip(columns, [Script.latin, .devanagari, .arabic, .arabic]) {
                var folded: Set<[[UInt8]]> = []
                for form in column {
                    var tokens = Tokens()
                    let bytes = [UInt8](form.utf8)
                    tokenize(bytes.span, into: &tokens)
                    #expect((1...6).contains(tokens.count), "between one and six words: \(form)")
                    #expect(tokens.scripts.allSatisfy { $0 == script || $0 == .digits }, "its column's script: \(form)")
                    let terms = (0..<tokens.count).map(tokens.term)
                    #expect(folded.insert(terms).inserted, "folds like another form: \(form)")
                }
            }
        }
        #expect(!seen.isEmpty)
    }

    /// No line says less than another one: its forms of some language are its own in part.
    @Test func noLineRepeatsAnother() {
        var lines: [[Set<[[UInt8]]>]] = []
        for concept in Aliases.shared.concepts {
            lines.append(
                AliasList.readings.map { reading in
                    Set(concept.forms.filter { $0.reading == reading }.map(\.terms))
                })
        }
        var byEnglish: [[[UInt8]]: [Int]] = [:]
        for (k, line) in lines.enumerated() {
            for terms in line[0] { byEnglish[terms, default: []].append(k) }
        }
        for (k, line) in lines.enumerated() {
            for other in Set(line[0].flatMap { byEnglish[$0] ?? [] }) where other != k {
                let repeats = zip(line, lines[other]).allSatisfy { $0.isSubset(of: $1) }
                let english = line[0].map { $0.map { String(decoding: $0, as: UTF8.self) } }
                #expect(!repeats, "another line has all of \(english)")
            }
        }
        #expect(Aliases.shared.concepts.count >= 1_400)
    }

    @Test func stopWordsAreNoAliasesOfTheirOwn() {
        for concept in Aliases.shared.concepts {
            for form in concept.forms where form.terms.count == 1 && form.isFound {
                let term = form.terms[0]
                let isStop = isStopWord(term.span, reading: form.reading)
                #expect(!isStop, "\(String(decoding: term, as: UTF8.self))")
            }
        }
    }
}
