/// What a name also sounds like, once it has been borrowed: tried for a query's words alone.
enum SoundVariants {
    /// The first w inside a word as a vowel: Edward, ایڈورڈ.
    static func vowelForW(_ sounds: Sounds, _ table: SoundTable) -> Sounds? {
        for k in 1..<max(sounds.count, 1) where table.phones[Int(sounds.consonant(k).letter)] & table.glide != 0 {
            if k == sounds.count - 1, sounds.lastVowels.isEmpty { return nil }
            let vowels = sounds.vowels(k).union(sounds.vowels(k + 1)).colours.union(.u)
            return sounds.removing(k, vowels: vowels)
        }
        return nil
    }

    /// The first و inside a word as a consonant.
    static func wForVowel(_ sounds: Sounds, _ table: SoundTable, isArabicScript: Bool) -> Sounds? {
        guard isArabicScript else { return nil }
        for k in 1..<max(sounds.count, 1) where sounds.vowels(k) == .u {
            return sounds.inserting(table.w, before: k)
        }
        return nil
    }

    /// s for z at the end, and z for s: Charles, تشارلز, چارلس.
    static func voicedEnd(_ sounds: Sounds, _ table: SoundTable) -> Sounds? {
        let last = sounds.count - 1
        guard last >= 2 else { return nil }
        let consonant = sounds.consonant(last)
        let phones = table.phones[Int(consonant.letter)]
        if phones & table.hiss != 0 { return sounds.replacing(last, by: table.z) }
        if phones & table.buzz != 0 { return sounds.replacing(last, by: table.s) }
        return nil
    }
}
