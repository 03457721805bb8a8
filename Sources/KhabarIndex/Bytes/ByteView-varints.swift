extension ByteView {
    /// Where the bytes go on after `count` varints.
    ///
    /// Counts the bytes that end one, 32 at a time, then eight; of the last eight the running counts tell where the last number ends. No branch depends on
    /// a single byte, which nobody could foresee.
    func skipVarints(_ count: Int, from start: Int) -> Int {
        var at = start
        var left = count
        while left > 32 && at + 32 <= self.count {
            let ends = varintEnds(at) &+ varintEnds(at &+ 8) &+ varintEnds(at &+ 16) &+ varintEnds(at &+ 24)
            left &-= Int((ends &* Self.eachByte) &>> 56)
            at &+= 32
        }
        while left > 0 && at + 8 <= self.count {
            let running = varintEnds(at) &* Self.eachByte
            if left <= 8 {
                // A byte's high bit: whether so many have ended there.
                let reached = (running &+ UInt64(0x80 &- left) &* Self.eachByte) & (0x80 &* Self.eachByte)
                if reached != 0 { return at &+ reached.trailingZeroBitCount &>> 3 &+ 1 }
            }
            left &-= Int(running &>> 56)
            at &+= 8
        }
        while left > 0 {
            if u8(at) < 0x80 { left -= 1 }
            at += 1
        }
        return at
    }

    private static var eachByte: UInt64 { 0x0101_0101_0101_0101 }

    /// Of eight bytes, 1 in each that ends a varint.
    @inline(__always) private func varintEnds(_ at: Int) -> UInt64 { (~u64(at) &>> 7) & Self.eachByte }
}
