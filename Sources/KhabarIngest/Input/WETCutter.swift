/// Cuts a stream of bytes into WARC conversion records. A damaged or too long record is reported and passed over, up to the next one that begins well.
struct WETCutter: RecordCutter {
    private enum State {
        /// Between records: blank lines, then a version line.
        case between
        /// In a record whose content is `bytes` long, starting at `consumed`; the header ends at `content`.
        case record(content: Int, bytes: Int, wanted: Bool, type: String)
        /// In the content of a record that is not kept, which began in `line`; this many bytes are left.
        case skipping(Int, line: UInt64)
        /// After damage: looking for a line that begins a record.
        case lost
    }

    private(set) var pending: [UInt8] = []
    private(set) var records: [Record] = []
    private(set) var consumed = 0
    private(set) var nextNumber: UInt64 = 0
    private var state = State.between
    /// Line of the byte at `consumed`.
    private var line: UInt64 = 1
    private let recordBytesMax: Int

    init(recordBytesMax: Int = Limits.recordBytesMax) { self.recordBytesMax = recordBytesMax }

    mutating func take(_ bytes: Span<UInt8>) {
        pending.append(copying: bytes)
        while step() {}
    }

    mutating func finish() {
        switch state {
        case .between, .lost:
            if case .between = state, consumed < pending.count {
                append(.rejected("the file ends inside a record's header"))
            }
        case .record: append(.rejected("the file ends inside this record"))
        // A damaged length takes the rest of the file with it.
        case .skipping(_, let line):
            append(
                .rejected("\(tooLong), and the file ends before it does: whatever follows its header is lost"), at: line
            )
        }
        advance(to: pending.count)
        state = .between
    }

    mutating func takeRecords() -> (records: [Record], bytes: [UInt8]) {
        let rest = Array(pending[consumed...])
        if case .record(let content, let bytes, let wanted, let type) = state {
            state = .record(content: content - consumed, bytes: bytes, wanted: wanted, type: type)
        }
        defer {
            records = []
            pending = rest
            consumed = 0
        }
        return (records, pending)
    }

    /// One step of the machine; false when more bytes are needed.
    private mutating func step() -> Bool {
        switch state {
        case .between: beginRecord()
        case .record(let content, let bytes, let wanted, let type):
            endRecord(content: content, bytes: bytes, wanted: wanted, type: type)
        case .skipping(let left, let line): skip(left, line)
        case .lost: findRecord()
        }
    }

    private mutating func beginRecord() -> Bool {
        var start = consumed
        while start < pending.count, pending[start] == 0x0A || pending[start] == 0x0D { start += 1 }
        advance(to: start)
        guard start < pending.count else { return false }
        let known = min(5, pending.count - start)
        guard hasPrefix(pending.span.extracting(start..<pending.count), "WARC/") || known < 5 else {
            return loseTrack("a WARC record was expected")
        }
        guard let content = wetContentStart(pending.span, from: start) else {
            guard pending.count - start > Limits.warcHeaderBytesMax else { return false }
            return loseTrack("the header of a WARC record does not end")
        }
        guard content - start <= Limits.warcHeaderBytesMax,
            let header = WETHeader(pending.span.extracting(start..<content)),
            let bytes = header.contentBytes
        else { return loseTrack("the header of a WARC record is damaged") }
        guard bytes <= recordBytesMax else {
            state = .skipping(bytes, line: line)
            advance(to: content)
            return true
        }
        state = .record(content: content, bytes: bytes, wanted: header.type != "warcinfo", type: header.type)
        return true
    }

    private mutating func endRecord(content: Int, bytes: Int, wanted: Bool, type: String) -> Bool {
        guard pending.count - content >= bytes else { return false }
        if wanted {
            // What else a WARC file may hold (responses, requests) is not text.
            append(
                type == "conversion"
                    ? .bytes(consumed..<content + bytes) : .rejected("a WARC record of type \(type), not conversion"))
        }
        advance(to: content + bytes)
        state = .between
        return true
    }

    private mutating func skip(_ left: Int, _ line: UInt64) -> Bool {
        let here = min(left, pending.count - consumed)
        advance(to: consumed + here)
        discardConsumed()
        guard here == left else {
            state = .skipping(left - here, line: line)
            return false
        }
        append(.rejected(tooLong), at: line)
        state = .between
        return true
    }

    private var tooLong: String { "the record is longer than \(recordBytesMax) bytes" }

    private mutating func loseTrack(_ reason: String) -> Bool {
        append(.rejected(reason))
        advance(to: consumed + 1)
        state = .lost
        return true
    }

    private mutating func findRecord() -> Bool {
        while true {
            let feed = indexOfLineFeed(pending.span, from: consumed)
            guard feed < pending.count else {
                advance(to: pending.count)
                discardConsumed()
                return false
            }
            // The line feed stays until what follows it is known.
            guard pending.count - feed > 7 else {
                advance(to: feed)
                discardConsumed()
                return false
            }
            advance(to: feed + 1)
            if hasPrefix(pending.span.extracting(consumed..<pending.count), "WARC/1.") {
                state = .between
                return true
            }
        }
    }

    /// Bytes that no record points at need not wait for `takeRecords`.
    private mutating func discardConsumed() {
        guard records.allSatisfy({ if case .rejected = $0.content { true } else { false } }) else { return }
        pending.removeSubrange(..<consumed)
        consumed = 0
    }

    private mutating func advance(to end: Int) {
        line += countLineFeeds(pending.span.extracting(consumed..<end))
        consumed = end
    }

    /// - Parameter start: the record's first line, if that is not the one at `consumed`.
    private mutating func append(_ content: Record.Content, at start: UInt64? = nil) {
        records.append(Record(number: nextNumber, line: start ?? line, content: content))
        nextNumber += 1
    }
}

private func countLineFeeds(_ bytes: Span<UInt8>) -> UInt64 {
    var count: UInt64 = 0
    for index in 0..<bytes.count where bytes[index] == 0x0A { count &+= 1 }
    return count
}
