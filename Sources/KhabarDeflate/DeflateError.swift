/// What can go wrong with compressed bytes that came from outside.
package enum DeflateError: Error, Equatable, CustomStringConvertible {
    /// The stream breaks the rules of deflate or of its frame, or ends early.
    case corrupt
    /// A gzip file ends early.
    case truncated
    /// The stream would inflate to more bytes than were declared or allowed.
    case tooLong(allowed: Int)
    /// The stream inflated to fewer bytes than were declared.
    case tooShort(expected: Int, actual: Int)
    /// Bytes follow the end of the stream.
    case trailingBytes(Int)
    case outOfMemory

    package var description: String {
        switch self {
        case .corrupt: "the compressed bytes are damaged"
        case .truncated: "the compressed bytes end early"
        case .tooLong(let allowed): "the compressed bytes inflate to more than the allowed \(allowed) bytes"
        case .tooShort(let expected, let actual): "the compressed bytes inflate to \(actual) bytes, not \(expected)"
        case .trailingBytes(let count): "\(count) bytes follow the end of the compressed stream"
        case .outOfMemory: "there is no memory for inflating them"
        }
    }
}
