/// How the compressed bytes are framed.
package enum Format: Sendable {
    /// Deflate without header or checksum (RFC 1951).
    case raw
    /// zlib's two-byte header and Adler-32 (RFC 1950).
    case zlib
    /// gzip's header and CRC-32 (RFC 1952).
    case gzip
}
