/// How near an article's beginning a term first stands, in eight levels: news say first what they are about.
///
/// Part of the format. What a level is worth is the ranking's affair, see `Scoring.leadShares`.
enum Lead {
    /// Level of whatever stands in the title.
    static let title: UInt32 = 0
    static let levels = 8
    static let lastLevel: UInt32 = 7
    /// Where the last level starts.
    static let lastStart: UInt32 = 264

    /// Of a term's first position. The steps are those of exp(-position / 100) in equal parts, so that a level says as much as its bits can.
    @inline(__always) static func level(_ position: UInt32) -> UInt32 {
        // Each step not reached takes one off, by its difference's sign: comparisons would become branches that nobody can foresee.
        let position = Int64(position)
        var level: Int64 = 7
        level &+= (position &- 8) &>> 63
        level &+= (position &- 25) &>> 63
        level &+= (position &- 45) &>> 63
        level &+= (position &- 70) &>> 63
        level &+= (position &- 103) &>> 63
        level &+= (position &- 155) &>> 63
        level &+= (position &- Int64(lastStart)) &>> 63
        return UInt32(truncatingIfNeeded: level)
    }
}
