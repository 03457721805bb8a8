internal import CZlib

/// Compresses whole messages, each as a stream of its own, optionally primed with a dictionary.
///
/// The primed state is prepared once and copied for each message (`deflateCopy`), because setting a dictionary hashes all of it.
package final class Deflater {
    private let memory = BlockCache()
    private let primed = Stream()
    private let working = Stream()

    /// - Parameters:
    ///   - level: 1 (fast) to 9 (small).
    ///   - windowBits: how far back a repeat may lie, as a power of two from 9 to 15. Short messages are compressed faster with less: the state
    ///     that is copied for each shrinks by four times what the window does.
    ///   - dictionary: at most a window of bytes that the reader will know too; the most useful bytes last. Not for gzip.
    package init(format: Format = .raw, level: Int32 = 1, windowBits: Int32 = 15, dictionary: [UInt8] = []) {
        memory.serve(primed)
        let opened = unsafe deflateInit2_(
            primed.pointer, level, Z_DEFLATED, format.windowBits(windowBits), 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(opened == Z_OK, "deflateInit2 refused its arguments or found no memory")
        guard !dictionary.isEmpty else { return }
        let set = unsafe dictionary.withUnsafeBufferPointer {
            unsafe deflateSetDictionary(primed.pointer, $0.baseAddress, UInt32($0.count))
        }
        precondition(set == Z_OK, "deflateSetDictionary refused the dictionary")
    }

    deinit { _ = unsafe deflateEnd(primed.pointer) }

    /// Appends the compressed form of `message` to `output`; returns how many bytes that were.
    @discardableResult
    package func deflate(_ message: Span<UInt8>, into output: inout [UInt8]) -> Int {
        let copied = unsafe deflateCopy(working.pointer, primed.pointer)
        precondition(copied == Z_OK, "deflateCopy found no memory")
        defer { _ = unsafe deflateEnd(working.pointer) }
        let bound = unsafe Int(deflateBound(working.pointer, UInt(message.count)))
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: bound))
        let written = unsafe message.withUnsafeBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe working.pointer.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe working.pointer.pointee.avail_in = UInt32(source.count)
                unsafe working.pointer.pointee.next_out = target.baseAddress! + start
                unsafe working.pointer.pointee.avail_out = UInt32(bound)
                let status = unsafe CZlib.deflate(working.pointer, Z_FINISH)
                precondition(status == Z_STREAM_END, "deflateBound was too small")
                return bound - Int(unsafe working.pointer.pointee.avail_out)
            }
        }
        output.removeLast(bound - written)
        return written
    }
}
