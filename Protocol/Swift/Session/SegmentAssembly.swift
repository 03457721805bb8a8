/// A segment that is coming in, part by part.
struct SegmentAssembly {
    let begin: SegmentBegin
    private(set) var bytes: [UInt8] = []
    private var received = 0
    /// It was answered already: what still comes is counted and dropped.
    private(set) var isRefused = false

    /// `begin` was checked against credit and limit, so its bytes may be reserved.
    init(_ begin: SegmentBegin, isRefused: Bool = false) {
        self.begin = begin
        self.isRefused = isRefused
        if !isRefused { bytes.reserveCapacity(totalBytes) }
    }

    var totalBytes: Int { Int(begin.totalBytes) }

    mutating func refuse() {
        isRefused = true
        bytes = []
    }

    mutating func append(_ part: Span<UInt8>, id: UInt64) throws(ProtocolViolation) {
        guard part.count <= totalBytes - received else { throw .segmentOverrun(id) }
        received += part.count
        if !isRefused { bytes.append(copying: part) }
    }

    /// Whether the bytes are those that were announced.
    func finish(id: UInt64) throws(ProtocolViolation) -> Bool {
        guard received == totalBytes else { throw .segmentIncomplete(id, missing: totalBytes - received) }
        return isRefused || crc32c(bytes.span) == begin.checksum
    }
}
