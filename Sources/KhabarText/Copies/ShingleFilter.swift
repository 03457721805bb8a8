/// A signature's shingles as 256 bits, to see at a glance of most others that they share too few (Bloom, "Space/time trade-offs in hash coding with
/// allowable errors", 1970, with one hash).
struct ShingleFilter {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    init(_ signature: CopySignature) {
        let shingles = signature.shingles.span
        for index in 0..<signature.shingleCount {
            let bit: UInt64 = 1 &<< UInt64(shingles[index] & 63)
            switch shingles[index] >> 6 & 3 {
            case 0: words.0 |= bit
            case 1: words.1 |= bit
            case 2: words.2 |= bit
            default: words.3 |= bit
            }
        }
    }

    /// Whether `other` may have `CopySignature.sharedMin` shingles in common with the filter's signature; false is certain.
    func mayBeCopy(_ other: CopySignature) -> Bool {
        let shingles = other.shingles.span
        var found: UInt64 = 0
        for index in 0..<CopySignature.shinglesMax where shingles[index] != CopySignature.noShingle {
            let low = shingles[index] >> 6 & 1 == 0 ? words.0 : words.1
            let high = shingles[index] >> 6 & 1 == 0 ? words.2 : words.3
            found &+= (shingles[index] >> 7 & 1 == 0 ? low : high) &>> UInt64(shingles[index] & 63) & 1
        }
        return found >= CopySignature.sharedMin
    }
}
