import KhabarText

@testable import KhabarIndex

/// The plainest evaluator: every article's words in a list, every query by its definition. The oracle of the fast ones.
struct PlainSearch {
    struct Document {
        let article: Article
        /// Terms by position, and where the title ends.
        var terms: [(term: [UInt8], position: UInt32, stems: [[UInt8]])] = []
        var titleEnd: UInt32 = 0
        var lengthCode: UInt8 { LengthCode.encode(UInt32(terms.count)) }
    }

    let documents: [Document]
    /// How many articles have each.
    private let termCounts: [[UInt8]: Int]
    private let stemCounts: [[UInt8]: Int]
    /// Of each stem, without its reading.
    private let stemLetters: [[UInt8]: [Unicode.Scalar]]
    private let stemmer = Stemmer()

    init(_ articles: [Article]) {
        let stemmer = self.stemmer
        let documents = articles.map { article in
            var document = Document(article: article)
            var next: UInt32 = 0
            func add(_ text: String) {
                var tokens = Tokens()
                tokenize(text.utf8.span, into: &tokens)
                let base = next
                for index in 0..<tokens.termEnds.count {
                    let start = index == 0 ? 0 : Int(tokens.termEnds[index - 1])
                    let term = Array(tokens.termBytes[start..<Int(tokens.termEnds[index])])
                    let reading = KhabarText.reading(of: tokens.scripts[index], articleLanguage: article.language)
                    var stems: [[UInt8]] = []
                    if reading != .none && !isStopWord(term.span, reading: reading) {
                        var stem = [reading.rawValue]
                        stemmer.stem(term.span, as: reading, into: &stem)
                        stems.append(stem)
                    }
                    document.terms.append((term, base + tokens.positions[index], stems))
                    next = max(next, base + tokens.positions[index] + 1)
                }
            }
            if let title = article.title { add(title) }
            document.titleEnd = next
            for part in [article.summary, article.dateline] {
                guard let part else { continue }
                next += 1
                add(part)
            }
            next += 1
            for paragraph in article.body { add(paragraph) }
            for caption in article.captions {
                next += 1
                add(caption)
            }
            return document
        }
        func count(_ keys: (Document) -> [[UInt8]]) -> [[UInt8]: Int] {
            var counts: [[UInt8]: Int] = [:]
            for document in documents {
                for key in Set(keys(document)) { counts[key, default: 0] += 1 }
            }
            return counts
        }
        let stemCounts = count { $0.terms.flatMap(\.stems) }
        self.documents = documents
        self.stemCounts = stemCounts
        termCounts = count { $0.terms.map(\.term) }
        stemLetters = Dictionary(uniqueKeysWithValues: stemCounts.keys.map { ($0, Self.letters($0)) })
    }

    private static func letters(_ stem: [UInt8]) -> [Unicode.Scalar] {
        Array(String(decoding: stem.dropFirst(), as: UTF8.self).unicodeScalars)
    }

    private var norms: [Float] {
        let total = documents.reduce(0.0) { $0 + Double(LengthCode.decode($1.lengthCode)) }
        let average = max(Float(total) / Float(max(documents.count, 1)), 1)
        return (0...255).map { code in
            let length = code <= Int(LengthCode.greatest) ? Float(LengthCode.decode(UInt8(code))) : .infinity
            return Scoring.k1 * (1 - Scoring.b + Scoring.b * length / average)
        }
    }

    private func count(_ key: [UInt8], isStem: Bool) -> Int { (isStem ? stemCounts : termCounts)[key] ?? 0 }

    /// The most similar of all stems, by definition: the same reading, the same beginning, many pairs of letters in common.
    private func similar(_ stem: [UInt8]) -> [([UInt8], Float)] {
        func pairs(_ letters: [Unicode.Scalar]) -> [String] {
            zip(letters, letters.dropFirst()).map { first, second in String(first) + String(second) }
        }
        let letters = Self.letters(stem)
        guard letters.count >= SimilarStems.lettersMin else { return [] }
        let own = pairs(letters)
        let beginning = letters.prefix(SimilarStems.prefixLetters)
        var found: [([UInt8], Float)] = []
        for (other, otherLetters) in stemLetters {
            guard other != stem, other[0] == stem[0], otherLetters.starts(with: beginning) else { continue }
            var left = pairs(otherLetters)
            let all = own.count + left.count
            var common = 0
            for pair in own {
                guard let place = left.firstIndex(of: pair) else { continue }
                left.remove(at: place)
                common += 1
            }
            let similarity = all == 0 ? 0 : Float(2 * common) / Float(all)
            if similarity >= SimilarStems.similarityMin { found.append((other, similarity)) }
        }
        found.sort { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.lexicographicallyPrecedes($1.0) }
        return Array(found.prefix(SimilarStems.countMax))
    }

    private func score(_ document: Document, positions: [UInt32], weight: Float, norms: [Float]) -> Int32 {
        let titled = positions.contains { $0 < document.titleEnd }
        let level = titled ? 0 : Lead.level(positions.min()!)
        return Scoring.score(
            weight: weight, frequency: UInt8(min(positions.count, 255)), norm: norms[Int(document.lengthCode)],
            lead: Scoring.leadShares[Int(level)])
    }

    /// Ids of the matching articles with their scores, best first.
    func search(
        _ node: QueryNode, layers: SearchLayers, recency: Recency? = nil
    ) -> [(id: String, score: Int32)] {
        let norms = norms
        let greatest = node.words.reduce(Float(1)) { max($0, $1.boost) }
        let evaluate = evaluator(node.sharing(of: greatest), layers, norms)
        func lowered(_ score: Int32, _ article: Article) -> Int32 {
            guard let recency else { return score }
            return Int32(Double(score) * recency.factor(published: article.published?.seconds))
        }
        return documents.compactMap { document in
            evaluate(document).map { (document.article.id, lowered($0, document.article)) }
        }
        .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    typealias Evaluator = (Document) -> Int32?

    private func evaluator(
        _ node: QueryNode, _ layers: SearchLayers, _ norms: [Float], excludes: Bool = false
    ) -> Evaluator {
        switch node {
        case .word: return all(conjunction([node], layers, norms, excludes))
        case .phrase(let words): return phrase(words, norms)
        case .filter(let filter, _): return { Self.passes($0.article, filter) ? 0 : nil }
        case .list(let clauses): return list(clauses, layers, norms, excludes)
        }
    }

    private func all(_ evaluators: [Evaluator]) -> Evaluator {
        { document in
            guard !evaluators.isEmpty else { return nil }
            var sum: Int32 = 0
            for evaluate in evaluators {
                guard let score = evaluate(document) else { return nil }
                sum += score
            }
            return sum
        }
    }

    /// What must be there of words and other nodes.
    private func conjunction(
        _ nodes: [QueryNode], _ layers: SearchLayers, _ norms: [Float], _ excludes: Bool
    ) -> [Evaluator] {
        var joined = excludes ? [] : joined(nodes, areApart: true)
        return nodes.flatMap { node -> [Evaluator] in
            guard case .word(let words) = node else { return [evaluator(node, layers, norms, excludes: excludes)] }
            let count = words.form == .whole ? analyze(query: words.text).count : 0
            defer { joined.removeFirst(min(count, joined.count)) }
            let evaluators = wordEvaluators(words, layers, norms, joined: Array(joined.prefix(count)))
            return [all(evaluators.map(\.evaluate))]
        }
    }

    private func wordEvaluators(
        _ words: Words, _ layers: SearchLayers, _ norms: [Float], joined: [[QueryTerm]] = [], findsNear: Bool = false
    ) -> [(evaluate: Evaluator, raised: Evaluator, isStopWord: Bool)] {
        let terms = analyze(query: words.text)
        return terms.enumerated().map { index, term in
            var keys = [(key: term.exact, isStem: false, factor: Float(1), least: 0)]
            var near: [(key: [UInt8], isStem: Bool, factor: Float, least: Int)] = []
            if layers.usesStems {
                let stems = term.stems.filter { $0.0 != .none }.map { [$0.0.rawValue] + $0.1 }
                keys += stems.map { ($0, true, QueryPlanner.stemFactor, count(term.exact, isStem: false)) }
                keys += term.siblings.map {
                    ([$0.0.rawValue] + $0.1, true, QueryPlanner.siblingFactor, count(term.exact, isStem: false))
                }
                let commonest = keys.map { count($0.key, isStem: $0.isStem) }.max()!
                if findsNear, !term.isStopWord {
                    near = stems.flatMap(similar).map { ($0.0, true, SimilarStems.weightFactor($0.1), commonest) }
                }
                for word in joined.isEmpty ? [] : joined[index] {
                    keys.append((word.exact, false, 0.9, commonest))
                    for (reading, stem) in word.stems where reading != .none {
                        keys.append(([reading.rawValue] + stem, true, 0.9 * QueryPlanner.stemFactor, commonest))
                    }
                }
            }
            if case .fuzzy(let edits) = words.form {
                let commonest = keys.map { count($0.key, isStem: $0.isStem) }.max()!
                keys += self.near(term.exact, edits).map { ($0.0, false, FuzzyTerms.factors[$0.1], commonest) }
            }
            func weigh(
                _ keys: [(key: [UInt8], isStem: Bool, factor: Float, least: Int)]
            ) -> [(key: [UInt8], isStem: Bool, weight: Float)] {
                keys.map { key, isStem, factor, least in
                    (
                        key, isStem,
                        Scoring.weight(
                            articles: max(count(key, isStem: isStem), least), of: documents.count, factor: factor)
                            * (words.boost * LengthShare.of(term.exact))
                    )
                }
            }
            var weighted = weigh(keys)
            if words.form == .prefix, term.start == terms.last!.start {
                let endings = termCounts.keys.filter { $0.starts(with: term.exact) }
                let postings = min(endings.reduce(0) { $0 + count($1, isStem: false) }, documents.count)
                let weight =
                    words.boost * LengthShare.of(term.exact)
                    * Scoring.weight(articles: postings, of: documents.count, factor: 1)
                weighted = endings.map { ($0, false, weight) }
            }
            func best(of weighted: [(key: [UInt8], isStem: Bool, weight: Float)], _ document: Document) -> Int32? {
                var best: Int32?
                var inField = words.field == .anywhere
                for (key, isStem, weight) in weighted {
                    let positions = document.terms.filter { isStem ? $0.stems.contains(key) : $0.term == key }
                        .map(\.position)
                    guard !positions.isEmpty else { continue }
                    inField = inField || positions.contains { ($0 < document.titleEnd) == (words.field == .title) }
                    // A prefix scores by the terms alone that lie in the field.
                    if words.form == .prefix, term.start == terms.last!.start, words.field != .anywhere,
                        !positions.contains(where: { ($0 < document.titleEnd) == (words.field == .title) })
                    {
                        continue
                    }
                    best = max(best ?? 0, score(document, positions: positions, weight: weight, norms: norms))
                }
                return inField ? best : nil
            }
            let own = weighted
            let all = own + weigh(near)
            return ({ best(of: own, $0) }, { best(of: all, $0) }, term.isStopWord)
        }
    }

    private func phrase(_ words: Words, _ norms: [Float]) -> Evaluator {
        let terms = analyze(query: words.text)
        guard let first = terms.first else { return { _ in nil } }
        if terms.count == 1 { return wordEvaluators(words, .exact, norms)[0].evaluate }
        let total =
            terms.reduce(Float(0)) { sum, term in
                let weight = Scoring.weight(
                    articles: count(term.exact, isStem: false), of: documents.count, factor: 1)
                return sum + weight * (words.boost * LengthShare.of(term.exact))
            }
        let offsets = terms.map { Int($0.position - first.position) }
        return { document in
            let places = terms.map { term in
                document.terms.filter { $0.term == term.exact }.map { Int($0.position) }.filter {
                    words.field == .anywhere || ($0 < document.titleEnd) == (words.field == .title)
                }
            }
            let shifts = Set(zip(places, offsets).flatMap { places, offset in places.map { $0 - offset } })
            // Every choice of one place for each word.
            func fits(_ part: Int, _ taken: [Int], from shift: Int) -> Bool {
                if part == places.count { return true }
                return places[part].contains { place in
                    let own = place - offsets[part]
                    return own >= shift && own <= shift + words.slop && !taken.contains(place)
                        && fits(part + 1, taken + [place], from: shift)
                }
            }
            let matching = shifts.filter { fits(0, [], from: $0) }.sorted()
            guard let shift = matching.first else { return nil }
            let rarest = places.map(\.count).min()!
            let last = max(0, shift + offsets.last! + words.slop)
            return Scoring.score(
                weight: total, frequency: UInt8(min(matching.count, rarest, 255)),
                norm: norms[Int(document.lengthCode)], lead: Scoring.leadShares[Int(Lead.level(UInt32(last)))])
        }
    }

    /// The terms that are a few edits away, by the plain table of distances.
    private func near(_ term: [UInt8], _ edits: Int?) -> [([UInt8], Int)] {
        let wanted = plainLetters(term)
        let limit = min(edits ?? FuzzyTerms.edits(letters: wanted.count), wanted.count - 1)
        var found: [([UInt8], Int)] = []
        for other in termCounts.keys where other != term {
            guard (other[0] < 0x80) == (term[0] < 0x80), other[0] < 0x80 || (other[0] ^ term[0]) & 0xF0 == 0 else {
                continue
            }
            let distance = plainDistance(wanted, plainLetters(other))
            if distance <= limit { found.append((other, distance)) }
        }
        found.sort { one, two in
            if one.1 != two.1 { return one.1 < two.1 }
            let counts = (count(one.0, isStem: false), count(two.0, isStem: false))
            return counts.0 != counts.1 ? counts.0 > counts.1 : one.0.lexicographicallyPrecedes(two.0)
        }
        return Array(found.prefix(FuzzyTerms.countMax))
    }

    private func list(
        _ clauses: [Clause], _ layers: SearchLayers, _ norms: [Float], _ excludes: Bool
    ) -> Evaluator {
        var should: [(evaluate: Evaluator, raised: Evaluator)] = []
        let wanted = clauses.filter { $0.occurrence == .should }.map(\.node)
        let mustScores = clauses.contains { $0.occurrence == .must && !$0.node.isFilter }
        let contents = wanted.map { node in
            guard case .word(let words) = node, words.form == .whole else { return 1 }
            return analyze(query: words.text).count { !$0.isStopWord }
        }
        let hasContent = contents.contains { $0 > 0 }
        // Of one word alone nothing else tells what it may be.
        let scoring = clauses.count { $0.occurrence == .must && !$0.node.isFilter } + contents.reduce(0, +)
        let must = conjunction(clauses.filter { $0.occurrence == .must }.map(\.node), layers, norms, excludes)
        let mustNot = clauses.filter { $0.occurrence == .mustNot }
            .map { evaluator($0.node, layers, norms, excludes: true) }
        var joined = excludes ? [] : joined(wanted)
        for node in wanted {
            if case .word(let words) = node, words.form == .whole {
                let count = analyze(query: words.text).count
                defer { joined.removeFirst(min(count, joined.count)) }
                let evaluators = wordEvaluators(
                    words, layers, norms, joined: Array(joined.prefix(count)), findsNear: scoring > 1)
                should += evaluators.filter { !(mustScores || hasContent) || !$0.isStopWord }
                    .map { ($0.evaluate, $0.raised) }
            } else {
                let evaluate = evaluator(node, layers, norms, excludes: excludes)
                should.append((evaluate, evaluate))
            }
        }
        if should.isEmpty && must.isEmpty && (mustNot.isEmpty || !wanted.isEmpty) { return { _ in nil } }
        let needsWanted = !should.isEmpty && !mustScores
        return { document in
            var sum: Int32 = 0
            for evaluate in must {
                guard let score = evaluate(document) else { return nil }
                sum += score
            }
            if mustNot.contains(where: { $0(document) != nil }) { return nil }
            if needsWanted, !should.contains(where: { $0.evaluate(document) != nil }) { return nil }
            return should.reduce(sum) { $0 + ($1.raised(document) ?? 0) }
        }
    }

    static func passes(_ article: Article, _ filter: Filter) -> Bool {
        switch filter {
        case .everything: true
        case .language(let values): values.contains(article.language)
        case .source(let values): article.source.map(values.contains) ?? false
        case .id(let values): values.contains(article.id)
        case .tag(let values): article.tags.contains(where: values.contains)
        case .published(let range): article.published.map { range.contains($0.seconds) } ?? false
        }
    }
}

extension QueryNode {
    /// The query with its boosts as shares of the greatest.
    fileprivate func sharing(of greatest: Float) -> QueryNode {
        switch self {
        case .word(var words):
            words.boost /= greatest
            return .word(words)
        case .phrase(var words):
            words.boost /= greatest
            return .phrase(words)
        case .filter: return self
        case .list(let clauses): return .list(clauses.map { Clause($0.occurrence, $0.node.sharing(of: greatest)) })
        }
    }
}
