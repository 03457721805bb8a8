/// Packs and unpacks blocks of 128 integers with a fixed number of bits each, four lanes at a time.
///
/// Value `i` lies in lane `i % 4`; each lane packs its 32 values, lowest bits first, into `bits` words of 32 bits; word `w` of the four lanes
/// lies at byte `16 * w`. A block so takes `16 * bits` bytes. (The vertical layout of Lemire and Boytsov, "Decoding billions of
/// integers per second through vectorization", 2015.)
enum BitPacking {
    static let blockCount = 128

    static func bytes(bits: Int) -> Int { bits * 16 }

    /// How many bits the largest of `values` needs.
    static func bits(_ values: Span<UInt32>) -> Int {
        var union: UInt32 = 0
        for index in values.indices { union |= values[index] }
        return 32 - union.leadingZeroBitCount
    }

    /// Appends the packed form of exactly 128 `values`, each below `2^bits`.
    static func pack(_ values: Span<UInt32>, bits: Int, into output: inout [UInt8]) {
        precondition(values.count == blockCount && bits <= 32)
        guard bits > 0 else { return }
        // Gathered first: appending a few bytes costs as much as appending them all.
        var packed = InlineArray<128, UInt32>(repeating: 0)
        var end = 0
        var word = SIMD4<UInt32>()
        var filled = 0
        var index = 0
        while index < blockCount {
            let lanes = SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
            word |= lanes &<< SIMD4(repeating: UInt32(filled))
            filled += bits
            if filled >= 32 {
                for lane in 0..<4 { packed[end &+ lane] = word[lane].littleEndian }
                end &+= 4
                filled -= 32
                let taken = UInt32(bits - filled)
                word = filled > 0 ? lanes &>> SIMD4(repeating: taken) : SIMD4()
            }
            index += 4
        }
        unsafe packed.span.withUnsafeBytes {
            unsafe output.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<bytes(bits: bits)]))
        }
    }

    /// Unpacks 128 values of `bits` bits from `bytes` at `offset` into `output`; returns the bits that any of them has.
    @inline(__always) @discardableResult
    static func unpack(
        _ bytes: ByteView, at offset: Int, bits: Int, into output: UnsafeMutablePointer<UInt32>
    ) -> UInt32 {
        var union = SIMD4<UInt32>()
        unsafe unpack(bytes, at: offset, bits: bits, into: output) { values in
            union |= values
            return values
        }
        return anyLane(union)
    }

    /// The same for gaps: stores the 128 numbers that ascend from `before` by each gap and one. Returns the bits that any gap has, and any number.
    @inline(__always) @discardableResult
    static func unpackAscending(
        _ bytes: ByteView, at offset: Int, bits: Int, after before: UInt32,
        into output: UnsafeMutablePointer<UInt32>
    ) -> (gaps: UInt32, numbers: UInt32) {
        var last = SIMD4<UInt32>(repeating: before)
        var (allGaps, allNumbers) = (SIMD4<UInt32>(), SIMD4<UInt32>())
        unsafe unpack(bytes, at: offset, bits: bits, into: output) { gaps in
            allGaps |= gaps
            // Sums within the four in two steps, then from the last four on.
            let zero = SIMD4<UInt32>()
            var sums = gaps &+ SIMD4(repeating: 1)
            sums = sums &+ SIMD4(lowHalf: SIMD2(zero[0], sums[0]), highHalf: SIMD2(sums[1], sums[2]))
            sums = sums &+ SIMD4(lowHalf: SIMD2(zero[0], zero[1]), highHalf: SIMD2(sums[0], sums[1]))
            sums = sums &+ last
            last = SIMD4(repeating: sums[3])
            allNumbers |= sums
            return sums
        }
        return (anyLane(allGaps), anyLane(allNumbers))
    }

    @inline(__always) private static func anyLane(_ lanes: SIMD4<UInt32>) -> UInt32 {
        lanes[0] | lanes[1] | lanes[2] | lanes[3]
    }

    @inline(__always)
    private static func unpack(
        _ bytes: ByteView, at offset: Int, bits: Int, into output: UnsafeMutablePointer<UInt32>,
        _ transform: (SIMD4<UInt32>) -> SIMD4<UInt32>
    ) {
        let target = UnsafeMutableRawPointer(output)
        if bits == 0 {
            var index = 0
            while index < 32 {
                unsafe target.storeBytes(
                    of: transform(SIMD4<UInt32>()), toByteOffset: index &* 16, as: SIMD4<UInt32>.self)
                index &+= 1
            }
            return
        }
        let mask = SIMD4<UInt32>(repeating: bits == 32 ? .max : (1 &<< UInt32(bits)) &- 1)
        var at = offset
        var word = bytes.vector(at)
        var used: UInt32 = 0
        let width = UInt32(bits)
        var index = 0
        while index < 32 {
            var value = word &>> SIMD4(repeating: used)
            used &+= width
            if used >= 32 {
                used &-= 32
                if index < 31 {
                    at &+= 16
                    word = bytes.vector(at)
                    if used > 0 { value |= word &<< SIMD4(repeating: width &- used) }
                }
            }
            unsafe target.storeBytes(of: transform(value & mask), toByteOffset: index &* 16, as: SIMD4<UInt32>.self)
            index &+= 1
        }
    }

    /// Value `index` alone of 128 packed ones.
    @inline(__always)
    static func value(_ index: Int, of bytes: ByteView, at offset: Int, bits: Int) -> UInt32 {
        if bits == 0 { return 0 }
        let lane = offset &+ 4 &* (index & 3)
        let bit = (index &>> 2) &* bits
        let (word, shift) = (bit &>> 5, UInt64(bit & 31))
        var value = UInt64(bytes.u32(lane &+ 16 &* word)) &>> shift
        if Int(shift) &+ bits > 32 { value |= UInt64(bytes.u32(lane &+ 16 &* word &+ 16)) &<< (32 &- shift) }
        return UInt32(truncatingIfNeeded: value & ((1 &<< UInt64(bits)) &- 1))
    }
}
