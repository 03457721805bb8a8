/// The content words and the numbers of some tokens, each list in the text's order, as hashes that are never 0.
struct WordList {
    private(set) var words: [UInt64] = []
    private(set) var numbers: [UInt64] = []

    mutating func removeAll() {
        words.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
    }

    /// Appends the tokens of `range` until there are `limit` words. Stop words of all languages are left out, whatever the article's language was
    /// found to be.
    ///
    /// - Parameter hashes: of all terms of `tokens`.
    mutating func append(_ tokens: Tokens, hashes: [UInt64], _ range: Range<Int>, limit: Int) {
        let (stopWords, scriptArray) = (StopWordHashes.shared.slots, tokens.scripts)
        let (stops, scripts, hashes) = (stopWords.span, scriptArray.span, hashes.span)
        // Taken out, so that appending does not go through `self` each time.
        var words: [UInt64] = []
        swap(&words, &self.words)
        defer { swap(&words, &self.words) }
        for index in range {
            if words.count >= limit { return }
            let hash = hashes[index]
            if scripts[index] == .digits {
                if numbers.count < CopySketcher.wordsMax { numbers.append(hash) }
            } else if !StopWordHashes.contains(hash, stops) {
                words.append(hash)
            }
        }
    }
}

/// The function words of all languages, by hash: open addressing, at most a quarter full.
private struct StopWordHashes {
    static let shared = StopWordHashes()

    let slots: [UInt64]

    private init() {
        var tokens = Tokens()
        for resource in [
            PackageResources.analysis_stop_ar_txt, PackageResources.analysis_stop_en_txt,
            PackageResources.analysis_stop_hi_txt, PackageResources.analysis_stop_ur_txt,
        ] {
            for word in resourceFields(resource).joined() { tokenize([UInt8](word.utf8).span, into: &tokens) }
        }
        var size = 64
        while size < 4 * tokens.count { size *= 2 }
        var slots = [UInt64](repeating: 0, count: size)
        for hash in tokens.termHashes() {
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[slot] != 0 && slots[slot] != hash { slot = (slot + 1) & (size - 1) }
            slots[slot] = hash
        }
        self.slots = slots
    }

    @inline(__always)
    static func contains(_ hash: UInt64, _ slots: Span<UInt64>) -> Bool {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while slots[slot] != 0 {
            if slots[slot] == hash { return true }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return false
    }
}
