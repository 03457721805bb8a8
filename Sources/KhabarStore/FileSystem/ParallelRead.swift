import Dispatch
import Glibc
import Synchronization

/// A read of many bytes in pieces, on all cores at once: most of what a large one takes is the system's, which clears each page of memory before it gives it away.
///
/// Safe to share between the threads of `run`: each writes its own piece of the buffer, and nothing else.
@safe
struct ParallelRead: @unchecked Sendable {
    private let descriptor: Int32
    private let offset: UInt64
    private let buffer: UnsafeMutableBufferPointer<UInt8>

    /// A few huge pages, so that a piece costs far more than handing it to a thread.
    private static let pieceBytes = 8 << 20

    init(_ descriptor: Int32, at offset: UInt64, into buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.descriptor = descriptor
        self.offset = offset
        unsafe self.buffer = buffer
    }

    /// Returns how many bytes were read, fewer than wanted where the file ends or there was an error, and its number, 0 for none.
    func run() -> (filled: Int, failure: Int32) {
        let count = unsafe buffer.count
        let pieces = (count + Self.pieceBytes - 1) / Self.pieceBytes
        if pieces <= 1 { return read(0..<count) }
        let results = Mutex([(filled: Int, failure: Int32)](repeating: (0, 0), count: pieces))
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let start = piece * Self.pieceBytes
            let result = read(start..<min(start + Self.pieceBytes, count))
            results.withLock { $0[piece] = result }
        }
        // What lies behind a piece that is not whole doesn't count.
        var filled = 0
        for (piece, result) in results.withLock({ $0 }).enumerated() {
            filled += result.filled
            if result.failure != 0 || filled < min((piece + 1) * Self.pieceBytes, count) {
                return (filled, result.failure)
            }
        }
        return (filled, 0)
    }

    private func read(_ range: Range<Int>) -> (filled: Int, failure: Int32) {
        var filled = 0
        while filled < range.count {
            let at = range.lowerBound + filled
            let got = unsafe pread(
                descriptor, buffer.baseAddress! + at, range.count - filled, off_t(offset) + off_t(at))
            if got == 0 { break }
            if got > 0 {
                filled += got
            } else if errno != EINTR {
                return (filled, errno)
            }
        }
        return (filled, 0)
    }
}
