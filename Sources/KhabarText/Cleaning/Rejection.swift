/// Why an article can't be taken. It becomes a dead letter; the articles around it go on.
package enum Rejection: Error, Equatable {
    case missingText
    /// The text holds no word: only white space, punctuation, images, links, dates or hashtags.
    case emptyAfterCleaning
    case tooLarge(bytes: Int, limit: Int)
    case tooManyLines(limit: Int)
    case fieldTooLong(field: String, bytes: Int, limit: Int)

    /// One line for a person and for the dead-letter file.
    package var reason: String {
        switch self {
        case .missingText: "missing text"
        case .emptyAfterCleaning: "empty after cleaning"
        case .tooLarge(let bytes, let limit): "text has \(bytes) bytes, the limit is \(limit)"
        case .tooManyLines(let limit): "text has more than \(limit) lines"
        case .fieldTooLong(let field, let bytes, let limit): "\(field) has \(bytes) bytes, the limit is \(limit)"
        }
    }
}
