/// The lines of a resource file that say something: trimmed, without blank lines and `#` comments.
func resourceLines(_ resource: [UInt8]) -> [Substring] {
    String(decoding: resource, as: UTF8.self).split(separator: "\n").compactMap(resourceLine)
}

/// A line without the white space around it; nil for one that says nothing.
func resourceLine(_ line: Substring) -> Substring? {
    var text = line
    while let first = text.unicodeScalars.first, first == " " || first == "\t" { text.unicodeScalars.removeFirst() }
    while let last = text.unicodeScalars.last, last == " " || last == "\t" || last == "\r" {
        text.unicodeScalars.removeLast()
    }
    return text.isEmpty || text.unicodeScalars.first == "#" ? nil : text
}

/// The fields of a resource line between spaces. By scalars: a combining mark makes one `Character` with the space before it.
func resourceFields(_ line: Substring) -> [String] {
    line.unicodeScalars.split(separator: " ").map { String($0) }
}

/// The columns of a resource line between bars, each with its entries between commas.
func resourceColumns(_ line: Substring) -> [[String]] {
    line.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false).map { column in
        column.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
    }
}

private func trimmed(_ field: Substring.UnicodeScalarView) -> String {
    var field = field
    while field.first == " " { field.removeFirst() }
    while field.last == " " { field.removeLast() }
    return String(field)
}
