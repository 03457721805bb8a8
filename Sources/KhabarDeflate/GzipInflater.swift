internal import CZlib

/// Inflates a gzip file piece by piece, with memory that does not depend on its size.
///
/// A file may hold several members one after the other (RFC 1952, section 2.2; Common Crawl has one per record): their contents are joined.
package final class GzipInflater {
    /// The greatest window, which reads any file; 16 more tells zlib that it is gzip.
    private static let gzipWindowBits = MAX_WBITS + 16

    private let stream = ZlibStream()
    private var window: [UInt8]
    /// Between two members, where the file may end.
    private var atMemberBoundary = true
    private var sawMember = false
    /// Compressed bytes taken so far, all members together.
    package private(set) var bytesTaken = 0

    /// - Parameter windowBytes: how many inflated bytes `inflate` hands over at a time, at most.
    package init(windowBytes: Int = 256 << 10) throws(DeflateError) {
        window = [UInt8](repeating: 0, count: windowBytes)
        let opened = unsafe inflateInit2_(
            stream.pointer, Self.gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .outOfMemory }
    }

    deinit { _ = unsafe inflateEnd(stream.pointer) }

    /// Takes the next compressed bytes and hands over what they inflate to, in pieces of at most `windowBytes`.
    package func inflate(_ input: Span<UInt8>, to body: (borrowing Span<UInt8>) throws -> Void) throws {
        var taken = 0
        while taken < input.count {
            if atMemberBoundary {
                // gzip files are padded with zeros on tapes and by some archivers.
                if sawMember && input[taken] == 0 {
                    taken += 1
                    bytesTaken += 1
                    continue
                }
                guard unsafe inflateReset(stream.pointer) == Z_OK else { throw DeflateError.corrupt }
                atMemberBoundary = false
                sawMember = true
            }
            let (status, used, produced) = step(input, from: taken)
            taken += used
            bytesTaken += used
            try deliver(produced, to: body)
            switch status {
            case Z_STREAM_END: atMemberBoundary = true
            case Z_OK: break
            case Z_BUF_ERROR where used > 0 || produced > 0: break
            case Z_BUF_ERROR: return
            case Z_MEM_ERROR: throw DeflateError.outOfMemory
            default: throw DeflateError.corrupt
            }
        }
        // A full window may hide more output behind input that is already taken.
        while !atMemberBoundary {
            let (status, _, produced) = step(input, from: taken)
            try deliver(produced, to: body)
            switch status {
            case Z_STREAM_END: atMemberBoundary = true
            case Z_OK where produced > 0: continue
            case Z_OK, Z_BUF_ERROR: return
            case Z_MEM_ERROR: throw DeflateError.outOfMemory
            default: throw DeflateError.corrupt
            }
        }
    }

    /// Call at the end of the file: it must end between two members.
    package func finish() throws(DeflateError) {
        guard atMemberBoundary else { throw .truncated }
    }

    private func deliver(_ count: Int, to body: (borrowing Span<UInt8>) throws -> Void) throws {
        guard count > 0 else { return }
        let whole = window
        try body(whole.span.extracting(0..<count))
    }

    private func step(_ input: Span<UInt8>, from start: Int) -> (status: Int32, used: Int, produced: Int) {
        let available = min(input.count - start, Int(Int32.max))
        return unsafe input.withUnsafeBufferPointer { source in
            unsafe window.withUnsafeMutableBufferPointer { target in
                unsafe stream.pointer.pointee.next_in = source.baseAddress.map {
                    unsafe UnsafeMutablePointer(mutating: $0 + start)
                }
                unsafe stream.pointer.pointee.avail_in = UInt32(available)
                unsafe stream.pointer.pointee.next_out = target.baseAddress
                unsafe stream.pointer.pointee.avail_out = UInt32(target.count)
                let status = unsafe CZlib.inflate(stream.pointer, Z_NO_FLUSH)
                return (
                    status, available - Int(unsafe stream.pointer.pointee.avail_in),
                    target.count - Int(unsafe stream.pointer.pointee.avail_out)
                )
            }
        }
    }
}

/// Owns one `z_stream` at a fixed address: zlib keeps pointers into it, so it must not move.
@safe private struct ZlibStream: ~Copyable {
    let pointer: UnsafeMutablePointer<z_stream>

    init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: z_stream())
    }

    deinit { unsafe pointer.deallocate() }
}
