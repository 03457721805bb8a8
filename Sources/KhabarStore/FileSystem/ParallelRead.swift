internal import CHardware
import Dispatch
import Glibc
import Synchronization

/// A read of many bytes in pieces, on all cores at once: most of what a large one takes is the system's, which clears each page of memory before it gives it away.
///
/// Safe to share between the threads of `run`: each writes its own piece of the buffer, and nothing else.
@safe
struct ParallelRead: @unchecked Sendable {
    /// What was read.
    struct Piece {
        /// Bytes: fewer than wanted where the file ends or there was an error.
        var filled = 0
        /// The error's number, 0 for none.
        var failure: Int32 = 0
        /// CRC-32C of these bytes, if it was asked for; else 0.
        var checksum: UInt32 = 0
    }

    private let descriptor: Int32
    private let offset: UInt64
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private let sums: Bool

    /// A few huge pages, so that a piece costs far more than handing it to a thread.
    private static let pieceBytes = 8 << 20
    /// What is to be summed is read in steps that are still in the core's own cache then.
    private static let stepBytes = 256 << 10

    init(_ descriptor: Int32, at offset: UInt64, into buffer: UnsafeMutableBufferPointer<UInt8>, sums: Bool) {
        self.descriptor = descriptor
        self.offset = offset
        unsafe self.buffer = buffer
        self.sums = sums
    }

    func run() -> Piece {
        let count = unsafe buffer.count
        let pieces = (count + Self.pieceBytes - 1) / Self.pieceBytes
        if pieces <= 1 { return read(0..<count) }
        let results = Mutex([Piece](repeating: Piece(), count: pieces))
        DispatchQueue.concurrentPerform(iterations: pieces) { number in
            let start = number * Self.pieceBytes
            let piece = read(start..<min(start + Self.pieceBytes, count))
            results.withLock { $0[number] = piece }
        }
        // What lies behind a piece that is not whole doesn't count.
        var whole = Piece()
        for (number, piece) in results.withLock({ $0 }).enumerated() {
            whole.filled += piece.filled
            whole.failure = piece.failure
            whole.checksum = checksum(whole.checksum, then: piece.checksum, bytes: piece.filled)
            if piece.failure != 0 || whole.filled < min((number + 1) * Self.pieceBytes, count) { break }
        }
        return whole
    }

    private func read(_ range: Range<Int>) -> Piece {
        var piece = Piece()
        while piece.filled < range.count {
            let at = range.lowerBound + piece.filled
            let wanted = min(range.count - piece.filled, sums ? Self.stepBytes : .max)
            let got = unsafe pread(descriptor, buffer.baseAddress! + at, wanted, off_t(offset) + off_t(at))
            if got == 0 { break }
            if got > 0 {
                if sums { piece.checksum = unsafe khabar_crc32c(piece.checksum, buffer.baseAddress! + at, got) }
                piece.filled += got
            } else if errno != EINTR {
                piece.failure = errno
                break
            }
        }
        return piece
    }
}
