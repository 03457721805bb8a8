/// Cuts a stream of bytes into lines, whatever pieces it comes in. A line longer than `lineBytesMax` is passed over and reported, never held.
struct LineCutter: RecordCutter {
    private(set) var pending: [UInt8] = []
    private(set) var records: [Record] = []
    /// Where the first line that is not in `records` starts.
    private(set) var consumed = 0
    private(set) var nextNumber: UInt64 = 0
    /// No line feed stands before this index of `pending`.
    private var searched = 0
    /// Inside a line that was too long.
    private var skipping = false
    private let lineBytesMax: Int

    init(lineBytesMax: Int = Limits.recordBytesMax) { self.lineBytesMax = lineBytesMax }

    mutating func take(_ bytes: Span<UInt8>) {
        var start = 0
        if skipping {
            start = indexOfLineFeed(bytes, from: 0)
            guard start < bytes.count else { return }
            start += 1
            endSkipping()
        }
        pending.append(copying: bytes.extracting(start..<bytes.count))
        while true {
            let end = indexOfLineFeed(pending.span, from: searched)
            guard end < pending.count else {
                searched = pending.count
                break
            }
            add(consumed..<end)
            consumed = end + 1
            searched = end + 1
        }
        if pending.count - consumed > lineBytesMax {
            skipping = true
            pending.removeSubrange(consumed...)
            searched = consumed
        }
    }

    mutating func finish() {
        if skipping { endSkipping() } else if consumed < pending.count { add(consumed..<pending.count) }
        consumed = pending.count
    }

    mutating func takeRecords() -> (records: [Record], bytes: [UInt8]) {
        let rest = Array(pending[consumed...])
        defer {
            records = []
            pending = rest
            searched -= consumed
            consumed = 0
        }
        return (records, pending)
    }

    private mutating func endSkipping() {
        skipping = false
        append(.rejected("the line is longer than \(lineBytesMax) bytes"))
    }

    private mutating func add(_ line: Range<Int>) {
        guard line.count <= lineBytesMax else {
            return append(.rejected("the line is longer than \(lineBytesMax) bytes"))
        }
        if isBlank(pending.span.extracting(line)) { nextNumber += 1 } else { append(.bytes(line)) }
    }

    private mutating func append(_ content: Record.Content) {
        records.append(Record(number: nextNumber, line: nextNumber + 1, content: content))
        nextNumber += 1
    }
}

/// Finds the records in one format's bytes. Fed in pieces of any size; memory is bounded by the longest record plus what `takeRecords` has not taken.
protocol RecordCutter {
    /// How many record numbers have been given out.
    var nextNumber: UInt64 { get }
    /// Bytes of `pending` that belong to finished records.
    var consumed: Int { get }
    var records: [Record] { get }
    mutating func take(_ bytes: Span<UInt8>)
    /// The stream has ended (well, or not: what came before is still taken).
    mutating func finish()
    /// Hands over the finished records and the bytes they point into.
    mutating func takeRecords() -> (records: [Record], bytes: [UInt8])
}

@inline(__always)
private func isBlank(_ line: Span<UInt8>) -> Bool {
    for index in 0..<line.count {
        switch line[index] {
        case 0x20, 0x09, 0x0D: continue
        default: return false
        }
    }
    return true
}
