/// What can go wrong with compressed bytes that came from outside.
package enum ZlibError: Error, Equatable, CustomStringConvertible {
    /// The stream breaks deflate's or gzip's rules.
    case corrupt
    /// The stream ended early.
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
        case .outOfMemory: "zlib found no memory"
        }
    }
}
