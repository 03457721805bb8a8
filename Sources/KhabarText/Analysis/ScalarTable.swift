/// What a scalar does to a word.
enum ScalarClass: UInt32 {
    /// Ends a word.
    case separator = 0
    case latin = 1
    case devanagari = 2
    case arabic = 3
    case digit = 4
    case other = 5
    /// A word by itself.
    case ideograph = 6
    /// Belongs to the word before it and is dropped.
    case mark = 7
    /// Dropped inside a word, but no part of its end.
    case format = 8
    /// A mark that a term keeps.
    case sign = 9
    case devanagariSign = 10
    /// ھ: kept after a consonant that it aspirates, else ہ.
    case doChashmiHe = 11
    /// ے ں ة: end a word, so that one inside betrays a missing space.
    case finalLetter = 12
    /// Join Latin letters or digits under conditions, else end the word.
    case apostrophe = 13
    case decimalPoint = 14
    case groupSeparator = 15
}

/// A scalar's class and what it becomes in a term.
///
/// Bits 0 to 23: up to three bytes of UTF-8, first byte lowest; or, when `isLong`, the place in `ScalarTable.long` (bits 0 to 18) and the
/// number of bytes (19 to 23). Bits 24 to 25: the number of those bytes; 0 = the scalar stays as it is. Bits 26 to 30: the class. Bit 31: `isLong`.
struct ScalarEntry {
    var bits: UInt32

    @inline(__always) init(bits: UInt32) { self.bits = bits }

    init(_ class: ScalarClass, bytes: [UInt8] = []) {
        precondition(bytes.count <= 3)
        bits = `class`.rawValue << 26 | UInt32(bytes.count) << 24
        for (k, byte) in bytes.enumerated() { bits |= UInt32(byte) << UInt32(8 * k) }
    }

    init(_ class: ScalarClass, longAt place: Int, count: Int) {
        precondition(place < 1 << 19 && count < 32)
        bits = 1 << 31 | `class`.rawValue << 26 | UInt32(count) << 19 | UInt32(place)
    }

    @inline(__always) var classBits: UInt32 { bits >> 26 & 31 }
    @inline(__always) var byteCount: Int { Int(bits >> 24 & 3) }
    @inline(__always) var isLong: Bool { bits >> 31 != 0 }
    @inline(__always) var longPlace: Int { Int(bits & 0x7FFFF) }
    @inline(__always) var longCount: Int { Int(bits >> 19 & 31) }
}

/// Class and fold of every scalar, built once from `analysis-words.txt` and `analysis-fold.txt`.
///
/// Scalars below U+1000 (all of Latin, Greek, Cyrillic, Arabic and the scripts of India) are looked up directly; the rest of the basic
/// plane in shared blocks of 128; the planes above by binary search.
final class ScalarTable: Sendable {
    static let directCount: UInt32 = 0x1000
    static let shared = ScalarTable()

    /// `ScalarEntry.bits`; the first `directCount` by scalar, then blocks of 128.
    let entries: [UInt32]
    /// Number of the block in `entries` of each 128 scalars of the basic plane.
    let blocks: [UInt16]
    /// Folds of more than three bytes.
    let long: [UInt8]
    /// The scalars above the basic plane: ascending first and last, and the entry of the range.
    let astral: [(first: UInt32, last: UInt32, bits: UInt32)]

    private init() {
        var plane = [UInt32](repeating: 0, count: 0x10000)
        var astral: [(first: UInt32, last: UInt32, bits: UInt32)] = []
        var long: [UInt8] = []

        for (name, first, last) in ScalarTable.ranges(PackageResources.analysis_words_txt) {
            if first >= 0x10000 {
                astral.append((first, last, ScalarEntry(name).bits))
                continue
            }
            for scalar in first...last {
                plane[Int(scalar)] = ScalarEntry(name, bytes: scalar < ScalarTable.directCount ? utf8(scalar) : []).bits
            }
        }
        for byte in UInt32(0x30)...0x39 { plane[Int(byte)] = ScalarEntry(.digit, bytes: [UInt8(byte)]).bits }
        for byte in UInt32(0x61)...0x7A {
            plane[Int(byte)] = ScalarEntry(.latin, bytes: [UInt8(byte)]).bits
            plane[Int(byte) - 0x20] = plane[Int(byte)]
        }
        for apostrophe in [0x27, 0x2019, 0x02BC, 0xFF07] { plane[apostrophe] = ScalarEntry(.apostrophe).bits }
        for point in [0x2E, 0x066B] { plane[point] = ScalarEntry(.decimalPoint).bits }
        for separator in [0x2C, 0x066C] { plane[separator] = ScalarEntry(.groupSeparator).bits }

        for (scalar, target) in ScalarTable.folds(PackageResources.analysis_fold_txt) {
            let bytes = target.flatMap(utf8)
            let old =
                scalar < 0x10000
                ? plane[Int(scalar)] : astral.first { $0.first <= scalar && scalar <= $0.last }?.bits ?? 0
            guard let name = ScalarClass(rawValue: ScalarEntry(bits: old).classBits), name != .separator else {
                preconditionFailure("analysis-fold.txt folds a scalar that analysis-words.txt does not know")
            }
            let entry: ScalarEntry
            if bytes.count <= 3 {
                entry = ScalarEntry(name, bytes: bytes)
            } else {
                entry = ScalarEntry(name, longAt: long.count, count: bytes.count)
                long += bytes
            }
            if scalar < 0x10000 {
                plane[Int(scalar)] = entry.bits
            } else {
                astral.append((scalar, scalar, entry.bits))
            }
        }
        for (target, name) in [(0x06BE, ScalarClass.doChashmiHe), (0x06D2, .finalLetter), (0x06BA, .finalLetter)] {
            let bytes = utf8(UInt32(target))
            for scalar in 0x600..<0x10000 where plane[scalar] == ScalarEntry(.arabic, bytes: bytes).bits {
                plane[scalar] = ScalarEntry(name, bytes: bytes).bits
            }
        }
        for scalar in [0x0629, 0xFE93, 0xFE94] {
            plane[scalar] = ScalarEntry(.finalLetter, bytes: ArabicLetter.tehMarbutaMarker).bits
        }

        // A fold stands before the range that holds it, so that the search meets it first.
        self.astral = ScalarTable.disjoint(astral)
        self.long = long
        var entries = [UInt32](plane[..<Int(ScalarTable.directCount)])
        var blocks = (0..<UInt16(ScalarTable.directCount / 128)).map { $0 }
        var known: [[UInt32]: UInt16] = [:]
        for start in stride(from: Int(ScalarTable.directCount), to: 0x10000, by: 128) {
            let block = [UInt32](plane[start..<start + 128])
            if let number = known[block] {
                blocks.append(number)
            } else {
                let number = UInt16(entries.count / 128)
                known[block] = number
                blocks.append(number)
                entries += block
            }
        }
        self.entries = entries
        self.blocks = blocks
    }

    /// The entry of a scalar above the basic plane.
    func astralEntry(_ scalar: UInt32) -> ScalarEntry {
        var low = 0
        var high = astral.count
        while low < high {
            let middle = (low + high) / 2
            if astral[middle].last < scalar { low = middle + 1 } else { high = middle }
        }
        guard low < astral.count, astral[low].first <= scalar else { return ScalarEntry(.separator) }
        return ScalarEntry(bits: astral[low].bits)
    }
}

/// The UTF-8 form of a scalar value.
func utf8(_ scalar: UInt32) -> [UInt8] {
    guard let scalar = Unicode.Scalar(scalar) else { preconditionFailure("not a scalar") }
    return [UInt8](String(scalar).utf8)
}
