import KhabarIndex
import KhabarText

/// All segments, which article of which is current, and what was retracted: the state that the log and the segment files amount to.
///
/// The rule by which every replay decides alike: of the articles under one id the one with the greatest (version, sequence) is current, unless a
/// retraction of that id has at least its version.
struct Catalogue {
    private(set) var segments: [LoadedSegment] = []
    /// Index in `segments` by number.
    private var indices: [SegmentNumber: Int] = [:]
    private var nextNumber: SegmentNumber = 1
    private(set) var table = ArticleTable()
    private(set) var retractions: [ExactString: Retraction] = [:]
    /// Everything up to this sequence number was added or retracted here.
    private(set) var lastSequence: UInt64 = 0
    /// The greatest sequence number of a retraction.
    private(set) var lastRetraction: UInt64 = 0
    /// What they take in the manifest.
    private(set) var retractionBytes = 0
    /// Which current articles tell one story.
    private(set) var clusters = CopyClusters()
    /// Articles that are not in `clusters` yet, in the order in which they came; before `clustered` they are.
    private var arrivals: [TablePlace] = []
    private var clustered = 0
    /// By which searches are widened; nil: those that come with Khabar.
    var aliases: Aliases?

    /// That articles are gone.
    struct Retraction: Equatable {
        /// Up to which version.
        var version: UInt64
        /// Of the record that said so, or of a later one.
        var sequence: UInt64
    }

    // MARK: Looking up

    struct Current {
        var place: TablePlace
        var version: UInt64
        var contentHash: UInt64
    }

    func segment(_ number: SegmentNumber) -> LoadedSegment { segments[indices[number]!] }

    func current(_ id: String) -> Current? {
        guard let place = table.place(idHash(id), where: { self.id($0) == ExactString(id) }) else { return nil }
        let segment = segment(place.segment).segment
        return Current(
            place: place, version: segment.version(place.article), contentHash: segment.contentHash(place.article))
    }

    private func id(_ place: TablePlace) -> ExactString {
        ExactString(segment(place.segment).segment.id(place.article))
    }

    /// Whether an article would change anything.
    func wants(id: String, version: UInt64, contentHash: UInt64) -> Bool {
        if let retracted = retractions[ExactString(id)], retracted.version >= version { return false }
        guard let current = current(id) else { return true }
        if version != current.version { return version > current.version }
        return contentHash != current.contentHash
    }

    var snapshot: Snapshot { Snapshot(segments.map(\.view), copies: clusters.labels, aliases: aliases) }

    /// Bytes of the segments, and of what the server keeps beside them.
    var heldBytes: Int { segments.reduce(ownBytes) { $0 + $1.bytes } }

    /// Bytes of what the server keeps beside the segments.
    var ownBytes: Int { table.bytes + copiesBytes + retractedBytes }

    /// Bytes for knowing what was retracted: of each a string and its place in a table, beside what it takes in the manifest.
    var retractedBytes: Int { retractionBytes + retractions.count * 72 }

    /// Bytes for knowing which articles are copies, signatures aside.
    var copiesBytes: Int { clusters.bytes + segments.reduce(0) { $0 + $1.members.bytes } }

    // MARK: Adding

    /// Adds a segment whose `refused` articles were found to change nothing when it was logged.
    mutating func add(_ segment: Segment, origin: LoadedSegment.Origin, refused: Set<DocID>) {
        let number = nextNumber
        nextNumber += 1
        indices[number] = segments.count
        var loaded = LoadedSegment(number: number, segment: segment, origin: origin)
        for article in refused { loaded.live.remove(article) }
        segments.append(loaded)
        table.reserve(segment.articleCount)
        for article in 0..<DocID(segment.articleCount) where !refused.contains(article) {
            admit(TablePlace(segment: number, article: article), of: loaded)
        }
        // Nothing of a segment that is wholly refused or outranked needs to be kept in memory.
        if segments[segments.count - 1].live.count == 0 { drop([number]) }
    }

    /// Most ids are new, and nothing is retracted: that costs one look into the table, and the id is not read.
    private mutating func admit(_ place: TablePlace, of loaded: LoadedSegment) {
        let segment = loaded.segment
        let version = segment.version(place.article)
        if !retractions.isEmpty, let retracted = retractions[ExactString(segment.id(place.article))],
            retracted.version >= version
        {
            kill(place)
            return
        }
        let hash = segment.idHash(place.article)
        let current = table.place(hash) { id($0) == ExactString(segment.id(place.article)) }
        if let current {
            let holder = self.segment(current.segment)
            guard
                (version, loaded.sequence(place.article))
                    >= (holder.segment.version(current.article), holder.sequence(current.article))
            else {
                kill(place)
                return
            }
            kill(current)
        }
        _ = table.set(hash, to: place) { $0 == current }
        arrivals.append(place)
    }

    private mutating func kill(_ place: TablePlace) {
        let index = indices[place.segment]!
        segments[index].live.remove(place.article)
        guard let member = segments[index].members[place.article] else { return }
        clusters.remove(member, segments[index].segment.signature(place.article))
        segments[index].members[place.article] = nil
    }

    // MARK: Copies

    /// Looks for the copies of at most `limit` articles that came; returns whether there were any.
    mutating func cluster(atMost limit: Int) -> Bool {
        let end = min(clustered + limit, arrivals.count)
        guard clustered < end else { return false }
        var signatures = Signatures(segments)
        for index in clustered..<end { cluster(arrivals[index], &signatures) }
        clustered = end
        if clustered == arrivals.count {
            arrivals.removeAll(keepingCapacity: arrivals.count <= Self.arrivalsKept)
            clustered = 0
        }
        return true
    }

    /// Memory for so many arrivals is kept.
    private static let arrivalsKept = 1 << 14

    /// Looks up the segments of signatures; most are of the same one as that before.
    private struct Signatures {
        private let segments: [SegmentNumber: Segment]
        private var last: (number: SegmentNumber, segment: Segment)?

        init(_ segments: [LoadedSegment]) {
            self.segments = Dictionary(uniqueKeysWithValues: segments.map { ($0.number, $0.segment) })
        }

        mutating func segment(_ number: SegmentNumber) -> Segment {
            if let last, last.number == number { return last.segment }
            let segment = segments[number]!
            last = (number, segment)
            return segment
        }
    }

    private mutating func cluster(_ place: TablePlace, _ signatures: inout Signatures) {
        // Replaced, retracted or merged away since it came.
        guard let index = indices[place.segment], segments[index].live.contains(place.article),
            segments[index].members[place.article] == nil
        else { return }
        let signature = segments[index].segment.signature(place.article)
        let member = clusters.insert(signature, tag: place.tag) { tag in
            let other = TablePlace(tag: tag)
            signatures.segment(other.segment).prefetchSignature(other.article)
        } signatureOf: { tag in
            let other = TablePlace(tag: tag)
            return signatures.segment(other.segment).signature(other.article)
        }
        guard let member else { return }
        segments[index].members[place.article] = member
        guard clusters.labels.size(of: member) > 1 else { return }
        for other in clusters.labels.members(with: member) {
            let copy = TablePlace(tag: clusters.labels.tag(of: other))
            segments[indices[copy.segment]!].members.noteCopies(copy.article)
        }
    }

    // MARK: Retracting

    /// Retracts `id` up to `version`, as the record of this sequence number says; returns whether that takes an article away.
    mutating func retract(_ id: String, version: UInt64, sequence: UInt64) -> Bool {
        let version = max(retractions[ExactString(id)]?.version ?? 0, version)
        let known = retractions.updateValue(Retraction(version: version, sequence: sequence), forKey: ExactString(id))
        if known == nil { retractionBytes += RetractionRecord.entryBytes(id) }
        lastRetraction = max(lastRetraction, sequence)
        guard let current = current(id), current.version <= version else { return false }
        kill(current.place)
        let segments = segments
        let indices = indices
        table.remove(idHash(id)) {
            ExactString(segments[indices[$0.segment]!].segment.id($0.article)) == ExactString(id)
        }
        return true
    }

    /// Nothing up to this sequence number is still to come.
    mutating func hasAll(upTo sequence: UInt64) { lastSequence = max(lastSequence, sequence) }

    // MARK: Replacing

    /// Puts `merged`, made of the live articles of `sources` as they were then, in their place. What was replaced or retracted since is taken out of it too.
    mutating func replace(_ sources: [LoadedSegment], by merged: Segment?, origin: LoadedSegment.Origin) {
        let number = nextNumber
        nextNumber += 1
        if let merged {
            var loaded = LoadedSegment(number: number, segment: merged, origin: origin)
            var next: DocID = 0
            var moved: [(hash: UInt64, from: TablePlace, to: TablePlace)] = []
            for source in sources {
                let now = segment(source.number)
                for article in 0..<DocID(source.segment.articleCount) where source.live.contains(article) {
                    let place = TablePlace(segment: number, article: next)
                    next += 1
                    if now.live.contains(article) {
                        if let member = now.members[article] {
                            loaded.members[place.article] = member
                            if now.members.mayHaveCopies(article) { loaded.members.noteCopies(place.article) }
                            clusters.setTag(place.tag, of: member)
                        } else {
                            // Perhaps it waits to be clustered under its old place.
                            arrivals.append(place)
                        }
                        moved.append(
                            (now.segment.idHash(article), TablePlace(segment: source.number, article: article), place))
                    } else {
                        loaded.live.remove(place.article)
                    }
                }
            }
            indices[number] = segments.count
            segments.append(loaded)
            for (hash, from, to) in moved { _ = table.set(hash, to: to) { $0 == from } }
        }
        drop(Set(sources.map(\.number)))
    }

    private mutating func drop(_ numbers: Set<SegmentNumber>) {
        segments.removeAll { numbers.contains($0.number) }
        indices = Dictionary(uniqueKeysWithValues: segments.enumerated().map { ($0.element.number, $0.offset) })
    }
}
