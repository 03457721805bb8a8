/// A verb of Arabic: its written forms, but for those that suffixes of nouns explain.
///
/// The past has ت behind it (أعلنت), the present ي, ت or ن in front (يعلن, تعلن), perhaps behind the س of the future; ف in front of the past says what came next. What stands behind
/// them, ها or وا, are suffixes of nouns too. Left out: the first person's أ, which makes a noun of many a verb (أصل, origin, of وصل).
struct ArabicVerb: Sendable {
    /// The past, folded: the stem of all forms.
    let past: [UInt8]
    /// Further forms of the past, and those of the present.
    let pastForms: [[UInt8]]
    let presentForms: [[UInt8]]
    /// What is done, as a noun: إعلان.
    let nouns: [[UInt8]]

    /// - Parameter words: the past, the present, the nouns.
    init(_ words: [String], folded: (String) -> [UInt8]) {
        precondition(words.count >= 2 && words[1].unicodeScalars.first == "ي", "no verb: \(words)")
        let past = words[0]
        // نفى, نفت, نفوا.
        let isDefective = past.unicodeScalars.last == "ى" || past.unicodeScalars.last == "ا"
        let beforeEnding = isDefective ? String(past.unicodeScalars.dropLast()) : past
        let pasts = [past, beforeEnding + "ت"] + (isDefective ? [beforeEnding + "وا"] : [])
        let stem = String(words[1].unicodeScalars.dropFirst())
        let persons = Self.isShortOfANoun(stem) ? ["ي", "ت"] : ["ي", "ت", "ن"]
        // يلتقي, يلتقون.
        let endsInVowel = stem.unicodeScalars.last.map { "يىو".unicodeScalars.contains($0) } ?? false
        let plurals = endsInVowel ? ["ون", "وا"].map { String(stem.unicodeScalars.dropLast()) + $0 } : []
        let presents = persons.flatMap { person in ([stem] + plurals).map { person + $0 } }
        self.past = folded(past)
        let isLong = past.unicodeScalars.count >= Self.lettersBehindConjunction
        pastForms = (pasts + (isLong ? pasts.map { "ف" + $0 } : [])).map(folded)
        presentForms = (presents + presents.map { "س" + $0 }).map(folded)
        nouns = words.dropFirst(2).map(folded)
    }

    /// Behind ن many a noun looks so: نصل (blade), نصيب (share), نقود (money).
    private static func isShortOfANoun(_ stem: String) -> Bool {
        let letters = Array(stem.unicodeScalars)
        return letters.count < 3 || letters.count == 3 && "اوي".unicodeScalars.contains(letters[1])
    }

    /// Shorter, ف and the past are often a noun: فساد (corruption) is no ف with ساد.
    private static let lettersBehindConjunction = 4
}
