internal import CHardware

/// A segment that is coming in, part by part.
struct SegmentAssembly {
    let begin: SegmentBegin
    /// Kept apart from the start: a server frees an index when it is merged, and keeps the text.
    private(set) var index: [UInt8] = []
    private(set) var text: [UInt8] = []
    private var received = 0
    /// Of what was received: part by part, while each is in the processor's caches.
    private var checksum: UInt32 = 0
    /// It was answered already: what still comes is counted and dropped.
    private(set) var isRefused = false

    /// `begin` was checked against credit and limit, so its bytes may be reserved.
    init(_ begin: SegmentBegin, isRefused: Bool = false) {
        self.begin = begin
        self.isRefused = isRefused
        guard !isRefused else { return }
        index = unsafe [UInt8](unsafeUninitializedCapacity: indexBytes) { buffer, _ in
            // Where it stays and is searched until it is merged.
            unsafe khabar_prefer_huge_pages(buffer.baseAddress, buffer.count)
        }
        text.reserveCapacity(totalBytes - indexBytes)
    }

    var totalBytes: Int { Int(begin.totalBytes) }
    private var indexBytes: Int { Int(begin.indexBytes) }

    mutating func refuse() {
        isRefused = true
        index = []
        text = []
    }

    mutating func append(_ part: Span<UInt8>, id: UInt64) throws(ProtocolViolation) {
        guard part.count <= totalBytes - received else { throw .segmentOverrun(id) }
        defer { received += part.count }
        guard !isRefused else { return }
        checksum = crc32c(part, continuing: checksum)
        let ofIndex = min(part.count, max(0, indexBytes - received))
        index.append(copying: part.extracting(0..<ofIndex))
        text.append(copying: part.extracting(ofIndex..<part.count))
    }

    /// Whether the bytes are those that were announced.
    func finish(id: UInt64) throws(ProtocolViolation) -> Bool {
        guard received == totalBytes else { throw .segmentIncomplete(id, missing: totalBytes - received) }
        return isRefused || checksum == begin.checksum
    }
}
