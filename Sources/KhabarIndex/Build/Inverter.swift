internal import KhabarText

/// Gathers the words of articles and hands them back by term: a counting sort over the numbers of terms.
struct Inverter {
    /// Where one word stands: article in the upper half, position in the lower.
    typealias Occurrence = UInt64

    private(set) var terms = TermTable()
    /// Script of each term, by number.
    private(set) var scripts: [Script] = []
    private var tokenTerms: [UInt32] = []
    private var tokenPositions: [UInt32] = []
    private var articleEnds: [Int] = []
    /// For each article, the position after its title's last word.
    private(set) var titleEnds: [UInt32] = []
    private var tokens = Tokens()
    private var sketcher = CopySketcher()
    /// Of each article, `CopySignature.bytes` long.
    private(set) var signatures: [UInt8] = []
    /// Occurrences by term once they are sorted; what is behind the last is left from an earlier batch.
    private(set) var occurrences: [Occurrence] = []

    /// Begins anew, in the same memory.
    mutating func removeAll() {
        terms.removeAll()
        scripts.removeAll(keepingCapacity: true)
        tokenTerms.removeAll(keepingCapacity: true)
        tokenPositions.removeAll(keepingCapacity: true)
        articleEnds.removeAll(keepingCapacity: true)
        titleEnds.removeAll(keepingCapacity: true)
        signatures.removeAll(keepingCapacity: true)
    }

    /// Adds the next article: its title, then its other parts, as one run of positions with a gap after each but the body's paragraphs.
    mutating func add(_ article: Article) {
        tokens.removeAll()
        func append(_ text: String) { tokenize(text.utf8.span, into: &tokens) }
        if let title = article.title { append(title) }
        titleEnds.append(tokens.nextPosition)
        let title = 0..<tokens.count
        if let text = article.summary {
            tokens.nextPosition += 1
            append(text)
        }
        let summary = title.upperBound..<tokens.count
        if let dateline = article.dateline {
            tokens.nextPosition += 1
            append(dateline)
        }
        tokens.nextPosition += 1
        let bodyStart = tokens.count
        // No gap between paragraphs: crawlers break lines inside sentences, and a phrase must be found across the break.
        for paragraph in article.body { append(paragraph) }
        let body = bodyStart..<tokens.count
        for caption in article.captions {
            tokens.nextPosition += 1
            append(caption)
        }
        let first = tokenTerms.count
        terms.intern(tokens.termBytes, ends: tokens.termEnds, into: &tokenTerms)
        tokenPositions.append(contentsOf: tokens.positions)
        // A term's script is that of its first token; the others' are the same.
        for index in 0..<tokens.count where Int(tokenTerms[first + index]) == scripts.count {
            scripts.append(tokens.scripts[index])
        }
        articleEnds.append(tokenTerms.count)
        sketcher.addTitle(tokens, hashes: terms.hashes, title)
        sketcher.add(tokens, hashes: terms.hashes, summary)
        sketcher.add(tokens, hashes: terms.hashes, body)
        sketcher.finish().encode(into: &signatures)
    }

    /// Occurrences of words in all articles.
    var wordCount: Int { tokenTerms.count }

    /// Length code of each article, by the number of its words.
    func lengths() -> [UInt8] {
        var start = 0
        return articleEnds.map { end in
            defer { start = end }
            return LengthCode.encode(UInt32(end - start))
        }
    }

    /// Puts into `occurrences` all of them by term in the order of `order`, each term's in the order of articles and positions; returns where each term's end.
    mutating func sort(order: [UInt32]) -> [Int] {
        var counts = [Int](repeating: 0, count: terms.count)
        for term in tokenTerms { counts[Int(term)] += 1 }
        var places = [Int](repeating: 0, count: terms.count)
        var ends: [Int] = []
        ends.reserveCapacity(order.count)
        var total = 0
        for term in order {
            places[Int(term)] = total
            total += counts[Int(term)]
            ends.append(total)
        }
        if occurrences.count < total {
            occurrences = []
            occurrences = .onHugePages(repeating: 0, count: total)
        }
        var token = 0
        for (article, end) in articleEnds.enumerated() {
            let upper = UInt64(article) << 32
            while token < end {
                let term = Int(tokenTerms[token])
                occurrences[places[term]] = upper | UInt64(tokenPositions[token])
                places[term] += 1
                token += 1
            }
        }
        return ends
    }
}
