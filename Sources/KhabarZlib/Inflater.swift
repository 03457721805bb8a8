internal import CZlib

/// Inflates whole messages of known lengths, one after the other, and nothing else.
///
/// Keeps zlib's state and window between them: for a message of a few kilobytes they cost more to make than to use. One per thread.
package final class Inflater {
    private let stream = Stream()

    package init(format: Format = .raw) throws(ZlibError) {
        let opened = unsafe inflateInit2_(
            stream.pointer, format.windowBits(), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .outOfMemory }
    }

    deinit { _ = unsafe inflateEnd(stream.pointer) }

    /// Replaces what is in `output` by the inflated message; stops hard at `count` bytes. When it throws, `output` is empty.
    ///
    /// - Parameters:
    ///   - dictionary: what the writer's `Deflater` was primed with.
    ///   - count: the declared length, already checked against the caller's limit; this many bytes are allocated.
    package func inflate(
        _ message: Span<UInt8>, dictionary: Span<UInt8>, exactly count: Int, into output: inout [UInt8]
    ) throws(ZlibError) {
        output.removeAll(keepingCapacity: true)
        guard unsafe inflateReset(stream.pointer) == Z_OK else { throw .corrupt }
        if dictionary.count > 0 {
            let set = unsafe dictionary.withUnsafeBufferPointer {
                unsafe inflateSetDictionary(stream.pointer, $0.baseAddress, UInt32($0.count))
            }
            guard set == Z_OK else { throw .corrupt }
        }
        // One byte more than declared: zlib reports the end of a stream only once it may write past it.
        output.append(contentsOf: repeatElement(0, count: count + 1))
        do throws(ZlibError) {
            try finish(message, count, &output)
        } catch {
            output.removeAll(keepingCapacity: true)
            throw error
        }
        output.removeLast()
    }

    private func finish(_ message: Span<UInt8>, _ count: Int, _ output: inout [UInt8]) throws(ZlibError) {
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
    }
}
