extension Sounds {
    /// How well two terms with the same classes agree, from 1 down: a cost for each consonant that cannot be the other's sound, and for
    /// vowels that clash. The costs were set by the retrieval that they give (docs/languages/names-and-aliases.md).
    func similarity(to other: Sounds, phones: [UInt32], isLatin: Bool) -> Float {
        var cost: Float = 0
        for k in 0..<count where phones[Int(consonant(k).letter)] & phones[Int(other.consonant(k).letter)] == 0 {
            cost += 0.4
        }
        for k in 0...count {
            let vowels = self.vowels(k).cost(other.vowels(k), unwritten: isLatin ? 0.12 : 0)
            // The last vowel is an ending as often as not.
            cost += k == count ? 0.6 * vowels : vowels
        }
        return 1 - cost / (Float(count) + 0.5)
    }
}

extension Vowels {
    /// - Parameter unwritten: what it costs that a short vowel stands on one side only. Nothing between Hindi and Urdu, where that is the rule.
    func cost(_ other: Vowels, unwritten: Float) -> Float {
        let (mine, theirs) = (colours, other.colours)
        let any = Vowels.any.colours
        if mine == any || theirs == any { return mine.isEmpty || theirs.isEmpty ? 0.12 : 0 }
        if mine == theirs { return 0 }
        if mine.isEmpty || theirs.isEmpty {
            if union(other).contains(.short) { return unwritten }
            return mine.union(theirs).rawValue.nonzeroBitCount == 1 ? 0.4 : 0.6
        }
        if !mine.isDisjoint(with: theirs) { return 0.2 }
        if contains(.short), other.contains(.short) { return 0.3 }
        if contains(.short) || other.contains(.short) { return 0.45 }
        return mine.union(theirs) == [.a, .u] ? 0.5 : 1
    }
}
