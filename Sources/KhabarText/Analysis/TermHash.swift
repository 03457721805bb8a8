/// A term's hash: multiply-and-fold over words of eight bytes (the construction of wyhash and its kin). Equal on every machine, never 0.
///
/// Signatures of copies are made of it, so that changing it changes the analyser.
///
/// - Parameter bytes: of which those from `start` to `end` are the term; holds at least seven more.
@inlinable
@inline(__always)
package func termHash(_ bytes: UnsafeRawPointer, _ start: Int, _ end: Int) -> UInt64 {
    var hash: UInt64 = 0x2D35_8DCC_AA6C_78A5 ^ UInt64(truncatingIfNeeded: end &- start)
    var at = start
    while at < end {
        var word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        let left = end &- at
        if left < 8 { word &= (1 &<< UInt64(left &* 8)) &- 1 }
        let product = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        hash = product.high ^ product.low
        at &+= 8
    }
    hash ^= hash &>> 29
    return hash == 0 ? 1 : hash
}

extension Tokens {
    /// The hash of each token's term.
    package func termHashes() -> [UInt64] {
        unsafe termBytes.withUnsafeBytes { bytes in
            (0..<count).map { token in
                let range = termRange(token)
                return unsafe termHash(bytes.baseAddress.unsafelyUnwrapped, range.lowerBound, range.upperBound)
            }
        }
    }
}
