@testable import KhabarIndex

/// The merge of dictionaries and lists as its definition says, term by term, every list decoded and written again: what `LayerMerge` is held against.
struct PlainMerge: ~Copyable {
    private(set) var dictionaries: [Layer: [UInt8]] = [:]
    private(set) var positions: [UInt8] = []
    private var writer: PostingsWriter
    private let sources: [MergeSource]
    private let renumbering: Renumbering
    private var exactLists: [[Int: Int]]
    private var exactEntries: [(entry: TermEntry, wholeHolders: Int?)] = []

    var postings: [UInt8] { writer.output }

    private struct Holder {
        let source: Int
        let entry: TermEntry
        let isShared: Bool
    }

    init(_ sources: [MergeSource], lengths: [UInt8]) {
        self.sources = sources
        renumbering = Renumbering(sources)
        writer = PostingsWriter(lengths: lengths)
        exactLists = Array(repeating: [:], count: sources.count)
        for layer in Layer.allCases { merge(layer) }
    }

    private mutating func merge(_ layer: Layer) {
        var terms: [[UInt8]: [Holder]] = [:]
        for (source, merged) in sources.enumerated() {
            var cursor = merged.segment.dictionary(of: layer).cursor()
            while !cursor.isAtEnd {
                cursor.read()
                let holder = Holder(source: source, entry: cursor.entry, isShared: cursor.isShared)
                terms[cursor.term, default: []].append(holder)
            }
        }
        var dictionary = TermDictionaryWriter(layer: layer)
        for (term, holders) in terms.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let shared = Set(
                holders.map { $0.isShared ? exactLists[$0.source][$0.entry.postings.lowerBound] : nil })
            if let number = shared.first, shared.count == 1, let number,
                exactEntries[number].wholeHolders == holders.count
            {
                dictionary.append(term.span, exactEntries[number].entry, isShared: true)
                continue
            }
            guard let entry = write(holders, layer) else { continue }
            dictionary.append(term.span, entry)
            guard layer == .exact else { continue }
            for holder in holders {
                exactLists[holder.source][holder.entry.postings.lowerBound] = exactEntries.count
            }
            exactEntries.append((entry, holders.allSatisfy { sources[$0.source].isWhole } ? holders.count : nil))
        }
        dictionaries[layer] = dictionary.finish()
    }

    private mutating func write(_ holders: [Holder], _ layer: Layer) -> TermEntry? {
        var list: [Posting] = []
        var ends: [UInt32] = []
        let start = positions.count
        for holder in holders {
            let segment = sources[holder.source].segment
            var cursor = segment.postings(holder.entry)
            var at = segment.range(.positions).lowerBound + holder.entry.positions.lowerBound
            while cursor.article != PostingsCursor.end {
                let posting = Posting(
                    article: renumbering.numbers[holder.source][Int(cursor.article)], code: cursor.code())
                let before = at
                if layer.hasPositions { for _ in 0..<posting.frequency { _ = segment.view.varint(&at) } }
                cursor.next()
                guard posting.article != Renumbering.gone else { continue }
                positions += segment.view.array(before..<at)
                list.append(posting)
                if layer.hasPositions && list.count % 128 == 0 { ends.append(UInt32(positions.count - start)) }
            }
        }
        guard !list.isEmpty else { return nil }
        let postingsStart = writer.output.count
        _ = writer.write(list, positionsEnds: ends)
        return TermEntry(
            articleCount: UInt32(list.count), postings: postingsStart..<writer.output.count,
            positions: start..<positions.count)
    }
}
