import CHardware
import KhabarIndex
import KhabarStore

/// The log's records and the segment files' contents: what stands before a segment's own bytes. All integers little-endian.
///
///     segment-record  = producer:u64 epoch:u32 refused-count:u32 sequence:u64 index-bytes:u64 text-bytes:u64 refused:u32* index text
///     retract-record  = count:u32 (version:u64 id-bytes:u32 id)*
///     segment-file    = index-bytes:u64 text-bytes:u64 index text
enum RecordKind {
    static let segment: UInt8 = 1
    static let retraction: UInt8 = 2
}

struct RecordError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Little-endian fields read from bytes of the disk.
struct RecordReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws(RecordError) -> Value {
        let width = MemoryLayout<Value>.size
        guard bytes.count - at >= width else { throw RecordError("the record ends early") }
        var value: Value = 0
        for index in (0..<width).reversed() { value = value << 8 | Value(truncatingIfNeeded: bytes[at + index]) }
        at += width
        return value
    }

    mutating func take(_ count: UInt64) throws(RecordError) -> [UInt8] {
        guard count <= UInt64(bytes.count - at) else { throw RecordError("the record ends early") }
        defer { at += Int(count) }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
            unsafe khabar_prefer_huge_pages(buffer.baseAddress, buffer.count)
            (_, initialized) = unsafe buffer.initialize(from: bytes[at..<(at + Int(count))])
        }
    }

    func finish() throws(RecordError) {
        guard at == bytes.count else { throw RecordError("the record has bytes too many") }
    }
}

extension [UInt8] {
    mutating func appendLittle<Value: FixedWidthInteger>(_ value: Value) {
        for index in 0..<MemoryLayout<Value>.size { append(UInt8(truncatingIfNeeded: value >> (8 * Value(index)))) }
    }
}

/// A segment as it arrived, and what of it was refused.
struct SegmentRecord {
    var producer: ProducerSequence
    var refused: [DocID]
    var segment: SegmentBytes

    /// What stands before the segment's bytes.
    static func head(_ producer: ProducerSequence, refused: [DocID], index: Int, text: Int) -> [UInt8] {
        var head: [UInt8] = []
        head.appendLittle(producer.id)
        head.appendLittle(producer.epoch)
        head.appendLittle(UInt32(refused.count))
        head.appendLittle(producer.sequence)
        head.appendLittle(UInt64(index))
        head.appendLittle(UInt64(text))
        for article in refused { head.appendLittle(article) }
        return head
    }

    init(_ payload: [UInt8]) throws(RecordError) {
        var reader = RecordReader(payload)
        let id: UInt64 = try reader.integer()
        let epoch: UInt32 = try reader.integer()
        let refusedCount: UInt32 = try reader.integer()
        producer = ProducerSequence(id: id, epoch: epoch, sequence: try reader.integer())
        let index: UInt64 = try reader.integer()
        let text: UInt64 = try reader.integer()
        refused = []
        for _ in 0..<refusedCount { refused.append(try reader.integer()) }
        segment = SegmentBytes(index: try reader.take(index), text: try reader.take(text))
        try reader.finish()
    }
}

/// Retracted ids with the version up to which each is.
struct RetractionRecord {
    var retractions: [(id: String, version: UInt64)]

    init(_ retractions: [(id: String, version: UInt64)]) { self.retractions = retractions }

    /// What one retraction takes of a record.
    static func entryBytes(_ id: String) -> Int { 12 + id.utf8.count }

    func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendLittle(UInt32(retractions.count))
        for (id, version) in retractions {
            bytes.appendLittle(version)
            bytes.appendLittle(UInt32(id.utf8.count))
            bytes.append(contentsOf: id.utf8)
        }
        return bytes
    }

    init(_ payload: [UInt8]) throws(RecordError) {
        var reader = RecordReader(payload)
        try self.init(from: &reader)
        try reader.finish()
    }

    init(from reader: inout RecordReader) throws(RecordError) {
        let count: UInt32 = try reader.integer()
        retractions = []
        for _ in 0..<count {
            let version: UInt64 = try reader.integer()
            let length: UInt32 = try reader.integer()
            let bytes = try reader.take(UInt64(length))
            guard let id = String(validating: bytes, as: UTF8.self) else { throw RecordError("an id is not UTF-8") }
            retractions.append((id, version))
        }
    }
}

enum SegmentFile {
    static func head(_ segment: Segment) -> [UInt8] {
        var head: [UInt8] = []
        head.appendLittle(UInt64(segment.index.count))
        head.appendLittle(UInt64(segment.text.count))
        return head
    }

    /// Of index and text, by what stands before them.
    static func lengths(_ head: [UInt8]) throws(RecordError) -> [Int] {
        var reader = RecordReader(head)
        let index: UInt64 = try reader.integer()
        let text: UInt64 = try reader.integer()
        try reader.finish()
        return [Int(clamping: index), Int(clamping: text)]
    }

    static func read(_ number: UInt64, from store: Store) throws -> SegmentBytes {
        let parts = try store.readSegmentFile(number, head: headBytes) { (try? lengths($0)) ?? [] }
        guard parts.count == 3 else { throw RecordError("a segment file holds no segment") }
        return SegmentBytes(index: parts[1], text: parts[2])
    }

    static let headBytes = 16
}
