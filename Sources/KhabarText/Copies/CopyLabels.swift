/// The clusters of all members at one moment: copied in no time, since chunks that did not change are shared between the copies.
///
/// Two members are copies of one story when their labels are equal. A label is the number of one of the cluster's members, and may change as
/// articles come and go: it means something only beside other labels of the same value.
package struct CopyLabels: Sendable {
    private static let chunkCount = 1_024

    private struct Entry {
        var label: UInt32
        /// The next member of the same cluster, around in a ring.
        var next: UInt32
        /// How many members the cluster has, where the label is the member itself.
        var size: UInt32
        var tag: UInt64
    }

    package init() {}

    /// By member, in chunks.
    private var chunks: [[Entry]] = []

    package func label(of member: UInt32) -> UInt32 { self[member].label }

    /// How many articles tell this member's story, itself included; at least 1.
    package func size(of member: UInt32) -> Int { size(ofCluster: label(of: member)) }

    /// All members of an article's cluster, itself first; at most `CopyClusters.Limits.clusterMax`.
    package func members(with member: UInt32) -> [UInt32] {
        var members = [member]
        var other = next(member)
        while other != member {
            members.append(other)
            other = next(other)
        }
        return members
    }

    /// What the member was inserted with, or was given since.
    package func tag(of member: UInt32) -> UInt64 { self[member].tag }

    func size(ofCluster label: UInt32) -> Int { Int(self[label].size) }
    func next(_ member: UInt32) -> UInt32 { self[member].next }

    var bytes: Int { MemoryLayout<Entry>.stride * chunks.count * Self.chunkCount }

    // MARK: Changing

    /// Makes a member, new or used before, its own cluster.
    mutating func begin(_ member: UInt32, tag: UInt64) {
        if Int(member) / Self.chunkCount == chunks.count {
            chunks.append([Entry](repeating: Entry(label: 0, next: 0, size: 0, tag: 0), count: Self.chunkCount))
        }
        self[member] = Entry(label: member, next: member, size: 1, tag: tag)
    }

    mutating func setTag(_ tag: UInt64, of member: UInt32) { self[member].tag = tag }

    /// Makes one ring of two; what labels and size say is not yet true.
    mutating func join(_ member: UInt32, _ other: UInt32) {
        let (next, otherNext) = (next(member), next(other))
        self[member].next = otherNext
        self[other].next = next
    }

    /// Takes a member out of its ring and makes it its own cluster; returns another of the ring, if there is one.
    mutating func leave(_ member: UInt32) -> UInt32? {
        let successor = next(member)
        guard successor != member else { return nil }
        var before = successor
        while next(before) != member { before = next(before) }
        self[before].next = successor
        begin(member, tag: tag(of: member))
        return successor
    }

    /// Gives a whole ring a label, which must be one of it, and a size.
    mutating func relabel(_ start: UInt32, _ label: UInt32, size: Int) {
        var member = start
        repeat {
            self[member].label = label
            member = next(member)
        } while member != start
        setSize(size, ofCluster: label)
    }

    mutating func setSize(_ size: Int, ofCluster label: UInt32) { self[label].size = UInt32(size) }

    private subscript(member: UInt32) -> Entry {
        get { chunks[Int(member) / Self.chunkCount][Int(member) % Self.chunkCount] }
        _modify { yield &chunks[Int(member) / Self.chunkCount][Int(member) % Self.chunkCount] }
    }
}
