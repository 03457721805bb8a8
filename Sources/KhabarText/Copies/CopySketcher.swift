/// Makes the signatures of articles out of their tokens, which indexing has at hand anyway. Reused from article to article, one per thread.
///
/// Give it the summary and the body in their order, and the title whenever it is at hand; datelines and captions are no part of it.
package struct CopySketcher: Sendable {
    /// Words that far into a text have no weight left: an endless one costs no more than these.
    package static let wordsMax = 4_096

    private var window = ShingleWindow()
    private var sample = ShingleSample()
    private var numbers = FirstNumbers()
    private var title = WordList()
    private var words = WordList()

    package init() {}

    /// Adds the text's next part: the tokens of `range`.
    ///
    /// - Parameter hashes: of all terms of `tokens` (`termHash`).
    package mutating func add(_ tokens: Tokens, hashes: [UInt64], _ range: Range<Int>) {
        words.removeAll()
        words.append(tokens, hashes: hashes, range, limit: Self.wordsMax - window.words)
        sketch(words)
    }

    /// Adds the title's tokens, before or after the text.
    package mutating func addTitle(_ tokens: Tokens, hashes: [UInt64], _ range: Range<Int>) {
        title.append(tokens, hashes: hashes, range, limit: Self.wordsMax)
    }

    /// The signature of what was added; begins anew.
    package mutating func finish() -> CopySignature {
        window.cut()
        sketch(title)
        defer {
            title.removeAll()
            window = ShingleWindow()
            sample.removeAll()
            numbers.removeAll()
        }
        return CopySignature(shingles: sample.values, numbers: numbers.values)
    }

    private mutating func sketch(_ list: WordList) {
        for number in list.numbers { numbers.insert(number) }
        sample.insert(list.words, &window)
    }
}

extension CopySignature {
    fileprivate init(shingles values: [UInt32], numbers: [UInt16]) {
        self.init()
        var (shingles, firsts) = (self.shingles, self.numbers)
        for (index, value) in values.enumerated() { shingles[index] = value }
        for (index, value) in numbers.enumerated() { firsts[index] = value }
        self.shingles = shingles
        self.numbers = firsts
    }
}

/// The first distinct numbers of a text.
private struct FirstNumbers {
    private(set) var values: [UInt16] = []

    mutating func insert(_ hash: UInt64) {
        guard values.count < CopySignature.numbersMax else { return }
        let value = UInt16(truncatingIfNeeded: hash % 0xFFFF + 1)
        if !values.contains(value) { values.append(value) }
    }

    mutating func removeAll() { values.removeAll(keepingCapacity: true) }
}
