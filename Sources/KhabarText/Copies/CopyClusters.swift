/// Groups articles whose texts are copies of one story, as they come and go. Does no I/O and holds no text: the caller keeps the signatures.
///
/// An article joins a cluster when its signature agrees with at least half of those of its members that it was compared with, and joins
/// clusters together when several take it; so a chain of stories, each a little like the one before it, does not become one. Nor do
/// the market reports of two days, when one was scraped without its numbers: whatever has the same words and other numbers than a member stays out.
/// Whom it is compared with: the articles that share one of its keys, found through `CopyTable`.
///
/// The work of one call is bounded by `Limits`, whatever the signatures say: a flood of articles with the same keys finds full lists.
/// Clusters depend on the order of arrival only where a limit is reached or a half is missed, and the same calls in the same order always
/// give the same clusters. About 50 bytes an article.
package struct CopyClusters: Sendable {
    /// An article's number among the clusters. Given by `insert`, given again after `remove`.
    package typealias Member = UInt32

    enum Limits {
        /// Signatures compared for one arriving article: some 30 µs at worst.
        static let comparisonsMax = 128
        /// More copies of one story than these are shown as several; a wire story has some hundreds. Bounds relabelling and removal.
        static let clusterMax = 4_096
        /// As many as a segment's articles. Beyond it articles have no copies.
        static let membersMax = CopyTable.membersMax
    }

    /// Which members are in one cluster: a value that searches may keep while the clusters change.
    package private(set) var labels = CopyLabels()
    /// Whether a number is in use.
    private var isMember: [Bool] = []
    private var freeNumbers: [Member] = []
    private var table = CopyTable()

    package init() {}

    package var count: Int { isMember.count - freeNumbers.count }

    /// Bytes of memory.
    package var bytes: Int { table.bytes + labels.bytes + isMember.capacity + 4 * freeNumbers.capacity }

    /// Adds an article and finds its copies; nil for a text too short to have any.
    ///
    /// - Parameters:
    ///   - tag: the caller's name for the article, which the labels keep; `setTag` changes it.
    ///   - expect: told the tags of which signatures will be asked for next, so that they come from memory all at once.
    ///   - signatureOf: by a member's tag, the signature with which it was inserted, and that `remove` will be given for it.
    package mutating func insert(
        _ signature: CopySignature, tag: UInt64, expect: (UInt64) -> Void = { _ in },
        signatureOf: (UInt64) -> CopySignature
    ) -> Member? {
        guard signature.isTelling, count < Limits.membersMax else { return nil }
        let keys = signature.keys
        let accepted = clusters(accepting: signature, keys, expect, signatureOf)
        let member = freeNumbers.popLast() ?? Member(isMember.count)
        if Int(member) == isMember.count { isMember.append(true) } else { isMember[Int(member)] = true }
        labels.begin(member, tag: tag)
        for cluster in accepted { join(member, cluster) }
        if table.isFull { rebuildTable(before: member, signatureOf) }
        table.insert(member, keys)
        return member
    }

    package mutating func setTag(_ tag: UInt64, of member: Member) { labels.setTag(tag, of: member) }

    /// Takes an article out, with the signature that it was inserted with.
    package mutating func remove(_ member: Member, _ signature: CopySignature) {
        precondition(Int(member) < isMember.count && isMember[Int(member)], "no such member")
        table.remove(member, signature.keys)
        let label = labels.label(of: member)
        let size = labels.size(ofCluster: label)
        if let other = labels.leave(member) {
            if label == member {
                labels.relabel(other, other, size: size - 1)
            } else {
                labels.setSize(size - 1, ofCluster: label)
            }
        }
        isMember[Int(member)] = false
        freeNumbers.append(member)
    }

    // MARK: Finding

    /// A cluster and how many of its members agreed.
    private struct Votes {
        var label: Member
        var compared = 0
        var agreed = 0
        /// Some member is the same text with other numbers.
        var isOfAnotherDay = false
    }

    /// Labels of the clusters that take the article.
    private func clusters(
        accepting signature: CopySignature, _ keys: [UInt32], _ expect: (UInt64) -> Void,
        _ signatureOf: (UInt64) -> CopySignature
    ) -> [Member] {
        var candidates: [Member] = []
        table.prefetch(keys)
        for key in keys { table.find(key, into: &candidates, limit: Limits.comparisonsMax) }
        guard !candidates.isEmpty else { return [] }
        for candidate in candidates { expect(labels.tag(of: candidate)) }
        let filter = ShingleFilter(signature)
        var votes: [Votes] = []
        for candidate in candidates {
            let label = labels.label(of: candidate)
            let index = votes.firstIndex { $0.label == label } ?? votes.count
            if index == votes.count { votes.append(Votes(label: label)) }
            votes[index].compared += 1
            let other = signatureOf(labels.tag(of: candidate))
            switch filter.mayBeCopy(other) ? signature.relation(to: other) : .other {
            case .copy: votes[index].agreed += 1
            case .otherNumbers: votes[index].isOfAnotherDay = true
            case .other: break
            }
        }
        let accepting = votes.filter { $0.agreed > 0 && 2 * $0.agreed >= $0.compared && !$0.isOfAnotherDay }
        // Without numbers it cannot be told which day's report it is, so it must not join two of them.
        if signature.numberCount < CopySignature.numbersMin, let best = accepting.max(by: { $0.agreed < $1.agreed }) {
            return [best.label]
        }
        return accepting.map(\.label)
    }

    // MARK: Joining

    /// Joins the clusters of a member and of a label, if both together are not too many.
    private mutating func join(_ member: Member, _ other: Member) {
        let own = labels.label(of: member)
        let sizes = (own: labels.size(ofCluster: own), other: labels.size(ofCluster: other))
        guard own != other, sizes.own + sizes.other <= Limits.clusterMax else { return }
        let size = sizes.own + sizes.other
        // The larger one's label stays: fewer change.
        if sizes.own > sizes.other {
            labels.relabel(other, own, size: size)
        } else {
            labels.relabel(own, other, size: size)
        }
        labels.join(member, other)
    }

    /// A roomier table of all members but `newest`, whose signature the caller does not know yet.
    private mutating func rebuildTable(before newest: Member, _ signatureOf: (UInt64) -> CopySignature) {
        table = CopyTable(members: count + count / 2)
        for member in 0..<Member(isMember.count) where isMember[Int(member)] && member != newest {
            table.insert(member, signatureOf(labels.tag(of: member)).keys)
        }
    }
}
