/// What one language calls the Latin letters, folded, as the resource `names-letters.txt` lists them.
struct LetterNames: Sendable {
    let reading: Reading
    /// Latin letters by what they are called; some names are shared by two (Arabic has no p).
    private var lettersOf: [[UInt8]: [UInt8]] = [:]
    /// The other way round, the usual name first.
    private var namesOf: [UInt8: [[UInt8]]] = [:]
    /// Names that are frequent words besides.
    private var words: Set<[UInt8]> = []
    /// Of the longest name.
    private var bytesMax = 0
    private static let hindiLetterBytes = 3

    static let hindi = LetterNames(.hindi, column: 1)
    static let urdu = LetterNames(.urdu, column: 2)
    static let arabic = LetterNames(.arabic, column: 3)

    private init(_ reading: Reading, column: Int) {
        self.reading = reading
        var tokens = Tokens()
        for line in resourceLines(PackageResources.names_letters_txt) {
            let columns = resourceColumns(line)
            precondition(columns.count == 4 && columns[0].first?.utf8.count == 1, "a line of letters: \(line)")
            let letter = columns[0][0].utf8.first!
            for written in columns[column] {
                let isWord = written.utf8.first == UInt8(ascii: "?")
                tokens.removeAll()
                // The mark is no part of a word.
                tokenize(written.utf8.span, into: &tokens)
                precondition(tokens.count == 1, "a letter's name is one word: \(line)")
                let name = tokens.term(0)
                lettersOf[name, default: []].append(letter)
                namesOf[letter, default: []].append(name)
                if isWord { words.insert(name) }
                bytesMax = max(bytesMax, name.count)
            }
        }
    }

    /// The letters that `term` may be the name of; none for other words.
    func letters(_ term: [UInt8]) -> [UInt8] { lettersOf[term] ?? [] }

    func isWord(_ term: [UInt8]) -> Bool { words.contains(term) }

    func names(_ letter: UInt8) -> [[UInt8]] { namesOf[letter] ?? [] }

    /// The letters whose names are written together in `term`, which has nothing else: सीबीआई is CBI. None for other words.
    ///
    /// For Hindi, whose letters take three bytes each. Longer names are tried first: एफ is F, and not A with something behind it. Few letters' names begin with
    /// another's, and no more than `lettersMax` are read, so that little is tried in vain.
    func lettersWritten(in term: [UInt8]) -> [UInt8] {
        var found: [UInt8] = []
        func read(from start: Int) -> Bool {
            if start == term.count { return true }
            guard found.count < Initialisms.lettersMax else { return false }
            for end in stride(from: min(term.count, start + bytesMax), to: start, by: -Self.hindiLetterBytes) {
                guard let letter = lettersOf[Array(term[start..<end])]?.first else { continue }
                found.append(letter)
                if read(from: end) { return true }
                found.removeLast()
            }
            return false
        }
        return read(from: 0) ? found : []
    }
}
