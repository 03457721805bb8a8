/// Why a line of JSON Lines is not an article, and where.
package struct JSONRejection: Error, Equatable, CustomStringConvertible {
    package enum Problem: String, Sendable {
        case notAnObject = "the line is not a JSON object"
        case endsEarly = "the JSON ends early"
        case expectedKey = "a key in quotes was expected"
        case expectedColon = "':' was expected"
        case expectedCommaOrEnd = "',' or the end of the object or list was expected"
        case expectedValue = "a value was expected"
        case badEscape = "no such escape in a JSON string"
        case badNumber = "not a JSON number"
        case numberTooLong = "a number has too many digits"
        case tooDeep = "objects and lists are nested too deeply"
        case trailingBytes = "something follows the JSON object"
        case textIsNotAString = "the text is neither a string nor a list of strings"
        case badVersion = "the version is not a whole number from 0 to 18446744073709551615, nor a date from 1970 on"
        case missingText = "there is no text, body or content"
    }

    package let problem: Problem
    /// 1-based, in bytes of the line.
    package let column: Int

    package var description: String {
        problem == .missingText ? problem.rawValue : "\(problem.rawValue) (column \(column))"
    }
}
