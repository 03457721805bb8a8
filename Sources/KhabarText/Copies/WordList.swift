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
    mutating func append(_ tokens: Tokens, _ range: Range<Int>, limit: Int) {
        guard !range.isEmpty else { return }
        let stopWords = StopWordHashes.shared
        let table = stopWords.slots
        unsafe tokens.termBytes.withUnsafeBytes { bytes in
            var start = tokens.termRange(range.lowerBound).lowerBound
            for index in range {
                if words.count >= limit { return }
                let end = Int(tokens.termEnds[index])
                let hash = unsafe wordHash(bytes, start, end)
                start = end
                if tokens.scripts[index] == .digits {
                    if numbers.count < CopySketcher.wordsMax { numbers.append(hash) }
                } else if !StopWordHashes.contains(hash, table.span) {
                    words.append(hash)
                }
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
        unsafe tokens.termBytes.withUnsafeBytes { bytes in
            for index in 0..<tokens.count {
                let range = tokens.termRange(index)
                let hash = unsafe wordHash(bytes, range.lowerBound, range.upperBound)
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0 && slots[slot] != hash { slot = (slot + 1) & (size - 1) }
                slots[slot] = hash
            }
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

/// Multiply-and-fold over words of eight bytes (the construction of wyhash and its kin); equal on every machine, never 0.
///
/// - Parameter bytes: holds at least eight more bytes than `end`, as `Tokens` promises.
@inline(__always)
private func wordHash(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
    var hash: UInt64 = 0x2D35_8DCC_AA6C_78A5 ^ UInt64(truncatingIfNeeded: end &- start)
    var at = start
    while at < end {
        var word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        let left = end &- at
        if left < 8 { word &= (1 &<< UInt64(left &* 8)) &- 1 }
        let product = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        hash = product.high ^ product.low
        at &+= 8
    }
    hash ^= hash &>> 29
    return hash == 0 ? 1 : hash
}
