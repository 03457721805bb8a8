/// Walks the positions of one list, an article's after the other's.
struct PositionsWalk {
    private var reader: CheckedReader

    init(_ bytes: ByteView, _ range: Range<Int>) { reader = CheckedReader(bytes, range, "positions") }

    /// Where the next article's positions start.
    var at: Int { reader.at }

    /// Checks the run of the article that has `code`: as many positions as its frequency says, none too high, the first on the code's lead level.
    @inline(__always) mutating func take(_ code: UInt32) throws(SegmentError) {
        let first = try reader.varintOfAnyLength()
        // Numbers of 32 bits, at most `positionMax` of them: no sum of theirs overflows, and none is higher than the last.
        var last = Int(first)
        var rest = Int(PostingCode.frequency(code)) &- 1
        while rest > 0 {
            let differences = reader.shortVarints(atMost: rest)
            if differences.count > 0 {
                last &+= differences.sum
                rest &-= differences.count
            } else {
                last &+= Int(try reader.varint())
                rest &-= 1
            }
        }
        guard last < Int(Limits.positionMax) else { throw reader.error("a position is too high") }
        guard PostingCode.level(code) == (code & 1 == 1 ? Lead.title : Lead.level(first)) else {
            throw reader.error("a posting has another lead level than its first position")
        }
    }

    @inline(__always) func finish() throws(SegmentError) { try reader.finish() }
}
