internal import CHardware

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `bytes`, continuing from the checksum of what came before them (0 to start).
package func crc32c(_ bytes: Span<UInt8>, continuing crc: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { unsafe khabar_crc32c(crc, $0.baseAddress, $0.count) }
}

extension [UInt8] {
    /// Appends a copy of `bytes`.
    package mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
