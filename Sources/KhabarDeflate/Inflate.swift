/// Inflates one whole message whose length is known, and nothing else: stops hard at `count` bytes. Who has many uses an `Inflater`.
///
/// - Parameter count: the declared length, already checked against the caller's limit; this many bytes are allocated.
package func inflate(
    _ message: Span<UInt8>, format: Format = .raw, exactly count: Int
) throws(DeflateError) -> [UInt8] {
    var output: [UInt8] = []
    try Inflater(format: format).inflate(message, exactly: count, into: &output)
    return output
}
