/// What a file's bytes are.
package enum InputFormat: Sendable, Equatable {
    /// One article; its id is the file's name without extension.
    case text
    /// One article per line.
    case jsonLines
    /// Common Crawl's extracted text: WARC 1.0 or 1.1 conversion records.
    case wet

    /// By a file's name; nil for names that mean nothing here.
    package static func of(fileName: String) -> (format: InputFormat, gzip: Bool)? {
        let name = fileName.lowercased()
        let gzip = name.hasSuffix(".gz")
        let plain = gzip ? String(name.dropLast(3)) : name
        if plain.hasSuffix(".jsonl") || plain.hasSuffix(".ndjson") { return (.jsonLines, gzip) }
        if plain.hasSuffix(".wet") { return (.wet, gzip) }
        if plain.hasSuffix(".txt"), !gzip { return (.text, false) }
        return nil
    }
}

/// One input, found but not yet opened.
package struct InputFile: Sendable, Equatable {
    /// As messages and dead letters name it; `-` is standard input.
    package var path: String
    /// The path below the input that the user named, or the file's own name where that is the input: the same on each machine, wherever the input lies there.
    package var name: String
    package var format: InputFormat
    package var gzip: Bool
    /// Articles come when they come: a pipe, a socket, a terminal. Such input has no size and cannot be read again.
    package var isLive: Bool
    /// As the file lies on disk; 0 when live.
    package var bytes: UInt64
    /// Nanoseconds since 1970.
    package var modified: Int64

    /// - Parameter name: nil is the file's own name.
    package init(
        path: String, name: String? = nil, format: InputFormat, gzip: Bool = false, isLive: Bool = false,
        bytes: UInt64 = 0,
        modified: Int64 = 0
    ) {
        self.path = path
        self.name = name ?? fileName(of: path)
        self.format = format
        self.gzip = gzip
        self.isLive = isLive
        self.bytes = bytes
        self.modified = modified
    }

    package static let standardInput = InputFile(path: "-", format: .jsonLines, isLive: true)
}

/// An input that could not be read, or not to its end.
package struct InputFailure: Sendable, Equatable, CustomStringConvertible {
    package var path: String
    package var reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String { "\(path): \(reason)" }
}
