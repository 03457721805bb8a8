internal import KhabarProtocol

/// A segment that is being written, part by part.
struct SegmentStream {
    let token: ClientSession.Token
    let id: UInt64
    let index: [UInt8]
    let text: [UInt8]
    private var sent = 0

    init(token: ClientSession.Token, id: UInt64, index: [UInt8], text: [UInt8]) {
        self.token = token
        self.id = id
        self.index = index
        self.text = text
    }

    /// Appends the next part's frame, or SegmentEnd's. Returns true with the latter.
    mutating func appendNext(_ encoder: inout FrameEncoder, to output: inout [UInt8]) -> Bool {
        let inText = sent >= index.count
        let start = inText ? sent - index.count : sent
        let count = min((inText ? text.count : index.count) - start, Limits.segmentPartBytesMax)
        guard count > 0 else {
            encoder.append(OutgoingFrame(.segmentEnd, correlationID: id), to: &output)
            return true
        }
        if inText {
            encoder.appendSegmentPart(text.span.extracting(start..<start + count), correlationID: id, to: &output)
        } else {
            encoder.appendSegmentPart(index.span.extracting(start..<start + count), correlationID: id, to: &output)
        }
        sent += count
        return false
    }
}
