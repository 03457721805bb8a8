/// A segment to merge, with the articles of it that still count.
package struct MergeSource {
    package let segment: Segment
    /// nil: all of them.
    package let live: LiveArticles?
    /// The server's sequence number for articles that have none yet; 0 leaves them without.
    package let sequence: UInt64

    package init(_ segment: Segment, live: LiveArticles? = nil, sequence: UInt64 = 0) {
        self.segment = segment
        self.live = live
        self.sequence = sequence
    }

    /// Whether no article is left out.
    var isWhole: Bool { (live?.count ?? segment.articleCount) == segment.articleCount }
}

/// One segment with the live articles of `sources`, in their order; nil when none is left.
///
/// Equal to the segment that a builder would write of the same articles, but for text: it is neither inflated nor, in memory, copied.
/// All sources must have the same analyser version.
package func merge(_ sources: [MergeSource]) -> Segment? {
    precondition(Set(sources.map(\.segment.analyserVersion)).count == 1)
    let renumbering = Renumbering(sources)
    guard renumbering.count > 0 else { return nil }
    let columns = MergedColumns(sources, renumbering)
    var layers = LayerMerge(sources, renumbering, lengths: columns.lengths)
    layers.merge()
    let index = SegmentHeader.assemble(
        analyserVersion: sources[0].segment.analyserVersion, articleCount: renumbering.count,
        textBytes: columns.text.count,
        totalLength: columns.lengths.reduce(0) { $0 + UInt64(LengthCode.decode($1)) },
        columns: [
            columns.rows, columns.lengths, columns.signatures, columns.ids.finish(), columns.urls.finish(),
            columns.titles.finish(), columns.sources.finish(), columns.languages.finish(),
        ],
        lists: layers.finish())
    let storage = ByteStorage(index)
    // What the merge wrote is checked like what comes from outside, but for the sum that was made of it just now: a bug here must not reach the disk.
    let checked = try? SegmentHeader.validated(storage.view, textBytes: columns.text.count, isSummed: true)
    guard let header = checked else {
        preconditionFailure("a merge wrote a head that does not validate")
    }
    return Segment(index: storage, header: header, text: columns.text)
}

/// Where each article of each source goes.
struct Renumbering {
    static let gone = DocID.max

    /// By source, then by old number.
    let numbers: [[DocID]]
    /// By source: the new number of its first article, if it is whole.
    let starts: [DocID]
    let count: Int

    init(_ sources: [MergeSource]) {
        var next: DocID = 0
        var starts: [DocID] = []
        numbers = sources.map { source in
            starts.append(next)
            return (0..<DocID(source.segment.articleCount)).map { article in
                guard source.live?.contains(article) ?? true else { return Self.gone }
                defer { next += 1 }
                return next
            }
        }
        self.starts = starts
        count = Int(next)
    }
}
