/// One Swift file, as far as the architecture is concerned: whose it is, and what it says.
struct SwiftSource {
    /// The module whose folder holds the file.
    let module: String
    /// Relative to the package, with `/`.
    let path: String
    let text: String

    var lineCount: Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    /// What the file imports, in order: `NIOCore`, or `Glibc.log` for `import func Glibc.log`.
    var imports: [String] {
        codeLines(of: text).flatMap { line in
            line.split(separator: ";").compactMap(importedPath)
        }
    }

    /// The 1-based lines that declare something `public` or `open`, or import something publicly.
    var publicLines: [Int] {
        codeLines(of: text).enumerated().compactMap { index, line in
            declaresPublic(line) ? index + 1 : nil
        }
    }
}

/// The path in an import declaration, or nil if the statement is none.
private func importedPath(_ statement: Substring) -> String? {
    var words = statement.split(whereSeparator: \.isWhitespace)[...]
    while let word = words.first, word.hasPrefix("@") || accessLevels.contains(word) {
        words.removeFirst()
    }
    guard words.popFirst() == "import" else { return nil }
    if let word = words.first, importKinds.contains(word) {
        words.removeFirst()
    }
    return words.first.map(String.init)
}

private func declaresPublic(_ line: String) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace)
    return words.indices.contains { index in
        switch words[index] {
        case "public": return true
        // `open` is also a fine name for a variable.
        case "open": return index + 1 < words.endIndex && overridable.contains(words[index + 1])
        default: return words[index].hasPrefix("public(")
        }
    }
}

private let accessLevels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
private let importKinds: Set<Substring> = [
    "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor", "macro",
]
private let overridable: Set<Substring> = ["class", "func", "var", "subscript", "override"]
