internal import CDeflate

/// Inflates whole messages of known lengths, one after the other, and nothing else. One per thread.
@safe package final class Inflater {
    private let decompressor: OpaquePointer
    private let format: Format

    package init(format: Format = .raw) throws(DeflateError) {
        self.format = format
        guard let decompressor = unsafe libdeflate_alloc_decompressor() else { throw .outOfMemory }
        unsafe self.decompressor = decompressor
    }

    deinit { unsafe libdeflate_free_decompressor(decompressor) }

    /// Replaces what is in `output` by the inflated message; stops hard at `count` bytes. When it throws, `output` is empty.
    ///
    /// - Parameter count: the declared length, already checked against the caller's limit; this many bytes are allocated.
    package func inflate(
        _ message: Span<UInt8>, exactly count: Int, into output: inout [UInt8]
    ) throws(DeflateError) {
        output.removeAll(keepingCapacity: true)
        // One byte more, so that even of an empty message there is a place where its bytes would be.
        output.append(contentsOf: repeatElement(0, count: count + 1))
        var (used, produced) = (0, 0)
        let result = unsafe message.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                unsafe inflate(
                    source, into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]), &used, &produced)
            }
        }
        do throws(DeflateError) {
            switch result {
            case LIBDEFLATE_SUCCESS: break
            case LIBDEFLATE_INSUFFICIENT_SPACE: throw .tooLong(allowed: count)
            default: throw .corrupt
            }
            guard produced == count else { throw .tooShort(expected: count, actual: produced) }
            guard used == message.count else { throw .trailingBytes(message.count - used) }
        } catch {
            output.removeAll(keepingCapacity: true)
            throw error
        }
        output.removeLast()
    }

    private func inflate(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
        _ used: inout Int, _ produced: inout Int
    ) -> libdeflate_result {
        let decompress =
            switch format {
            case .raw: unsafe libdeflate_deflate_decompress_ex
            case .zlib: unsafe libdeflate_zlib_decompress_ex
            case .gzip: unsafe libdeflate_gzip_decompress_ex
            }
        return unsafe decompress(
            decompressor, source.baseAddress, source.count, target.baseAddress, target.count, &used, &produced)
    }
}
