internal import Glibc

/// Why a file could not be used.
package struct InputError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ path: String, _ reason: String) { description = "\(path): \(reason)" }
    init(_ path: String, line: Int, _ reason: String) { description = "\(path), line \(line): \(reason)" }

    /// For a call that has just failed.
    static func system(_ path: String) -> InputError {
        InputError(path, unsafe "\(String(cString: strerror(errno)))")
    }
}
