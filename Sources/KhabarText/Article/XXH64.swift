/// XXH64, the 64-bit hash of xxHash (specification: github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
package func xxh64(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    let count = bytes.count
    var at = 0
    var hash: UInt64
    if count >= 32 {
        var lane1 = seed &+ prime1 &+ prime2
        var lane2 = seed &+ prime2
        var lane3 = seed
        var lane4 = seed &- prime1
        while at &+ 32 <= count {
            lane1 = round(lane1, word64(bytes, at))
            lane2 = round(lane2, word64(bytes, at &+ 8))
            lane3 = round(lane3, word64(bytes, at &+ 16))
            lane4 = round(lane4, word64(bytes, at &+ 24))
            at &+= 32
        }
        hash = rotated(lane1, 1) &+ rotated(lane2, 7) &+ rotated(lane3, 12) &+ rotated(lane4, 18)
        for lane in [lane1, lane2, lane3, lane4] {
            hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
        }
    } else {
        hash = seed &+ prime5
    }
    hash &+= UInt64(count)
    while at &+ 8 <= count {
        hash = rotated(hash ^ round(0, word64(bytes, at)), 27) &* prime1 &+ prime4
        at &+= 8
    }
    if at &+ 4 <= count {
        hash = rotated(hash ^ (word32(bytes, at) &* prime1), 23) &* prime2 &+ prime3
        at &+= 4
    }
    while at < count {
        hash = rotated(hash ^ (UInt64(bytes[at]) &* prime5), 11) &* prime1
        at &+= 1
    }
    hash = (hash ^ (hash >> 33)) &* prime2
    hash = (hash ^ (hash >> 29)) &* prime3
    return hash ^ (hash >> 32)
}

private let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
private let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
private let prime3: UInt64 = 0x1656_67B1_9E37_79F9
private let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
private let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

private func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 &- bits) }

private func round(_ lane: UInt64, _ input: UInt64) -> UInt64 { rotated(lane &+ input &* prime2, 31) &* prime1 }

/// Little endian, spelt out: the compiler turns it into one load.
private func word64(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 { word32(bytes, at) | word32(bytes, at &+ 4) << 32 }

private func word32(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 {
    UInt64(bytes[at]) | UInt64(bytes[at &+ 1]) << 8 | UInt64(bytes[at &+ 2]) << 16 | UInt64(bytes[at &+ 3]) << 24
}
