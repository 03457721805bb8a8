/// A set of articles of one segment in ascending order, with scores: the nodes of a query that no faster evaluator takes.
///
/// `article` is the current one, or `PostingsCursor.end`. A class, because trees of them are built at run time; queries that matter for speed don't come here.
class ArticleIterator {
    final var article: DocID = 0

    /// Moves to the first article at or after `target`; never goes back.
    func advance(to target: DocID) { preconditionFailure("each kind of node moves in its own way") }

    /// The current article's score; asked at most once an article.
    func score() -> Int32 { 0 }

    /// Whether an article is one of them; those before it are not asked for any more.
    func contains(_ article: DocID) -> Bool {
        advance(to: article)
        return self.article == article
    }
}

final class EmptyIterator: ArticleIterator {
    override init() {
        super.init()
        article = PostingsCursor.end
    }

    override func advance(to target: DocID) {}
}

/// All articles of a segment that a condition on the columns holds for.
final class ColumnIterator: ArticleIterator {
    private let count: DocID
    private let condition: (DocID) -> Bool

    init(articleCount: Int, where condition: @escaping (DocID) -> Bool) {
        count = DocID(articleCount)
        self.condition = condition
        super.init()
        find(from: 0)
    }

    override func advance(to target: DocID) {
        if target > article { find(from: target) }
    }

    override func contains(_ article: DocID) -> Bool { condition(article) }

    private func find(from start: DocID) {
        var next = start
        while next < count && !condition(next) { next += 1 }
        article = next < count ? next : PostingsCursor.end
    }
}

/// Articles with any term of a word; the best one scores.
final class WordIterator: ArticleIterator {
    private var cursors: CursorList
    /// Whose cursors they are.
    private let terms: [PlannedTerm]
    private let scoring: Scoring
    private let field: Words.Field
    /// Only where a field is asked for.
    private var title: TitleWords?

    init(_ word: PlannedWord, _ segment: Segment, number: Int, scoring: Scoring) {
        var list = CursorList(capacity: word.terms.count)
        terms = word.terms.filter { $0.entries[number] != nil }
        for term in terms {
            list.append(ScoredCursor(segment, term.entries[number]!, weight: term.weight, scoring: scoring))
        }
        cursors = list
        self.scoring = scoring
        field = word.field
        title = field == .anywhere ? nil : TitleWords(segment)
        super.init()
        settle()
    }

    override func advance(to target: DocID) {
        guard target > article else { return }
        for index in 0..<cursors.count { cursors[index].cursor.advance(to: target) }
        settle()
    }

    private func settle() {
        while true {
            article = PostingsCursor.end
            for index in 0..<cursors.count { article = min(article, cursors[index].cursor.article) }
            if field == .anywhere || article == PostingsCursor.end { return }
            var isInField = false
            for index in 0..<cursors.count where cursors[index].cursor.article == article {
                isInField =
                    isInField || title!.lets(cursors[index].cursor.code(), of: terms[index], article, into: field)
            }
            if isInField { return }
            for index in 0..<cursors.count where cursors[index].cursor.article == article {
                cursors[index].cursor.next()
            }
        }
    }

    override func score() -> Int32 {
        var best: Int32 = 0
        let norms = scoring.norms
        for index in 0..<cursors.count where cursors[index].cursor.article == article {
            best = max(best, cursors[index].score(norms))
        }
        return best
    }
}

/// Articles with a phrase.
final class PhraseIterator: ArticleIterator {
    private var cursors: CursorList
    private var matcher: PhraseMatcher
    private let weight: Float
    private let segment: Segment
    private let scoring: Scoring
    private var match = PhraseMatch(frequency: 0, level: 0)

    /// nil when a part is absent from the segment.
    init?(_ phrase: PlannedPhrase, _ segment: Segment, number: Int, scoring: Scoring) {
        let entries = phrase.parts.compactMap { $0[number] }
        guard entries.count == phrase.parts.count else { return nil }
        var list = CursorList(capacity: entries.count)
        for entry in entries { list.append(ScoredCursor(segment, entry, weight: 0, scoring: scoring)) }
        cursors = list
        matcher = PhraseMatcher(
            segment, parts: zip(entries, phrase.offsets).map { (entry: $0, offset: $1) }, slop: phrase.slop,
            field: phrase.field)
        weight = phrase.weight
        self.segment = segment
        self.scoring = scoring
        super.init()
        settle(at: 0)
    }

    override func advance(to target: DocID) {
        if target > article { settle(at: target) }
    }

    private func settle(at target: DocID) {
        var target = target
        var index = 0
        while index < cursors.count {
            cursors[index].cursor.advance(to: target)
            let found = cursors[index].cursor.article
            if found == PostingsCursor.end {
                article = found
                return
            }
            if found > target {
                target = found
                index = 0
                continue
            }
            index += 1
            guard index == cursors.count else { continue }
            match = matcher.match(&cursors)
            if match.frequency > 0 { break }
            target += 1
            index = 0
        }
        article = target
    }

    override func score() -> Int32 {
        scoring.score(match, weight: weight, norm: scoring.norms[segment.lengthCode(article)])
    }
}

/// The articles of `base`, which score nothing.
final class SilentIterator: ArticleIterator {
    private let base: ArticleIterator

    init(_ base: ArticleIterator) {
        self.base = base
        super.init()
        article = base.article
    }

    override func advance(to target: DocID) {
        base.advance(to: target)
        article = base.article
    }
}

/// Articles that all children have; the sum of their scores.
final class ConjunctionIterator: ArticleIterator {
    private let children: [ArticleIterator]

    init(_ children: [ArticleIterator]) {
        self.children = children
        super.init()
        settle(at: 0)
    }

    override func advance(to target: DocID) {
        if target > article { settle(at: target) }
    }

    private func settle(at start: DocID) {
        var target = start
        var agreeing = 0
        while agreeing < children.count {
            agreeing = 0
            for child in children {
                child.advance(to: target)
                if child.article == target { agreeing += 1 } else { target = child.article }
                if target == PostingsCursor.end {
                    article = target
                    return
                }
            }
        }
        article = target
    }

    override func score() -> Int32 { children.reduce(0) { Scoring.sum($0, $1.score()) } }
}

/// Articles that any child has; the sum of the scores of those that do.
final class DisjunctionIterator: ArticleIterator {
    private let children: [ArticleIterator]
    /// The children's articles: few of them have the current one, and the others need not be touched.
    private var articles: [DocID]

    init(_ children: [ArticleIterator]) {
        self.children = children
        articles = children.map(\.article)
        super.init()
        article = articles.min() ?? PostingsCursor.end
    }

    override func advance(to target: DocID) {
        guard target > article else { return }
        var next = PostingsCursor.end
        for index in articles.indices {
            if articles[index] < target {
                children[index].advance(to: target)
                articles[index] = children[index].article
            }
            next = min(next, articles[index])
        }
        article = next
    }

    override func score() -> Int32 {
        var sum: Int32 = 0
        for index in articles.indices where articles[index] == article {
            sum = Scoring.sum(sum, children[index].score())
        }
        return sum
    }
}

/// The articles of `base` that `excluded` has not; those that `optional` has too score its score more.
final class RefinedIterator: ArticleIterator {
    private let base: ArticleIterator
    private let excluded: ArticleIterator
    private let optional: ArticleIterator

    init(_ base: ArticleIterator, excluding excluded: ArticleIterator, preferring optional: ArticleIterator) {
        self.base = base
        self.excluded = excluded
        self.optional = optional
        super.init()
        settle()
    }

    override func advance(to target: DocID) {
        guard target > article else { return }
        base.advance(to: target)
        settle()
    }

    private func settle() {
        while base.article != PostingsCursor.end {
            excluded.advance(to: base.article)
            guard excluded.article == base.article else { break }
            base.advance(to: base.article + 1)
        }
        article = base.article
    }

    override func score() -> Int32 {
        optional.advance(to: article)
        return Scoring.sum(base.score(), optional.article == article ? optional.score() : 0)
    }
}
