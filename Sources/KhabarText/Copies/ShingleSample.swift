/// The last two content words, and how many there were: what the next shingle needs.
struct ShingleWindow {
    var words = 0
    var first: UInt64 = 0
    var second: UInt64 = 0

    /// No shingle reaches from before to behind this place.
    mutating func cut() {
        first = 0
        second = 0
    }
}

/// The shingles of the least priority so far.
struct ShingleSample {
    /// Ascending: the priority's code in the upper 8 bits, 24 bits of the shingle's hash below. `noShingle` fills up.
    private(set) var values = [UInt32](repeating: CopySignature.noShingle, count: CopySignature.shinglesMax)

    mutating func removeAll() {
        for index in values.indices { values[index] = CopySignature.noShingle }
    }

    /// Adds the shingles that `words` complete. The hashes of words are never 0.
    mutating func insert(_ words: [UInt64], _ window: inout ShingleWindow) {
        let weights = positionWeights
        var (first, second) = (window.first, window.second)
        var position = window.words
        let end = min(words.count, CopySketcher.wordsMax - position)
        var bound = self.bound
        for index in 0..<end {
            let third = words[index]
            if first != 0 {
                let hash = shingleHash(first, second, third)
                let value = prioritised(hash, weight: weights[max(0, position &- 2)])
                if value < bound {
                    insert(value)
                    bound = self.bound
                }
            }
            (first, second) = (second, third)
            position &+= 1
        }
        window = ShingleWindow(words: position, first: first, second: second)
    }

    /// Only lesser values enter.
    private var bound: UInt32 { values[CopySignature.shinglesMax - 1] }

    private mutating func insert(_ value: UInt32) {
        var values = self.values.mutableSpan
        // What goes: the greatest, or the same shingle, which counts where it came first.
        var place = CopySignature.shinglesMax - 1
        for index in 0..<CopySignature.shinglesMax where (values[index] ^ value) & CopySignature.hashMask == 0 {
            place = index
            break
        }
        guard value < values[place] else { return }
        while place > 0, values[place - 1] > value {
            values[place] = values[place - 1]
            place -= 1
        }
        values[place] = value
    }
}

/// (32 + p)^1.5 for each position p, rounded down; square roots are exact to the last bit on every machine (IEEE 754).
///
/// Steeper falls forget cut stories' middles, flatter ones let shared tails of pages collapse: of 19,023 pairs of Urdu stories
/// that share a tail but no beginning, 2,087 reached a containment of 0.5 with a fall of 1/(64 + p)^1.5, and 258 with this one.
private let positionWeights: [UInt64] = (0..<CopySketcher.wordsMax).map {
    let place = Double($0 + 32)
    return UInt64(place * place.squareRoot())
}

/// The order of the words counts.
@inline(__always)
private func shingleHash(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    let sum = first &* 0x9E37_79B9_7F4A_7C15 &+ second &* 0xC2B2_AE3D_27D4_EB4F &+ third &* 0x1656_67B1_9E37_79F9
    let product = (sum ^ sum &>> 32).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
}

/// The priority's code above 24 of the hash's bits that have no part in the priority.
///
/// The code is the upper 32 of the priority's 43 bits as a number with three bits behind the leading one: 0 to 239.
@inline(__always)
private func prioritised(_ hash: UInt64, weight: UInt64) -> UInt32 {
    let priority = UInt32(truncatingIfNeeded: ((hash &>> 40) &* weight) &>> 11)
    let shift = UInt32(max(0, 28 &- priority.leadingZeroBitCount))
    let code = shift &* 8 &+ priority &>> shift
    return code &<< 24 | UInt32(truncatingIfNeeded: hash) & CopySignature.hashMask
}
