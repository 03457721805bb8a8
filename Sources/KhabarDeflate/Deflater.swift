internal import CDeflate

/// Compresses whole messages, each as a stream of its own that any inflater of its format reads.
@safe package final class Deflater {
    private let compressor: OpaquePointer
    private let format: Format

    /// - Parameter level: 1 (fast) to 12 (small).
    package init(format: Format = .raw, level: Int32 = 1) {
        self.format = format
        guard let compressor = unsafe libdeflate_alloc_compressor(level) else {
            preconditionFailure("libdeflate refused level \(level) or found no memory")
        }
        unsafe self.compressor = compressor
    }

    deinit { unsafe libdeflate_free_compressor(compressor) }

    /// Appends the compressed form of `message` to `output`; returns how many bytes that were.
    @discardableResult
    package func deflate(_ message: Span<UInt8>, into output: inout [UInt8]) -> Int {
        let bound = bound(message.count)
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: bound))
        let written = unsafe message.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                unsafe deflate(source, into: UnsafeMutableRawBufferPointer(rebasing: target[start...]))
            }
        }
        precondition(written > 0, "libdeflate's bound was too small")
        output.removeLast(bound - written)
        return written
    }

    private func bound(_ count: Int) -> Int {
        switch format {
        case .raw: unsafe libdeflate_deflate_compress_bound(compressor, count)
        case .zlib: unsafe libdeflate_zlib_compress_bound(compressor, count)
        case .gzip: unsafe libdeflate_gzip_compress_bound(compressor, count)
        }
    }

    private func deflate(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int {
        let compress =
            switch format {
            case .raw: unsafe libdeflate_deflate_compress
            case .zlib: unsafe libdeflate_zlib_compress
            case .gzip: unsafe libdeflate_gzip_compress
            }
        return unsafe compress(compressor, source.baseAddress, source.count, target.baseAddress, target.count)
    }
}
