internal import CHardware
import Glibc
import Synchronization

/// Writes one large file past the system's file cache (`O_DIRECT`), a block-aligned piece at a time through a buffer of its own.
///
/// Bytes that nobody reads soon need no place in the cache. Making one for each page is most of what a buffered write costs where the cache grows: 2.5 ms a MB
/// on a virtual machine whose memory was never touched, 0.4 where pages are used again, 0.2 past the cache. What is not aligned, at either end of a
/// run of bytes, goes through the cache as always, so a file's length is what was written.
package final class DirectWriter: Sendable {
    /// Direct writes start and end at multiples of this: no file system in use asks for more than a page.
    static let alignment = 4_096
    /// Copied while it is in the processor's cache; larger pieces are no faster.
    static let pieceBytes = 1 << 20

    private let descriptor: Int32
    private let buffer: Mutex<PieceBuffer>

    /// nil where the file system has no such writes.
    init?(_ path: String) {
        descriptor = unsafe khabar_open_direct(path)
        guard descriptor >= 0 else { return nil }
        buffer = Mutex(PieceBuffer())
    }

    deinit { _ = close(descriptor) }

    /// Whether it is worth it: a few blocks are cheaper in one write through the cache than in three.
    static func pays(bytes: Int) -> Bool { bytes >= pieceBytes / 4 }

    /// Writes the first piece of the parts' bytes after the first `skipped`, at `offset` of the file that `cached` is open on too. Returns how many bytes
    /// were written, or -1 with `errno`.
    func write(at offset: UInt64, _ parts: [[UInt8]], skipping skipped: Int, cached: Int32) -> Int {
        buffer.withLock { buffer in
            let misaligned = Int(offset % UInt64(Self.alignment))
            let wanted = misaligned == 0 ? Self.pieceBytes : Self.alignment - misaligned
            let filled = buffer.fill(parts, skipping: skipped, upTo: wanted)
            let direct = misaligned == 0 ? filled & ~(Self.alignment - 1) : 0
            if direct > 0 {
                let written = unsafe pwrite(descriptor, buffer.bytes, direct, off_t(offset))
                // A device with larger blocks, or a file system that thinks better of it.
                if written >= 0 || errno != EINVAL { return written }
            }
            return unsafe pwrite(cached, buffer.bytes, filled, off_t(offset))
        }
    }
}

/// Memory for one piece, aligned as direct writes need it.
@safe
private struct PieceBuffer: ~Copyable {
    let bytes: UnsafeMutableRawPointer

    init() {
        unsafe bytes = .allocate(byteCount: DirectWriter.pieceBytes, alignment: DirectWriter.alignment)
    }

    deinit { unsafe bytes.deallocate() }

    /// Copies up to `limit` of the parts' bytes after the first `skipped`; returns how many.
    func fill(_ parts: [[UInt8]], skipping skipped: Int, upTo limit: Int) -> Int {
        var skip = skipped
        var filled = 0
        for part in parts {
            if skip >= part.count {
                skip -= part.count
                continue
            }
            let count = min(part.count - skip, limit - filled)
            unsafe part.withUnsafeBytes { source in
                unsafe (bytes + filled).copyMemory(from: source.baseAddress! + skip, byteCount: count)
            }
            filled += count
            skip = 0
            if filled == limit { break }
        }
        return filled
    }
}
