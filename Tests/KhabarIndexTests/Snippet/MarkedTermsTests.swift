import TestSupport
import Testing

@testable import KhabarIndex
@testable import KhabarText

/// The marked terms of a text against a look-up of every token and its stem.
@Suite struct MarkedTermsTests {
    static let words = """
        minister ministers ministry dying died die lying tie ties tying sky skies hope hoping hopes relational relate happy happiness is was a x1 2016 \
        universities university organisation organizations U.S. Obama's early only cries cry
        हमला हमले हमलों मंत्री मंत्रियों सरकार सरकारी जाएंगे जाना के है कर करने तेल रूस राष्ट्र राष्ट्रीय
        وزارة الوزارة والوزارة وزير للوزراء بالحرب الحرب حروب كتاب كتابها في و محمد محـــمد قال كتب روسيا الروسية
        حملے حملوں حملہ وزیر وزیروں کتاب کتابیں روس روسی پاکستان پاکستانی کے ہے بات باتوں آ
        """.split { $0.isWhitespace }.map(String.init)

    private func plain(
        _ tokens: Tokens, _ language: String, exact: [[UInt8]: UInt64], stems: [[UInt8]: UInt64]
    ) -> [TokenMatch] {
        let stemmer = Stemmer()
        return (0..<tokens.count).compactMap { k in
            let term = tokens.term(k)
            var bits = exact[term] ?? 0
            let reading = reading(of: tokens.scripts[k], articleLanguage: language)
            if reading != .none, !isStopWord(term.span, reading: reading) {
                var stem = [reading.rawValue]
                stemmer.stem(term.span, as: reading, into: &stem)
                bits |= stems[stem] ?? 0
            }
            guard bits != 0 else { return nil }
            return TokenMatch(
                range: (7 + Int(tokens.starts[k]))..<(7 + Int(tokens.ends[k])), position: Int(tokens.positions[k]),
                terms: bits)
        }
    }

    @Test(arguments: ["en", "hi", "ar", "ur", "und"])
    func noMatchIsMissedAndNoneMade(_ language: String) {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            var marked = MarkedTerms()
            var (exact, stems): ([[UInt8]: UInt64], [[UInt8]: UInt64]) = ([:], [:])
            for number in 0..<Int.random(in: 0...6, using: &random) {
                let bit: UInt64 = 1 << UInt64(number)
                for term in analyze(query: Self.words.randomElement(using: &random)!) {
                    marked.add(exact: term.exact, bit)
                    exact[term.exact, default: 0] |= bit
                    guard Bool.random(using: &random) else { continue }
                    for (reading, stem) in term.stems where reading != .none {
                        marked.add(stem: stem, as: reading, bit)
                        stems[[reading.rawValue] + stem, default: 0] |= bit
                    }
                }
            }
            let text = (0..<40).map { _ in Self.words.randomElement(using: &random)! }.joined(separator: " ")
            var tokens = Tokens()
            tokenize(text.utf8.span, into: &tokens)
            var found: [TokenMatch] = []
            marked.appendMatches(tokens, articleLanguage: language, offset: 7, to: &found)
            let expected = plain(tokens, language, exact: exact, stems: stems)
            guard found == expected else {
                Issue.record("seed \(seed): \(text): \(found), not \(expected)")
                return
            }
        }
    }

    /// What the gate goes by.
    @Test func stemsAreWhereTheGateLooksForThem() {
        for word in Self.words {
            for term in analyze(query: word) {
                for (reading, stem) in term.stems where reading != .none {
                    let beginnings = [stem] + Stemmer.otherBeginnings(of: stem, as: reading)
                    let isFound = beginnings.contains { beginning in
                        switch reading {
                        case .english: term.exact.starts(with: beginning.prefix(max(1, beginning.count - 2)))
                        case .arabic: term.exact.indices.contains { term.exact[$0...].starts(with: beginning) }
                        default: term.exact.starts(with: beginning)
                        }
                    }
                    #expect(isFound, "\(word)")
                }
            }
        }
    }

    /// Words that are listed with their stems, forms that are made of them, and other spellings are marked for each other.
    @Test(arguments: [
        ("ar", "اعتقل", "الشرطة تعتقل رجلا", "تعتقل"), ("ar", "يعتقلون", "فاعتقلت رجلا", "فاعتقلت"),
        ("ar", "زار", "سيزورها غدا", "سيزورها"),
        ("ar", "قوة", "قواته هناك", "قواته"), ("ar", "ديموقراطية", "الديمقراطيين هنا", "الديمقراطيين"),
        ("ar", "لبنان", "قال لبنانيون", "لبنانيون"),
        ("hi", "डाक्टर", "एक डॉक्टर ने", "डॉक्टर"), ("hi", "डॉक्टर", "एक डाक्टर ने", "डाक्टर"), ("hi", "घाटा", "भारी घाटे में", "घाटे"),
        ("hi", "कोरोना", "करोना के बाद", "करोना"), ("ur", "سکول", "ایک اسکول میں", "اسکول"),
        ("ur", "اسکولوں", "سکول بند", "سکول"),
        ("ur", "بینک", "قومی بنکوں نے", "بنکوں"), ("ur", "دینا", "دے کر گئے", "دے"),
        ("en", "gray", "grey skies", "grey"),
        ("en", "organ", "organisations and organs", "organs"), ("en", "sceptics", "the skepticism grew", "skepticism"),
        ("en", "anemia", "with anaemia", "anaemia"), ("en", "plow", "a plough", "plough"),
    ]) func listedWordsAreMarked(_ language: String, _ query: String, _ text: String, _ word: String) {
        var marked = MarkedTerms()
        for term in analyze(query: query) {
            for (reading, stem) in term.stems where reading != .none { marked.add(stem: stem, as: reading, 1) }
        }
        var tokens = Tokens()
        tokenize(text.utf8.span, into: &tokens)
        var found: [TokenMatch] = []
        marked.appendMatches(tokens, articleLanguage: language, offset: 0, to: &found)
        #expect(found.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) } == [word], "\(query)")
    }

    /// Whatever the resources list: no gate keeps a word from its own stem.
    @Test(arguments: ["ar", "hi", "ur", "en"]) func everyListedWordIsMarked(_ language: String) {
        let (resource, carrier, reading): ([UInt8], String, Reading) =
            switch language {
            case "ar": (PackageResources.analysis_stem_ar_txt, "ب", .arabic)
            case "hi": (PackageResources.analysis_stem_hi_txt, "क", .hindi)
            case "ur": (PackageResources.analysis_stem_ur_txt, "ب", .urdu)
            default: (PackageResources.analysis_stem_en_txt, "b", .english)
            }
        let rules = StemRules(resource, carrier: carrier)
        let words =
            (rules.owns + rules.forms + rules.variants + rules.irregulars).joined() + rules.wholes
            + rules.verbs.flatMap { $0.pastForms + $0.presentForms }
        #expect(words.count > 200)
        let stemmer = Stemmer()
        for word in words where !isStopWord(word.span, reading: reading) {
            var stem: [UInt8] = []
            stemmer.stem(word.span, as: reading, into: &stem)
            var marked = MarkedTerms()
            marked.add(stem: stem, as: reading, 1)
            var tokens = Tokens()
            tokenize(word.span, into: &tokens)
            var found: [TokenMatch] = []
            marked.appendMatches(tokens, articleLanguage: language, offset: 0, to: &found)
            #expect(found.count == 1, "\(String(decoding: word, as: UTF8.self))")
        }
    }
}
