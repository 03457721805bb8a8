/// Opens a segment's stream: parts follow under the same correlation id, then SegmentEnd or SegmentAbort.
/// Its whole size is taken from the credit at once.
///
///     segmentBegin = producerID:u64 epoch:u32 sequence:u64 indexBytes:u64 textBytes:u64 checksum:u32
package struct SegmentBegin: Payload {
    package static let type = MessageType.segmentBegin

    package var producerID: UInt64
    /// Grows with each start of the producer; an older one is fenced off.
    package var epoch: UInt32
    /// Of this producer in this epoch: 1, 2, 3, …
    package var sequence: UInt64
    package var indexBytes: UInt64
    package var textBytes: UInt64
    /// CRC-32C of index, then text.
    package var checksum: UInt32

    package init(
        producerID: UInt64, epoch: UInt32, sequence: UInt64, indexBytes: UInt64, textBytes: UInt64, checksum: UInt32
    ) {
        self.producerID = producerID
        self.epoch = epoch
        self.sequence = sequence
        self.indexBytes = indexBytes
        self.textBytes = textBytes
        self.checksum = checksum
    }

    /// Index and text together; stops at the largest integer.
    package var totalBytes: UInt64 {
        let (sum, overflow) = indexBytes.addingReportingOverflow(textBytes)
        return overflow ? .max : sum
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(producerID)
        output.appendInteger(epoch)
        output.appendInteger(sequence)
        output.appendInteger(indexBytes)
        output.appendInteger(textBytes)
        output.appendInteger(checksum)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        producerID = try fields.integer(payload)
        epoch = try fields.integer(payload)
        sequence = try fields.integer(payload)
        indexBytes = try fields.integer(payload)
        textBytes = try fields.integer(payload)
        checksum = try fields.integer(payload)
    }
}
