internal import CZlib

/// Owns one `z_stream` at a fixed address: zlib keeps pointers into it, so it must not move.
@safe struct Stream: ~Copyable {
    let pointer: UnsafeMutablePointer<z_stream>

    init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: z_stream())
    }

    deinit { unsafe pointer.deallocate() }
}

/// How the compressed bytes are framed.
package enum Format: Sendable {
    /// Deflate without header or checksum (RFC 1951).
    case raw
    /// zlib's two-byte header and Adler-32 (RFC 1950).
    case zlib
    /// gzip's header and CRC-32 (RFC 1952).
    case gzip

    /// What zlib takes for a window of two to the power of `bits`, by default the greatest, which reads any stream.
    func windowBits(_ bits: Int32 = MAX_WBITS) -> Int32 {
        switch self {
        case .raw: -bits
        case .zlib: bits
        case .gzip: bits + 16
        }
    }
}
