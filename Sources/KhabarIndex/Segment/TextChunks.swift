/// A segment's text as chunks end to end: a merged segment shares the chunks of its sources instead of copying them.
package struct TextChunks: Sendable {
    package private(set) var chunks: [ByteStorage] = []
    /// Where each chunk starts; ascending from 0.
    private var starts: [Int] = []
    package private(set) var count = 0

    package init() {}

    package init(_ bytes: consuming [UInt8]) {
        append(ByteStorage(bytes))
    }

    mutating func append(_ chunk: ByteStorage) {
        guard chunk.count > 0 else { return }
        starts.append(count)
        chunks.append(chunk)
        count += chunk.count
    }

    mutating func append(_ other: TextChunks) {
        for chunk in other.chunks { append(chunk) }
    }

    /// Chunks smaller than this cost more as objects than as a copy.
    static let copyBytesMax = 256 << 10

    /// The same text with runs of small chunks joined, so that their number stays small.
    func compacted() -> TextChunks {
        var joined = TextChunks()
        var pending: [UInt8] = []
        for chunk in chunks {
            if chunk.count >= Self.copyBytesMax {
                if !pending.isEmpty { joined.append(ByteStorage(pending)) }
                pending = []
                joined.append(chunk)
            } else {
                pending.append(contentsOf: chunk.bytes)
            }
        }
        if !pending.isEmpty { joined.append(ByteStorage(pending)) }
        return joined
    }

    /// Hands over `count` bytes from `offset` on; a range inside one chunk copies nothing.
    func withBytes<Result>(
        at offset: UInt64, count: Int, _ body: (Span<UInt8>) throws(SegmentError) -> Result
    ) throws(SegmentError) -> Result {
        guard let start = Int(exactly: offset), count >= 0, start <= self.count, count <= self.count - start else {
            throw SegmentError("text: bytes \(offset) to \(offset)+\(count) lie outside of it")
        }
        guard count > 0 else { return try body([UInt8]().span) }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= start { low = middle + 1 } else { high = middle }
        }
        let bytes = chunks[low - 1].bytes
        let local = start - starts[low - 1]
        guard count <= bytes.count - local else { throw SegmentError("text: an article crosses two chunks") }
        return try body(bytes.span.extracting(local..<(local + count)))
    }
}
