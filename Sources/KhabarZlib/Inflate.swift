internal import CZlib

/// Inflates one whole message whose length is known, and nothing else: stops hard at `count` bytes.
///
/// - Parameters:
///   - count: the declared length, already checked against the caller's limit; this many bytes are allocated.
///   - dictionary: what the writer's `Deflater` was primed with.
package func inflate(
    _ message: Span<UInt8>, format: Format = .raw, dictionary: Span<UInt8>, exactly count: Int
) throws(ZlibError) -> [UInt8] {
    let stream = Stream()
    let opened = unsafe inflateInit2_(
        stream.pointer, format.windowBits(), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard opened == Z_OK else { throw .outOfMemory }
    defer { _ = unsafe inflateEnd(stream.pointer) }
    if dictionary.count > 0 {
        let set = unsafe dictionary.withUnsafeBufferPointer {
            unsafe inflateSetDictionary(stream.pointer, $0.baseAddress, UInt32($0.count))
        }
        guard set == Z_OK else { throw .corrupt }
    }
    // One byte more than declared: zlib reports the end of a stream only once it may write past it.
    var output = [UInt8](repeating: 0, count: count + 1)
    let status = unsafe message.withUnsafeBufferPointer { source in
        unsafe output.withUnsafeMutableBufferPointer { target in
            unsafe stream.pointer.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointer.pointee.avail_in = UInt32(source.count)
            unsafe stream.pointer.pointee.next_out = target.baseAddress
            unsafe stream.pointer.pointee.avail_out = UInt32(target.count)
            return unsafe CZlib.inflate(stream.pointer, Z_FINISH)
        }
    }
    let produced = count + 1 - Int(unsafe stream.pointer.pointee.avail_out)
    switch status {
    case Z_STREAM_END: break
    case Z_BUF_ERROR: throw produced > count ? .tooLong(allowed: count) : .truncated
    case Z_MEM_ERROR: throw .outOfMemory
    default: throw .corrupt
    }
    guard produced <= count else { throw .tooLong(allowed: count) }
    guard produced == count else { throw .tooShort(expected: count, actual: produced) }
    let rest = Int(unsafe stream.pointer.pointee.avail_in)
    guard rest == 0 else { throw .trailingBytes(rest) }
    output.removeLast()
    return output
}

/// Inflates one whole message without a dictionary.
package func inflate(
    _ message: Span<UInt8>, format: Format = .raw, exactly count: Int
) throws(ZlibError) -> [UInt8] {
    try inflate(message, format: format, dictionary: [UInt8]().span, exactly: count)
}
