/// A varint decoded without a branch on how long it is: lengths alternate too irregularly to be foreseen.
struct ShortestVarint {
    let value: UInt32
    let bytes: Int

    /// The varint in the lowest bytes of `word`; nil unless it ends there, fits 32 bits and is in its shortest form.
    @inline(__always) init?(_ word: UInt64) {
        // The lowest high bit that is clear marks the last byte.
        let ends = ~word & 0x80_8080_8080
        let bits = UInt64(truncatingIfNeeded: ends.trailingZeroBitCount) &+ 1
        let all = word & (.max &>> (64 &- bits))
        let value =
            all & 0x7F | all &>> 1 & 0x3F80 | all &>> 2 & 0x1F_C000 | all &>> 3 & 0xFE0_0000 | all &>> 4 & 0x7_F000_0000
        // A last byte of zero says nothing, unless it is the only one. Without an end, `bits` is 65 and `all` something: refused first.
        guard ends != 0, value <= UInt64(UInt32.max), bits == 8 || all &>> (bits &- 8) != 0 else { return nil }
        self.value = UInt32(truncatingIfNeeded: value)
        bytes = Int(truncatingIfNeeded: bits &>> 3)
    }
}
