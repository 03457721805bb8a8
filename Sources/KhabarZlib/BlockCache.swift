internal import CZlib

/// Memory for zlib's states that outlives them: a block that is given back serves the next state that asks for one of its size.
///
/// A deflate state is 100 to 260 KiB. Made and freed for each message through malloc, its pages went back to the system each time, and faulting
/// them in again cost more than compressing an article.
@safe final class BlockCache {
    /// In front of each block, its size; as wide as the strictest alignment, so that blocks are aligned as malloc's are.
    private static let headBytes = 16

    private var free: [UnsafeMutableRawPointer] = unsafe []

    /// Makes `stream` take its memory from here. The cache must outlive the stream's states.
    func serve(_ stream: borrowing Stream) {
        unsafe stream.pointer.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
        unsafe stream.pointer.pointee.zalloc = { cache, count, size in
            unsafe Unmanaged<BlockCache>.fromOpaque(cache!).takeUnretainedValue().take(Int(count) * Int(size))
        }
        unsafe stream.pointer.pointee.zfree = { cache, block in
            unsafe Unmanaged<BlockCache>.fromOpaque(cache!).takeUnretainedValue().give(block!)
        }
    }

    private func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        for index in unsafe free.indices.reversed() {
            let head = unsafe free[index]
            guard unsafe head.load(as: Int.self) == bytes else { continue }
            unsafe free.remove(at: index)
            return unsafe head + Self.headBytes
        }
        let head = UnsafeMutableRawPointer.allocate(
            byteCount: Self.headBytes + bytes, alignment: Self.headBytes)
        unsafe head.storeBytes(of: bytes, as: Int.self)
        return unsafe head + Self.headBytes
    }

    private func give(_ block: UnsafeMutableRawPointer) { unsafe free.append(block - Self.headBytes) }

    deinit { unsafe free.forEach { unsafe $0.deallocate() } }
}
