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

    var windowBits: Int32 {
        switch self {
        case .raw: -MAX_WBITS
        case .zlib: MAX_WBITS
        case .gzip: MAX_WBITS + 16
        }
    }
}
