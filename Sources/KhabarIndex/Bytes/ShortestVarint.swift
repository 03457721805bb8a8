/// A varint decoded without a branch on whether it takes one byte or two: they alternate too irregularly to be foreseen.
struct ShortestVarint {
    let value: UInt32
    let bytes: Int

    /// The varint in the lowest bytes of `word`; nil unless it ends there, fits 32 bits and is in its shortest form.
    @inline(__always) init?(_ word: UInt64) {
        let goesOn = word &>> 7 & 1
        if word & (0x80 &<< (8 &* goesOn)) == 0 {
            let value = word & 0x7F | word &>> 1 & 0x3F80 & (0 &- goesOn)
            // A second byte of zero would say nothing.
            guard value &>> 7 >= goesOn else { return nil }
            self.value = UInt32(truncatingIfNeeded: value)
            bytes = Int(truncatingIfNeeded: 1 &+ goesOn)
            return
        }
        // The lowest high bit that is clear marks the last byte; a last byte of zero would say nothing.
        let ends = ~word & 0x80_8080_8080
        guard ends != 0 else { return nil }
        let bits = UInt64(truncatingIfNeeded: ends.trailingZeroBitCount) &+ 1
        let all = word & (.max &>> (64 &- bits))
        let value =
            all & 0x7F | all &>> 1 & 0x3F80 | all &>> 2 & 0x1F_C000 | all &>> 3 & 0xFE0_0000 | all &>> 4 & 0x7_F000_0000
        guard value <= UInt64(UInt32.max), all &>> (bits &- 8) != 0 else { return nil }
        self.value = UInt32(truncatingIfNeeded: value)
        bytes = Int(truncatingIfNeeded: bits &>> 3)
    }
}
