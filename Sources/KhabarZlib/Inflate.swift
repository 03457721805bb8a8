/// Inflates one whole message whose length is known, and nothing else: stops hard at `count` bytes. Who has many uses an `Inflater`.
///
/// - Parameters:
///   - count: the declared length, already checked against the caller's limit; this many bytes are allocated.
///   - dictionary: what the writer's `Deflater` was primed with.
package func inflate(
    _ message: Span<UInt8>, format: Format = .raw, dictionary: Span<UInt8>, exactly count: Int
) throws(ZlibError) -> [UInt8] {
    var output: [UInt8] = []
    try Inflater(format: format).inflate(message, dictionary: dictionary, exactly: count, into: &output)
    return output
}

/// Inflates one whole message without a dictionary.
package func inflate(
    _ message: Span<UInt8>, format: Format = .raw, exactly count: Int
) throws(ZlibError) -> [UInt8] {
    try inflate(message, format: format, dictionary: [UInt8]().span, exactly: count)
}
