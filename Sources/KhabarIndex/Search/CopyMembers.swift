package import KhabarText

/// The articles of one segment among the clusters of copies: which member each is, and which have copies at all.
package struct CopyMembers: Sendable {
    package typealias Member = CopyClusters.Member

    private static let none = Member.max

    private var members: [Member]
    /// One bit an article, set when it may have copies: searches ask this of each hit, and nearly always need no more.
    private var copied: [UInt64]

    /// - Parameter articleCount: 0 stands for a segment of whose articles none is a member.
    package init(articleCount: Int = 0) {
        members = [Member](repeating: Self.none, count: articleCount)
        copied = [UInt64](repeating: 0, count: (articleCount + 63) / 64)
    }

    package var bytes: Int { 4 * members.count + 8 * copied.count }

    /// nil for an article of which no copies can be told.
    package subscript(article: DocID) -> Member? {
        get {
            let number = Int(article)
            guard number < members.count, members[number] != Self.none else { return nil }
            return members[number]
        }
        set {
            members[Int(article)] = newValue ?? Self.none
            copied[Int(article >> 6)] &= ~(1 << UInt64(article & 63))
        }
    }

    /// False: it has none. True: it had some once.
    @inline(__always) package func mayHaveCopies(_ article: DocID) -> Bool {
        let word = Int(article &>> 6)
        return word < copied.count && copied[word] &>> UInt64(article & 63) & 1 == 1
    }

    package mutating func noteCopies(_ article: DocID) { copied[Int(article >> 6)] |= 1 << UInt64(article & 63) }
}
