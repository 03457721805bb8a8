/// Strings by number: their count, where each ends, their bytes.
struct StringColumnWriter {
    private(set) var count = 0
    private var ends: [UInt8] = []
    private var text: [UInt8] = []

    mutating func append(_ string: String) {
        text.append(contentsOf: string.utf8)
        close()
    }

    mutating func append(_ bytes: ByteView, _ range: Range<Int>) {
        bytes.append(range, to: &text)
        close()
    }

    private mutating func close() {
        ends.append(u32: UInt32(text.count))
        count += 1
    }

    func finish() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(4 + ends.count + text.count)
        output.append(u32: UInt32(count))
        output.append(contentsOf: ends)
        output.append(contentsOf: text)
        return output
    }
}

/// Reads a string column. Its bytes were validated.
struct StringColumn {
    let bytes: ByteView
    let count: Int
    private let endsStart: Int
    private let textStart: Int

    init(_ bytes: ByteView, section: Range<Int>) {
        self.bytes = bytes
        count = Int(bytes.u32(section.lowerBound))
        endsStart = section.lowerBound + 4
        textStart = endsStart + 4 * count
    }

    func range(_ number: Int) -> Range<Int> {
        precondition(number >= 0 && number < count)
        let start = number == 0 ? 0 : Int(bytes.u32(endsStart + 4 * (number - 1)))
        return textStart + start..<textStart + Int(bytes.u32(endsStart + 4 * number))
    }

    subscript(number: Int) -> String { bytes.string(range(number)) }

    /// Asks for what says where a string lies.
    func prefetchPlace(_ number: Int) { bytes.prefetch(endsStart + 4 * max(number - 1, 0), lines: 2) }

    /// Asks for a string's bytes, of a long one the first.
    func prefetch(_ number: Int) {
        let range = range(number)
        bytes.prefetch(range.lowerBound, lines: min(Self.prefetchedLinesMax, range.count / 64 + 2))
    }

    private static let prefetchedLinesMax = 4
}
