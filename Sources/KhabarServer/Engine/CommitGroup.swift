import KhabarIndex
import KhabarText

/// Segments that are appended together and become durable by one sync.
struct CommitGroup {
    struct Staged {
        var version: UInt64
        var contentHash: UInt64
    }

    /// What this group's segments bring, by id: it is not in the catalogue before it is durable, but later segments must see it.
    private var staged: [ExactString: Staged] = [:]
    var segments: [(segment: Segment, sequence: UInt64, refused: Set<DocID>)] = []
    var producers: [ProducerSequence] = []
    var answers: [(IngestError?) -> Void] = []

    /// Which articles of `segment` change nothing, and what the others bring. Nothing is staged yet: the segment has to be in the log first.
    func decide(_ segment: Segment, _ catalogue: Catalogue) -> (refused: [DocID], brings: [ExactString: Staged]) {
        var refused: [DocID] = []
        var brings: [ExactString: Staged] = [:]
        for article in 0..<DocID(segment.articleCount) {
            let id = segment.id(article)
            let (version, contentHash) = (segment.version(article), segment.contentHash(article))
            let isWanted: Bool
            if let other = staged[ExactString(id)] {
                isWanted = version > other.version || (version == other.version && contentHash != other.contentHash)
            } else {
                isWanted = catalogue.wants(id: id, version: version, contentHash: contentHash)
            }
            if isWanted {
                brings[ExactString(id)] = Staged(version: version, contentHash: contentHash)
            } else {
                refused.append(article)
            }
        }
        return (refused, brings)
    }

    mutating func stage(_ brings: [ExactString: Staged]) { staged.merge(brings) { _, new in new } }
}
