/// Words that Urdu writes with a space and without (`analysis-compounds.txt`): وزیراعظم is وزیر اعظم, in articles and in queries.
struct Compounds: Sendable {
    static let shared = Compounds(PackageResources.analysis_compounds_txt)
    static let none = Compounds([])

    /// Folded, without the space.
    private let wholes: TermSet
    /// Of each, how many bytes its first word has.
    private let firstBytes: [UInt8]
    /// Whether a compound begins with such three letters: what nearly all other words are told by.
    private let beginnings: [Bool]
    /// Two letters of two bytes each, twice.
    private static let bytesMin = 8

    init(_ resource: [UInt8]) {
        var known = Set<[UInt8]>()
        var wholes: [[UInt8]] = []
        var firstBytes: [UInt8] = []
        var beginnings = [Bool](repeating: false, count: 1 << 12)
        for (first, second) in Self.pairs(resource) {
            let whole = first + second
            precondition(first.count >= 4 && second.count >= 4, "half of a compound is a letter")
            precondition(
                known.insert(whole).inserted, "a compound twice: \(String(decoding: whole, as: UTF8.self))")
            wholes.append(whole)
            firstBytes.append(UInt8(first.count))
            beginnings[Self.beginning(whole[1], whole[3], whole[5])] = true
        }
        self.wholes = TermSet(wholes)
        self.firstBytes = firstBytes
        self.beginnings = beginnings
    }

    /// Every first word with every second one, folded.
    static func pairs(_ resource: [UInt8]) -> [(first: [UInt8], second: [UInt8])] {
        func folded(_ words: ArraySlice<String>) -> [[UInt8]] {
            words.map { word in
                var tokens = Tokens()
                tokenize(word.utf8.span, into: &tokens, compounds: .none)
                precondition(tokens.count == 1 && tokens.scripts[0] == .arabic, "half of a compound: \(word)")
                return tokens.term(0)
            }
        }
        return resourceLines(resource).flatMap { line in
            let halves = resourceFields(line).split(separator: "+")
            precondition(halves.count == 2, "a line of compounds: \(line)")
            let seconds = folded(halves[1])
            return folded(halves[0]).flatMap { first in seconds.map { (first, $0) } }
        }
    }

    /// Whether a folded word of the Arabic script may be a compound.
    @inline(__always)
    func mayHold(_ out: borrowing MutableSpan<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end - start >= Self.bytesMin && beginnings[Self.beginning(out[start + 1], out[start + 3], out[start + 5])]
    }

    /// How many bytes of a folded word its first word takes; 0 where it is not a compound.
    @inline(never)
    func firstHalf(_ out: borrowing MutableSpan<UInt8>, _ start: Int, _ end: Int) -> Int {
        wholes.number(of: out.span.extracting(start..<end)).map { Int(firstBytes[$0]) } ?? 0
    }

    /// A number of three letters' second bytes: the first say little.
    @inline(__always)
    private static func beginning(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        (Int(first & 0x3F) << 6 | Int(second & 0x3F)) ^ Int(third & 0x3F) &* 37 & 0xFFF
    }
}
