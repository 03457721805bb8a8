import KhabarIndex

/// A segment in memory, where it came from, and what of it still counts.
struct LoadedSegment: Sendable {
    /// What makes the segment durable.
    enum Origin: Sendable, Equatable {
        /// A log record by its sequence number; without a store, just that number.
        case log(UInt64)
        /// A segment file of the store.
        case file(UInt64)
    }

    let number: SegmentNumber
    let segment: Segment
    let origin: Origin
    /// The greatest sequence number of its articles.
    let lastSequence: UInt64
    var live: LiveArticles
    var members: CopyMembers

    init(number: SegmentNumber, segment: Segment, origin: Origin) {
        self.number = number
        self.segment = segment
        self.origin = origin
        lastSequence = (0..<DocID(segment.articleCount)).reduce(Self.record(origin)) { max($0, segment.sequence($1)) }
        live = LiveArticles(all: segment.articleCount)
        members = CopyMembers(articleCount: segment.articleCount)
    }

    var view: SegmentView {
        SegmentView(
            segment, live: live.count == segment.articleCount ? nil : live, members: members, number: number,
            sequence: Self.record(origin), lastSequence: lastSequence)
    }

    /// The sequence number of the record that brought the segment; 0 if a merge made it.
    private static func record(_ origin: Origin) -> UInt64 {
        if case .log(let sequence) = origin { sequence } else { 0 }
    }

    /// The sequence number of an article: its row's, or that of the record that brought it.
    func sequence(_ article: DocID) -> UInt64 {
        let own = segment.sequence(article)
        return own == 0 ? Self.record(origin) : own
    }

    var bytes: Int { segment.index.count + segment.text.count }
}
