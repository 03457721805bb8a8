import KhabarIndex
import KhabarText
import Synchronization

/// An article that is there, not read yet.
struct FoundArticle: Sendable {
    let segment: Segment
    let number: DocID

    /// Length of its text: what reading it costs.
    var textBytes: Int { segment.recordBytes(number) }

    func read() throws(SegmentError) -> Article { try segment.article(number) }
}

/// What is durable, by id.
extension Engine {
    /// By entry, whether the article would change anything that is durable. May wait for the writer.
    func wanted(_ entries: [(id: String, version: UInt64, contentHash: UInt64)]) -> [Bool] {
        catalogue.withLock { catalogue in
            entries.map { catalogue.wants(id: $0.id, version: $0.version, contentHash: $0.contentHash) }
        }
    }

    /// The article under `id`; nil when there is none. May wait for the writer.
    func find(_ id: String) -> FoundArticle? { catalogue.withLock { $0.find(id) } }

    /// The same without waiting: nil while the writer is at the catalogue.
    func findAtOnce(_ id: String) -> FoundArticle?? { catalogue.withLockIfAvailable { $0.find(id) } }

    /// Where the articles under `ids` lie in a snapshot of this moment, which may be a commit ahead of the published one; nil for those that are not there. May wait for the writer.
    func locate(_ ids: [String]) -> (snapshot: Snapshot, places: [ArticlePlace?]) {
        catalogue.withLock { catalogue in
            let snapshot = catalogue.snapshot
            let places = ids.map { id in
                catalogue.named(id).flatMap { snapshot.place($0.place.segment, $0.place.article) }
            }
            return (snapshot, places)
        }
    }
}

extension Catalogue {
    /// The id under which an article lies, or would, that was given `id`: workers take out of it what nobody sees.
    func key(of id: String) -> String {
        guard let key = articleKey(id), ExactString(key) != ExactString(id), current(id) == nil else { return id }
        return key
    }

    fileprivate func named(_ id: String) -> Current? { current(key(of: id)) }

    fileprivate func find(_ id: String) -> FoundArticle? {
        named(id).map { FoundArticle(segment: segment($0.place.segment).segment, number: $0.place.article) }
    }
}
