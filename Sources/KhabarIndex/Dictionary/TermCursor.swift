/// Walks a dictionary in the order of its terms.
struct TermCursor {
    private let bytes: ByteView
    private var at: Int
    private let count: Int
    /// The number of the term that `read` reads next.
    private(set) var ordinal: Int
    private(set) var term: [UInt8] = []
    /// How many bytes it has from the term before, of its block.
    private(set) var shared = 0
    private var reader: EntryReader

    init(bytes: ByteView, layer: Layer, at: Int, ordinal: Int, count: Int) {
        self.bytes = bytes
        self.at = at
        self.ordinal = ordinal
        self.count = count
        reader = EntryReader(layer)
    }

    var isAtEnd: Bool { ordinal == count }
    var entry: TermEntry { reader.entry }
    /// Whether the postings are an exact term's.
    var isShared: Bool { reader.isShared }

    /// Reads the next term; there must be one.
    mutating func read() {
        let opensBlock = ordinal % TermDictionaryWriter.blockTerms == 0
        shared = opensBlock ? 0 : Int(bytes.varint(&at))
        let length = Int(bytes.varint(&at))
        term.removeLast(term.count - shared)
        bytes.append(at..<(at + length), to: &term)
        at += length
        reader.read(bytes, &at, opensBlock: opensBlock)
        ordinal += 1
    }
}
