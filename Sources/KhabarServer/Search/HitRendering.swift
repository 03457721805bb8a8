import KhabarIndex
import KhabarProtocol
import KhabarText

extension KhabarProtocol.Hit {
    /// A hit as clients see it.
    ///
    /// - Parameter maker: cuts the snippet; nil for none.
    init(_ hit: KhabarIndex.Hit, _ snapshot: Snapshot, _ maker: SnippetMaker?) {
        let segment = snapshot.views[hit.place.view].segment
        let article = hit.place.article
        self.init(
            id: segment.id(article), score: hit.points, title: segment.title(article),
            language: segment.language(article), published: segment.published(article).map(WireDate.init),
            source: segment.source(article), url: segment.url(article),
            copies: UInt32(clamping: snapshot.copyCount(hit.place)))
        // An article whose text is damaged is still found; it only can't be shown.
        guard let maker, let snippet = try? maker.snippet(of: article, in: segment) else { return }
        self.snippet = snippet.text
        highlights = snippet.highlights.prefix(Limits.highlightsPerHitMax).map {
            UInt32($0.lowerBound)..<UInt32($0.upperBound)
        }
    }
}

extension FacetCounts {
    init(_ facet: Facet) {
        self.init(
            field: .init(facet.field), valueCount: UInt32(clamping: facet.valueCount),
            values: facet.values.map { Value(value: $0.value, count: UInt64($0.count)) })
    }
}

extension KhabarProtocol.FacetField {
    init(_ field: KhabarIndex.FacetField) {
        switch field {
        case .language: self = .language
        case .source: self = .source
        case .tag: self = .tag
        case .day: self = .day
        case .month: self = .month
        }
    }
}

extension KhabarIndex.FacetRequest {
    init(_ request: KhabarProtocol.FacetRequest) {
        let field: KhabarIndex.FacetField =
            switch request.field {
            case .language: .language
            case .source: .source
            case .tag: .tag
            case .day: .day
            case .month: .month
            }
        self.init(field, limit: Int(request.limit))
    }
}

extension SearchOrder {
    init(_ order: ResultOrder) {
        switch order {
        case .score: self = .score
        case .newest: self = .newest
        case .oldest: self = .oldest
        }
    }
}

extension SearchLayers {
    init(_ layers: Layers) {
        switch layers {
        case .exact: self = .exact
        case .stem: self = .stem
        case .alias: self = .alias
        case .name: self = .name
        }
    }
}

extension WireDate {
    init(_ date: PublicationDate) { self.init(seconds: date.seconds, hasTime: date.hasTime) }
}

extension ErrorMessage {
    static let cancelled = ErrorMessage(
        code: .cancelled, retry: .later, applied: .no, scope: .request, text: "the request was cancelled")
    static let deadlineExceeded = ErrorMessage(
        code: .deadlineExceeded, retry: .later, applied: .no, scope: .request,
        text: "the time for the request is over; give it more")

    static func expired(_ text: String) -> ErrorMessage {
        ErrorMessage(code: .expired, retry: .never, applied: .no, scope: .request, text: text)
    }
}

/// What a search took, for its answer.
func microseconds(_ duration: Duration) -> UInt32 {
    let (seconds, attoseconds) = duration.components
    return UInt32(clamping: max(0, seconds) * 1_000_000 + attoseconds / 1_000_000_000_000)
}
