/// The segment is fsynced and searchable.
///
///     segmentAck = sequence:u64 duplicate:bool accepted:u32 unchanged:u32 credit:u64
///                  rejects:[article:u32 code:u16 text:string]
package struct SegmentAck: Payload {
    package static let type = MessageType.segmentAck

    /// An article that was not taken.
    package struct Reject: Equatable, Sendable {
        /// Its place in the segment, from 0.
        package var article: UInt32
        package var code: ErrorCode
        package var text: String

        package init(article: UInt32, code: ErrorCode, text: String) {
            self.article = article
            self.code = code
            self.text = text
        }
    }

    /// Everything of this producer up to this sequence number is durable.
    package var sequence: UInt64
    /// The segment was known already; nothing was added.
    package var duplicate: Bool
    /// Articles that are new or newer.
    package var accepted: UInt32
    /// Articles that the server had already, the same or newer.
    package var unchanged: UInt32
    /// Bytes added to the client's credit.
    package var credit: UInt64
    package var rejects: [Reject]

    package init(
        sequence: UInt64, duplicate: Bool, accepted: UInt32, unchanged: UInt32, credit: UInt64, rejects: [Reject] = []
    ) {
        self.sequence = sequence
        self.duplicate = duplicate
        self.accepted = accepted
        self.unchanged = unchanged
        self.credit = credit
        self.rejects = rejects
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(sequence)
        output.appendBool(duplicate)
        output.appendInteger(accepted)
        output.appendInteger(unchanged)
        output.appendInteger(credit)
        output.appendCount(rejects.count, limit: Limits.rejectsMax)
        for reject in rejects {
            output.appendInteger(reject.article)
            output.appendInteger(reject.code.rawValue)
            output.appendString(reject.text.cut(toBytes: Limits.errorTextBytesMax))
        }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        sequence = try fields.integer(payload)
        duplicate = try fields.bool(payload, "duplicate")
        accepted = try fields.integer(payload)
        unchanged = try fields.integer(payload)
        credit = try fields.integer(payload)
        let count = try fields.count(payload, entryBytesMin: 10, limit: Limits.rejectsMax)
        rejects = []
        rejects.reserveCapacity(count)
        for _ in 0..<count {
            let article = try fields.integer(payload, UInt32.self)
            guard let code = ErrorCode(rawValue: try fields.integer(payload)) else {
                throw .invalidValue(.segmentAck, "code")
            }
            let text = try fields.string(payload, "text", limit: Limits.errorTextBytesMax)
            rejects.append(Reject(article: article, code: code, text: text))
        }
    }
}
