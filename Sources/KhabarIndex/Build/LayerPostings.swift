internal import KhabarText

/// Writes the three layers' postings, positions and dictionaries of a fresh segment.
struct LayerPostings: ~Copyable {
    private var positions: [UInt8]
    private var dictionaries: [Layer: [UInt8]] = [:]
    private var writer: PostingsWriter
    private let titleEnds: [UInt32]
    /// How words of the Arabic script are read, by article.
    private let arabicReadings: [Reading]

    /// Room for an index: mostly more than a word and an article take in all of it. What is not used is never memory.
    private static let bytesPerWord = 8
    private static let bytesPerArticle = 512
    private static let positionBytesPerWord = 2

    /// - Parameter stems: empty; for those of the articles' terms.
    init(
        _ inverter: inout Inverter, _ stems: inout TermTable, articles: [PreparedArticle], stemmer: Stemmer
    ) {
        let capacity = Self.bytesPerWord * inverter.wordCount + Self.bytesPerArticle * articles.count
        writer = PostingsWriter(lengths: inverter.lengths(), capacity: capacity)
        positions = .onHugePages(capacity: Self.positionBytesPerWord * inverter.wordCount)
        titleEnds = inverter.titleEnds
        arabicReadings = articles.map { reading(of: .arabic, articleLanguage: $0.article.language) }
        let order = inverter.terms.sorted()
        let ends = inverter.sort(order: order)
        let exact = writeExact(inverter, order: order, ends: ends)
        writeStems(inverter, &stems, order, exact, ends, stemmer)
        writeKeywords(articles)
    }

    consuming func finish() -> WrittenLists {
        WrittenLists(dictionaries, postings: writer.finish(), positions: positions)
    }

    // MARK: Exact

    /// What the stem layer needs of an exact term.
    private struct ExactTerm {
        var entry: TermEntry
        /// Bit 0: some article reads the term as its script's only or Arabic reading; bit 1: some article reads it as Urdu.
        var isArabic = false
        var isUrdu = false
    }

    private mutating func writeExact(
        _ inverter: Inverter, order: [UInt32], ends: [Int]
    ) -> [ExactTerm] {
        let occurrences = inverter.occurrences
        var dictionary = TermDictionaryWriter(layer: .exact)
        var terms: [ExactTerm] = []
        terms.reserveCapacity(order.count)
        var list: [Posting] = []
        var positionsEnds: [UInt32] = []
        var term: [UInt8] = []
        var start = 0
        for (rank, number) in order.enumerated() {
            list.removeAll(keepingCapacity: true)
            positionsEnds.removeAll(keepingCapacity: true)
            let positionsStart = positions.count
            var exact = ExactTerm(entry: TermEntry(articleCount: 0, postings: 0..<0, positions: 0..<0))
            let end = ends[rank]
            positions.append(addingCapacity: Varint.bytesMax * (end - start)) { positions in
                Self.forEachArticle(occurrences, start..<end, titleEnds: titleEnds) { article, range, inTitle in
                    var before: UInt32 = 0
                    for index in range {
                        let position = UInt32(truncatingIfNeeded: occurrences[index])
                        positions.append(varint: position &- before)
                        before = position
                    }
                    list.append(
                        Posting(
                            article: article, frequency: UInt32(range.count),
                            level: Self.level(occurrences[range.lowerBound], inTitle: inTitle), inTitle: inTitle))
                    if list.count % PostingsLayout.blockCount == 0 { positionsEnds.append(UInt32(positions.count)) }
                    if arabicReadings[Int(article)] == .urdu { exact.isUrdu = true } else { exact.isArabic = true }
                }
            }
            start = end
            let from = writer.output.count
            let count = writer.write(list, positionsEnds: positionsEnds)
            exact.entry = TermEntry(
                articleCount: UInt32(list.count), postings: from..<(from + count),
                positions: positionsStart..<positions.count)
            term.removeAll(keepingCapacity: true)
            inverter.terms.append(Int(number), to: &term)
            dictionary.append(term.span, exact.entry)
            terms.append(exact)
        }
        dictionaries[.exact] = dictionary.finish()
        return terms
    }

    /// Calls `body` for each article in `range` of `occurrences` with its own range, and whether one stands in the title.
    ///
    /// Static: a method would borrow `self` while `body` writes to it, and so copy what it writes to.
    @inline(__always)
    private static func forEachArticle(
        _ occurrences: [UInt64], _ range: Range<Int>, titleEnds: [UInt32], _ body: (DocID, Range<Int>, Bool) -> Void
    ) {
        var start = range.lowerBound
        while start < range.upperBound {
            let article = DocID(truncatingIfNeeded: occurrences[start] >> 32)
            var end = start + 1
            while end < range.upperBound && DocID(truncatingIfNeeded: occurrences[end] >> 32) == article { end += 1 }
            let inTitle = UInt32(truncatingIfNeeded: occurrences[start]) < titleEnds[Int(article)]
            body(article, start..<end, inTitle)
            start = end
        }
    }

    /// The lead level of a term whose first occurrence in an article this is.
    @inline(__always)
    private static func level(_ first: UInt64, inTitle: Bool) -> UInt32 {
        inTitle ? Lead.title : Lead.level(UInt32(truncatingIfNeeded: first))
    }

    // MARK: Stems

    /// A form of a stem: a term, and one way to read it.
    private struct Form {
        var rank: Int
        var reading: Reading
        /// Whether every article reads the term so.
        var isOnlyReading: Bool
    }

    private mutating func writeStems(
        _ inverter: Inverter, _ stems: inout TermTable, _ order: [UInt32], _ exact: [ExactTerm], _ ends: [Int],
        _ stemmer: Stemmer
    ) {
        let occurrences = inverter.occurrences
        let (forms, stemNumbers) = Self.forms(inverter, &stems, order, exact, stemmer)
        let (ofStem, memberEnds) = Self.byStem(stemNumbers, count: stems.count)
        var dictionary = TermDictionaryWriter(layer: .stem)
        var term: [UInt8] = []
        var runs: [UInt64] = []
        var list: [Posting] = []
        for number in stems.sorted() {
            term.removeAll(keepingCapacity: true)
            stems.append(Int(number), to: &term)
            let members = (number == 0 ? 0 : memberEnds[Int(number) - 1])..<memberEnds[Int(number)]
            let first = forms[Int(ofStem[members.lowerBound])]
            if members.count == 1, first.isOnlyReading {
                dictionary.append(term.span, exact[first.rank].entry, isShared: true)
                continue
            }
            runs.removeAll(keepingCapacity: true)
            for member in members {
                let form = forms[Int(ofStem[member])]
                let range = (form.rank == 0 ? 0 : ends[form.rank - 1])..<ends[form.rank]
                Self.forEachArticle(occurrences, range, titleEnds: titleEnds) { article, range, inTitle in
                    guard form.isOnlyReading || arabicReadings[Int(article)] == form.reading else { return }
                    let level = Self.level(occurrences[range.lowerBound], inTitle: inTitle)
                    let posting = Posting(
                        article: article, frequency: UInt32(range.count), level: level, inTitle: inTitle)
                    runs.append(UInt64(article) << 32 | UInt64(posting.code))
                }
            }
            Self.join(&runs, into: &list)
            let from = writer.output.count
            let count = writer.write(list, positionsEnds: [])
            dictionary.append(
                term.span,
                TermEntry(articleCount: UInt32(list.count), postings: from..<(from + count), positions: 0..<0))
        }
        dictionaries[.stem] = dictionary.finish()
    }

    /// The forms by stem, and where each stem's end among them: a counting sort.
    private static func byStem(_ stemNumbers: [UInt32], count: Int) -> (forms: [UInt32], ends: [Int]) {
        var ends = [Int](repeating: 0, count: count + 1)
        for stem in stemNumbers { ends[Int(stem) + 1] += 1 }
        for stem in 1..<(count + 1) { ends[stem] += ends[stem - 1] }
        var forms = [UInt32](repeating: 0, count: stemNumbers.count)
        // Filling moves the start of each stem to its end.
        for (form, stem) in stemNumbers.enumerated() {
            forms[ends[Int(stem)]] = UInt32(form)
            ends[Int(stem)] += 1
        }
        ends.removeLast()
        return (forms, ends)
    }

    /// Every form of every stem; `stemNumbers` says which stem of `stems` each belongs to.
    private static func forms(
        _ inverter: Inverter, _ stems: inout TermTable, _ order: [UInt32], _ exact: [ExactTerm], _ stemmer: Stemmer
    ) -> (forms: [Form], stemNumbers: [UInt32]) {
        var forms: [Form] = []
        forms.reserveCapacity(order.count)
        var keys: [UInt8] = []
        var keyEnds: [UInt32] = []
        var term: [UInt8] = []
        for (rank, number) in order.enumerated() {
            term.removeAll(keepingCapacity: true)
            inverter.terms.append(Int(number), to: &term)
            func add(_ reading: Reading, isOnly: Bool) {
                // A stop word has no stem: queries that need it use it as written, and its list would be the longest of all.
                guard reading != .none, !isStopWord(term.span, reading: reading) else { return }
                keys.append(reading.rawValue)
                stemmer.stem(term.span, as: reading, into: &keys)
                keyEnds.append(UInt32(keys.count))
                forms.append(Form(rank: rank, reading: reading, isOnlyReading: isOnly))
            }
            let script = inverter.scripts[Int(number)]
            guard script == .arabic else {
                add(reading(of: script, articleLanguage: "und"), isOnly: true)
                continue
            }
            let (isArabic, isUrdu) = (exact[rank].isArabic, exact[rank].isUrdu)
            if isArabic { add(.arabic, isOnly: !isUrdu) }
            if isUrdu { add(.urdu, isOnly: !isArabic) }
        }
        keys.append(contentsOf: [UInt8](repeating: 0, count: 8))
        var stemNumbers: [UInt32] = []
        stems.intern(keys, ends: keyEnds, into: &stemNumbers)
        return (forms, stemNumbers)
    }

    /// Sorts `runs`, an article and a code each, and joins what belongs to one article: frequencies add up, the best level counts.
    private static func join(_ runs: inout [UInt64], into list: inout [Posting]) {
        runs.sort()
        list.removeAll(keepingCapacity: true)
        var index = 0
        while index < runs.count {
            let article = runs[index] >> 32
            var frequency: UInt32 = 0
            var level = Lead.lastLevel
            var inTitle = false
            while index < runs.count && runs[index] >> 32 == article {
                let code = UInt32(truncatingIfNeeded: runs[index])
                frequency += PostingCode.frequency(code)
                level = min(level, PostingCode.level(code))
                inTitle = inTitle || code & 1 == 1
                index += 1
            }
            list.append(Posting(article: DocID(article), frequency: frequency, level: level, inTitle: inTitle))
        }
    }

    // MARK: Keywords

    private mutating func writeKeywords(_ articles: [PreparedArticle]) {
        var keywords = KeywordLists()
        for (number, prepared) in articles.enumerated() { keywords.add(prepared.article, DocID(number)) }
        var dictionary = TermDictionaryWriter(layer: .keyword)
        for (term, list) in keywords.lists.sorted(by: { $0.term.lexicographicallyPrecedes($1.term) }) {
            let from = writer.output.count
            let count = writer.write(
                list.map { Posting(article: $0, code: 0) }, positionsEnds: [])
            dictionary.append(
                term.span,
                TermEntry(articleCount: UInt32(list.count), postings: from..<(from + count), positions: 0..<0))
        }
        dictionaries[.keyword] = dictionary.finish()
    }
}
