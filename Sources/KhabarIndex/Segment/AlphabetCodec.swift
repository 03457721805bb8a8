/// Turns text into an alphabet's bytes and back. Any bytes come back as they were, be they UTF-8 or not.
struct AlphabetCodec: Sendable {
    static let arabic = AlphabetCodec(.arabic)
    static let devanagari = AlphabetCodec(.devanagari)

    /// By the ten bits that a character of two bytes in UTF-8 has besides the marks of its form: its code; 0 for none.
    private let ofTwoBytes: [UInt8]
    /// By the ten bits of the first two of three bytes: where the codes of the 64 characters begin that start so; 0 for none of them.
    private let pages: [UInt16]
    private let ofThreeBytes: [UInt8]
    /// By code: UTF-8 in the lower three bytes, the first byte lowest, and how many they are in the upper one; 0 for none. Of the escape it is none.
    private let characters: [UInt32]

    private init(_ alphabet: Alphabet) {
        var ofTwoBytes = [UInt8](repeating: 0, count: 1 << 11)
        var pages = [UInt16](repeating: 0, count: 1 << 10)
        // The first page is that of none.
        var ofThreeBytes = [UInt8](repeating: 0, count: 64)
        var characters = (0..<UInt32(0x80)).map { $0 | 1 << 24 }
        characters[Int(Alphabet.escape)] = 0
        for scalar in alphabet.characters.joined() {
            let code = UInt8(characters.count)
            if scalar < 0x800 {
                ofTwoBytes[Int(scalar)] = code
                characters.append(0xC0 | scalar >> 6 | (0x80 | scalar & 0x3F) << 8 | 2 << 24)
            } else {
                let page = Int(scalar >> 6)
                if pages[page] == 0 {
                    pages[page] = UInt16(ofThreeBytes.count)
                    ofThreeBytes.append(contentsOf: repeatElement(0, count: 64))
                }
                ofThreeBytes[Int(pages[page]) + Int(scalar & 0x3F)] = code
                let (second, third) = (0x80 | scalar >> 6 & 0x3F, 0x80 | scalar & 0x3F)
                characters.append(0xE0 | scalar >> 12 | second << 8 | third << 16 | 3 << 24)
            }
        }
        characters.append(contentsOf: repeatElement(0, count: 256 - characters.count))
        self.ofTwoBytes = ofTwoBytes
        self.pages = pages
        self.ofThreeBytes = ofThreeBytes
        self.characters = characters
    }

    /// Text in this alphabet; nil if it takes more than `limit` bytes, which twice its own never are.
    func encode(_ text: Span<UInt8>, atMost limit: Int) -> [UInt8]? {
        let ofTwoBytes = ofTwoBytes.span
        let pages = pages.span
        let ofThreeBytes = ofThreeBytes.span
        var coded = [UInt8](repeating: 0, count: limit)
        var target = coded.mutableSpan
        var (at, end) = (0, 0)
        while at < text.count {
            guard end < limit else { return nil }
            let first = text[at]
            if first < 0x80 && first != Alphabet.escape {
                target[end] = first
                at &+= 1
                end &+= 1
                continue
            }
            var code: UInt8 = 0
            var length = 2
            let left = text.count &- at
            if first & 0xE0 == 0xC0, left >= 2, text[at &+ 1] & 0xC0 == 0x80 {
                code = ofTwoBytes[Int(first & 0x1F) &<< 6 | Int(text[at &+ 1] & 0x3F)]
            } else if first & 0xF0 == 0xE0, left >= 3, text[at &+ 1] & 0xC0 == 0x80, text[at &+ 2] & 0xC0 == 0x80 {
                let page = pages[Int(first & 0x0F) &<< 6 | Int(text[at &+ 1] & 0x3F)]
                code = ofThreeBytes[Int(page) &+ Int(text[at &+ 2] & 0x3F)]
                length = 3
            }
            if code == 0 {
                guard end &+ 1 < limit else { return nil }
                target[end] = Alphabet.escape
                target[end &+ 1] = first
                at &+= 1
                end &+= 2
            } else {
                target[end] = code
                at &+= length
                end &+= 1
            }
        }
        coded.removeLast(coded.count - end)
        return coded
    }

    /// Replaces what is in `text` by what `coded` stands for, which must be `count` bytes: no more are ever written. When it throws, `text` is empty.
    func decode(_ coded: Span<UInt8>, exactly count: Int, into text: inout [UInt8]) throws(SegmentError) {
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: repeatElement(0, count: count + Self.slack))
        let isWhole = fill(&text, count, with: coded)
        text.removeLast(isWhole ? Self.slack : text.count)
        guard isWhole else { throw SegmentError("text of an article: it is not \(count) bytes in its alphabet") }
    }

    /// Bytes that a character is written over its end: four are stored at once, of which one at least counts.
    private static let slack = 4

    private func fill(_ text: inout [UInt8], _ count: Int, with coded: Span<UInt8>) -> Bool {
        let characters = characters.span
        var target = text.mutableSpan
        var (at, end) = (0, 0)
        while at < coded.count && end < count {
            var character = characters[Int(coded[at])]
            at &+= 1
            if character == 0 {
                guard coded[at &- 1] == Alphabet.escape, at < coded.count else { return false }
                character = UInt32(coded[at]) | 1 << 24
                at &+= 1
            }
            unsafe target.withUnsafeMutableBytes {
                precondition(end <= $0.count &- Self.slack)
                unsafe $0.storeBytes(of: character.littleEndian, toByteOffset: end, as: UInt32.self)
            }
            end &+= Int(character &>> 24)
        }
        return at == coded.count && end == count
    }
}
