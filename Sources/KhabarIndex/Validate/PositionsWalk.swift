/// Walks the positions of one list, an article's after the other's.
struct PositionsWalk {
    private var reader: CheckedReader

    init(_ bytes: ByteView, _ range: Range<Int>) { reader = CheckedReader(bytes, range, "positions") }

    /// Where the next article's positions start.
    var at: Int { reader.at }

    /// Checks the run of the article that has `code`: as many positions as its frequency says, none too high, the first on the code's lead level.
    ///
    /// Most runs are a number of one byte or two and at most six of one byte. They take one branch: nobody could foresee several.
    @inline(__always) mutating func take(_ code: UInt32, _ leads: borrowing LeadRanges) throws(SegmentError) {
        let rest = UInt64(PostingCode.frequency(code) &- 1)
        // Eight bytes at once may lie past the end, but not outside the view: they are looked at, never taken.
        if rest < 7, reader.at <= reader.bytes.count &- 8 {
            let word = reader.bytes.u64(reader.at)
            let goesOn = word &>> 7 & 1
            let count = 1 &+ goesOn &+ rest
            // Of all these bytes the first alone may have its high bit, and a second byte of zero would say nothing.
            let highs = word & (0x8080_8080_8080_8080 &>> (64 &- 8 &* count))
            let first = word & 0x7F | word &>> 1 & 0x3F80 & (0 &- goesOn)
            if highs == goesOn &<< 7, first &>> 7 >= goesOn, Int(truncatingIfNeeded: count) <= reader.end &- reader.at {
                reader.at &+= Int(truncatingIfNeeded: count)
                guard leads.holds(code, first: UInt32(truncatingIfNeeded: first)) else { throw wrongLevel() }
                return
            }
        }
        let (first, next) = try run(Int(rest))
        reader.at = next
        guard leads.holds(code, first: first) else { throw wrongLevel() }
    }

    /// The first of any run's positions, and where its `1 + rest` numbers end. Changes nothing, so that the loops around it keep the walk in registers.
    @inline(never) private func run(_ rest: Int) throws(SegmentError) -> (first: UInt32, next: Int) {
        var (reader, rest) = (reader, rest)
        let first = try reader.varintOfAnyLength()
        // Numbers of 32 bits, at most `positionMax` of them: no sum of theirs overflows, and none is higher than the last.
        var last = Int(first)
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
        return (first, reader.at)
    }

    @inline(never) private func wrongLevel() -> SegmentError {
        reader.error("a posting has another lead level than its first position")
    }

    @inline(__always) func finish() throws(SegmentError) { try reader.finish() }
}

/// Which first positions a posting's code allows, by its lead level and whether it stands in the title: `Lead.level` turned round, so that one comparison
/// tells.
struct LeadRanges: ~Copyable {
    /// For each of the code's four lowest bits: the least position, and in the upper half how many there are.
    private let ranges = Scratch<UInt64>(repeating: 0, count: 16)

    init() {
        // The last level has no end; no position is as high as this.
        let end: UInt32 = .max
        let starts = (0...Lead.lastStart).filter { $0 == 0 || Lead.level($0) != Lead.level($0 - 1) } + [end]
        for level in 0..<Lead.levels {
            ranges[level << 1] = UInt64(starts[level]) | UInt64(starts[level + 1] - starts[level]) << 32
        }
        ranges[Int(Lead.title << 1 | 1)] = UInt64(end) << 32
    }

    @inline(__always) func holds(_ code: UInt32, first: UInt32) -> Bool {
        let range = ranges[Int(code & 15)]
        return first &- UInt32(truncatingIfNeeded: range) < UInt32(truncatingIfNeeded: range &>> 32)
    }
}
