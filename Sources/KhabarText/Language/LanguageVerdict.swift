extension LanguageEvidence {
    /// The best language of the main script, or `und`. `claim` is what the source says; it decides only what the text leaves open.
    func verdict(claim: LanguageClaim? = nil) -> String {
        let data = LanguageData.shared
        guard let main = mainScript(data, claim) else { return "und" }
        let script = data.scripts[main]
        return script.languages.isEmpty ? script.name : best(main, script, data, claim)
    }

    /// The script of most words, if it has a third of them. A Latin word counts half of another: names, brands, tweets and the page's own
    /// words are Latin in news of any script, while an English story has next to no words in another one.
    private func mainScript(_ data: LanguageData, _ claim: LanguageClaim?) -> Int? {
        var counts = Array(words.dropFirst())
        let (han, kana, latin) = (data.han, data.kana, data.latin)
        if counts[kana] * 10 > counts[han] {
            counts[kana] += counts[han]
            counts[han] = 0
        }
        func weight(_ script: Int) -> Int32 { script == latin ? counts[script] : counts[script] * 2 }
        guard let main = counts.indices.max(by: { weight($0) < weight($1) }) else { return nil }
        let total = counts.reduce(0, +)
        // A page in two scripts, a story with its tweets: what the source claims decides.
        if let claim, counts[main] * 3 < total * 2,
            let claimed = counts.indices.first(where: { claim.isOfScript(data.scripts[$0], data.codes) }),
            counts[claimed] * 4 >= total
        {
            return claimed
        }
        return counts[main] > 0 && counts[main] * 3 >= total ? main : nil
    }

    private func best(
        _ main: Int, _ script: LanguageData.Script, _ data: LanguageData, _ claim: LanguageClaim?
    ) -> String {
        var sums = script.languages.map { scores[$0] + data.priors[$0] }
        for kind in letters.indices.dropFirst() where letters[kind] > 0 && data.letterWeights[kind].script == main {
            let weights = data.letterWeights[kind].weights
            for language in weights.indices { sums[language] += weights[language] * letters[kind] }
        }
        let claimed = script.languages.firstIndex { claim?.names(data.codes[$0]) ?? false }
        if let claimed { sums[claimed] += claimWeight }
        let first = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
        let unknown = script.unknownBase + script.unknownPerWord * words[main + 1]
        // A table has few words that tell. That it is what it claims to be is then likelier than that it is something unknown.
        let isClaimed = first == claimed && (sums[first] - claimWeight) * 2 >= unknown
        guard sums[first] >= unknown || isClaimed else { return "und" }
        let code = data.codes[script.languages[first]]
        guard isOneOfTheFour(code), first != claimed else { return code }
        let second = sums.indices.reduce(Int32.min) { $1 == first ? $0 : max($0, sums[$1]) }
        return sums[first] - second >= marginOfTheFour ? code : "und"
    }
}

/// Tenths of a nat: a claim weighs as much as one ordinary word of the language.
private let claimWeight: Int32 = 30
/// Tenths of a nat: by less, text in a neighbour is not called one of the four.
private let marginOfTheFour: Int32 = 10

private func isOneOfTheFour(_ code: String) -> Bool { code == "hi" || code == "ar" || code == "ur" || code == "en" }
