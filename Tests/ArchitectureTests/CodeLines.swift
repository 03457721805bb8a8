/// The lines of a Swift file without comments and string literals, which may hold anything.
///
/// A single-line literal never reaches past its line here, so one that nests another in an interpolation
/// may be cut in the wrong place, but cannot hide what other lines say.
func codeLines(of text: String) -> [String] {
    var scanner = CodeScanner(bytes: Array(text.utf8))
    return scanner.lines()
}

private struct CodeScanner {
    let bytes: [UInt8]
    var position = 0
    var code: [UInt8] = []

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func lines() -> [String] {
        while position < bytes.count {
            if starts("//") {
                skipLineComment()
            } else if starts("/*") {
                skipBlockComment()
            } else if let hashes = literalOpening() {
                skipLiteral(hashes: hashes)
            } else {
                code.append(bytes[position])
                position += 1
            }
        }
        return code.split(separator: newline, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    func starts(_ word: String, at offset: Int = 0) -> Bool {
        bytes[min(position + offset, bytes.count)...].starts(with: word.utf8)
    }

    mutating func skipLineComment() {
        while position < bytes.count, bytes[position] != newline {
            position += 1
        }
    }

    mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                position += 2
            } else if starts("*/") {
                depth -= 1
                position += 2
            } else {
                keepNewline()
                position += 1
            }
        } while depth > 0 && position < bytes.count
    }

    /// The number of `#` before a quote, if a literal starts here.
    func literalOpening() -> Int? {
        var hashes = 0
        while starts("#", at: hashes) {
            hashes += 1
        }
        return starts("\"", at: hashes) ? hashes : nil
    }

    mutating func skipLiteral(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        position += hashes
        let isMultiline = starts("\"\"\"")
        let quote = isMultiline ? "\"\"\"" : "\""
        position += quote.utf8.count
        while position < bytes.count {
            if starts(quote + fence) {
                position += quote.utf8.count + hashes
                return
            }
            if !isMultiline && bytes[position] == newline {
                return
            }
            if starts("\\" + fence), position + 1 + hashes < bytes.count, bytes[position + 1 + hashes] != newline {
                position += 1 + hashes
            }
            keepNewline()
            position += 1
        }
    }

    /// Line numbers must stay right.
    mutating func keepNewline() {
        if position < bytes.count, bytes[position] == newline {
            code.append(newline)
        }
    }
}

private let newline = UInt8(ascii: "\n")
