/// What a peer did that the protocol does not allow. The connection ends with it: nothing after it can be trusted.
package enum ProtocolViolation: Error, Equatable, Sendable, CustomStringConvertible {
    // Frames
    case headerChecksum
    case payloadChecksum
    case unknownType(UInt8)
    case unknownFlags(UInt8)
    case reservedBitsSet
    case correlationID(MessageType, UInt64)
    case unexpectedDeadline(MessageType)
    case payloadTooLong(bytes: Int, limit: Int)
    case inflatedTooLong(bytes: Int, limit: Int)
    case compressionNotAllowed(MessageType)
    case inflationRatio(bytes: Int, inflated: Int)
    case badCompression(String)

    // Payloads
    case truncatedPayload(MessageType)
    case trailingBytes(MessageType, Int)
    case invalidValue(MessageType, String)
    case tooMany(MessageType, count: Int, limit: Int)

    // Dialogue
    case unexpectedMessage(MessageType, during: String)
    case correlationIDNotIncreasing(UInt64, after: UInt64)
    case unknownCorrelationID(MessageType, UInt64)
    case tooManyRequests(limit: Int)
    case tooManySegments(limit: Int)
    case creditExceeded(bytes: Int, credit: Int)
    case creditOverflow
    case segmentTooLong(bytes: UInt64, limit: Int)
    case segmentOverrun(UInt64)
    case segmentIncomplete(UInt64, missing: Int)

    /// Whether what lies between the peers may have done it: another connection may do better.
    package var isDamage: Bool {
        switch self {
        case .headerChecksum, .payloadChecksum: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .headerChecksum: "a frame header's checksum is wrong"
        case .payloadChecksum: "a payload's checksum is wrong"
        case .unknownType(let type): "message type \(type) is unknown"
        case .unknownFlags(let flags): "frame flags \(flags) are unknown"
        case .reservedBitsSet: "reserved header bytes are not zero"
        case .correlationID(let type, let id): "\(type) may not have correlation id \(id)"
        case .unexpectedDeadline(let type): "\(type) may not have a deadline"
        case .payloadTooLong(let bytes, let limit): "a payload of \(bytes) bytes is over the limit of \(limit)"
        case .inflatedTooLong(let bytes, let limit): "a payload inflates to \(bytes) bytes, over the limit of \(limit)"
        case .compressionNotAllowed(let type): "\(type) may not be compressed here"
        case .inflationRatio(let bytes, let inflated): "\(bytes) bytes may not inflate to \(inflated)"
        case .badCompression(let cause): "a compressed payload can't be read: \(cause)"
        case .truncatedPayload(let type): "\(type) ends early"
        case .trailingBytes(let type, let count): "\(type) has \(count) bytes too many"
        case .invalidValue(let type, let field): "\(type) has an invalid \(field)"
        case .tooMany(let type, let count, let limit): "\(type) announces \(count) entries; \(limit) are possible"
        case .unexpectedMessage(let type, let phase): "\(type) is not allowed \(phase)"
        case .correlationIDNotIncreasing(let id, let last): "correlation id \(id) follows \(last): ids must increase"
        case .unknownCorrelationID(let type, let id): "\(type) names correlation id \(id), which is not in use"
        case .tooManyRequests(let limit): "more than \(limit) requests are in flight"
        case .tooManySegments(let limit): "more than \(limit) segments are in flight"
        case .creditExceeded(let bytes, let credit): "a segment of \(bytes) bytes was begun with a credit of \(credit)"
        case .creditOverflow: "the credit granted overflows"
        case .segmentTooLong(let bytes, let limit): "a segment of \(bytes) bytes is over the limit of \(limit)"
        case .segmentOverrun(let id): "segment \(id) has more bytes than it announced"
        case .segmentIncomplete(let id, let missing): "segment \(id) ended \(missing) bytes early"
        }
    }
}
