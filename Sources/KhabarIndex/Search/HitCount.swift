/// How many articles match: exact as far as anybody reads on, then a lower bound.
package struct HitCount: Sendable, Equatable {
    /// Up to here every match is counted, so that small totals are exact; beyond, skipping pays.
    static let exactMax = 1_000

    private var counted = 0
    /// What is known without counting, such as the number of articles of one required term.
    private let atLeast: Int
    /// Whether `total` is all of them.
    package private(set) var isExact = true

    init(atLeast: Int) { self.atLeast = atLeast }

    /// Once matches were skipped, what was counted depends on how articles are cut into segments, so it no longer speaks.
    package var total: Int { isExact ? counted : max(Self.exactMax, atLeast) }

    /// Whether matches may be left out that are not among the best. When so many are known of beforehand, none need be counted.
    var mayPrune: Bool { counted >= Self.exactMax || atLeast >= Self.exactMax }

    @inline(__always) mutating func found() { counted &+= 1 }

    mutating func skipped() { isExact = false }
}
