/// Asks for what a server's data has behind a position: with all of it, and of the answers before, the asker's data are the server's. Answered once there
/// is something, or at the deadline.
///
///     follow = after:u64 mark:u64
package struct Follow: Payload {
    package static let type = MessageType.follow

    /// The sequence number up to which the asker has everything; 0: it has nothing.
    package var after: UInt64
    /// Of the opening that gave this number, as an earlier answer said; 0: of none.
    package var mark: UInt64

    package init(after: UInt64, mark: UInt64) {
        self.after = after
        self.mark = mark
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(after)
        output.appendInteger(mark)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        after = try fields.integer(payload)
        mark = try fields.integer(payload)
    }
}

/// The answer to Follow: what there is to fetch, part by part, with FollowPart.
///
///     followResult = last:u64 delta:u64 openings:[first:u64 mark:u64] retractionBytes:u64 segments:[indexBytes:u64 textBytes:u64]
package struct FollowResult: Payload {
    package static let type = MessageType.followResult

    /// From `first` on, up to the next one's, one opening of the data gave the sequence numbers; a random mark tells it from all others.
    package struct Opening: Equatable, Sendable {
        package var first: UInt64
        package var mark: UInt64

        package init(first: UInt64, mark: UInt64) {
            self.first = first
            self.mark = mark
        }
    }

    package struct SegmentSize: Equatable, Sendable {
        package var indexBytes: UInt64
        package var textBytes: UInt64

        package init(indexBytes: UInt64, textBytes: UInt64) {
            self.indexBytes = indexBytes
            self.textBytes = textBytes
        }
    }

    /// With all that is to be fetched the asker has everything up to this number.
    package var last: UInt64
    /// What FollowPart names; 0 when there is nothing to fetch.
    package var delta: UInt64
    /// In ascending order.
    package var openings: [Opening]
    /// Length of part 0: ids that were retracted, and up to which version each is.
    package var retractionBytes: UInt64
    /// Parts 1 and up.
    package var segments: [SegmentSize]

    package init(
        last: UInt64, delta: UInt64 = 0, openings: [Opening], retractionBytes: UInt64 = 0, segments: [SegmentSize] = []
    ) {
        self.last = last
        self.delta = delta
        self.openings = openings
        self.retractionBytes = retractionBytes
        self.segments = segments
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(last)
        output.appendInteger(delta)
        output.appendCount(openings.count, limit: Limits.openingsMax)
        for opening in openings {
            output.appendInteger(opening.first)
            output.appendInteger(opening.mark)
        }
        output.appendInteger(retractionBytes)
        output.appendCount(segments.count, limit: Limits.followedSegmentsMax)
        for segment in segments {
            output.appendInteger(segment.indexBytes)
            output.appendInteger(segment.textBytes)
        }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        last = try fields.integer(payload)
        guard last <= Limits.sequenceMax else { throw .invalidValue(.followResult, "last") }
        delta = try fields.integer(payload)
        openings = []
        for _ in 0..<(try fields.count(payload, entryBytesMin: 16, limit: Limits.openingsMax)) {
            let opening = Opening(first: try fields.integer(payload), mark: try fields.integer(payload))
            guard openings.last.map({ $0.first < opening.first }) ?? true else {
                throw .invalidValue(.followResult, "openings")
            }
            openings.append(opening)
        }
        retractionBytes = try fields.integer(payload)
        guard retractionBytes <= Limits.followedRetractionBytesMax else {
            throw .invalidValue(.followResult, "retractions")
        }
        segments = []
        for _ in 0..<(try fields.count(payload, entryBytesMin: 16, limit: Limits.followedSegmentsMax)) {
            let size = SegmentSize(indexBytes: try fields.integer(payload), textBytes: try fields.integer(payload))
            guard size.indexBytes <= Limits.followedSegmentBytesMax, size.textBytes <= Limits.followedSegmentBytesMax
            else { throw .invalidValue(.followResult, "segments") }
            segments.append(size)
        }
        guard delta != 0 || retractionBytes == 0 && segments.isEmpty else {
            throw .invalidValue(.followResult, "delta")
        }
    }
}

/// Asks for bytes of what a FollowResult announced.
///
///     followPart = delta:u64 part:u32 offset:u64
package struct FollowPart: Payload {
    package static let type = MessageType.followPart

    package var delta: UInt64
    /// 0 the retractions; 1 and up the segments, each its index and then its text.
    package var part: UInt32
    /// Within the part, less than its length.
    package var offset: UInt64

    package init(delta: UInt64, part: UInt32, offset: UInt64) {
        self.delta = delta
        self.part = part
        self.offset = offset
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(delta)
        output.appendInteger(part)
        output.appendInteger(offset)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        delta = try fields.integer(payload)
        part = try fields.integer(payload)
        offset = try fields.integer(payload)
    }
}

/// The answer to FollowPart: what stands at the offset, as much as the server likes to send at once.
///
///     followBytes = bytes                1 to 1,048,576, to the payload's end
package struct FollowBytes: Payload {
    package static let type = MessageType.followBytes

    package var bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package func encode(into output: inout [UInt8]) {
        precondition(1...Limits.followedBytesMax ~= bytes.count, "an answer to FollowPart is empty or too long")
        output.append(contentsOf: bytes)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        guard 1...Limits.followedBytesMax ~= payload.count else { throw .invalidValue(.followBytes, "length") }
        bytes = []
        bytes.append(copying: payload)
        fields.position = payload.count
    }
}
