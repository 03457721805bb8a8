/// How near an article's beginning a term first stands, in eight levels: news say first what they are about.
///
/// Part of the format. What a level is worth is the ranking's affair, see `Scoring.leadShares`.
enum Lead {
    /// Level of whatever stands in the title.
    static let title: UInt32 = 0
    static let levels = 8
    static let lastLevel: UInt32 = 7

    /// Of a term's first position: 0 below 8, then one more with every doubling, 7 from 512 on.
    @inline(__always) static func level(_ position: UInt32) -> UInt32 {
        if position < 8 { return 0 }
        return min(UInt32(truncatingIfNeeded: 29 &- position.leadingZeroBitCount), lastLevel)
    }
}
