/// How many columns of a terminal a text takes: as `wcwidth` counts, none for marks that sit on a letter, two for
/// ideographs and emoji. Terminals differ on Indic vowel signs; most give those that stand beside a letter a column.
package func displayWidth(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
}

/// As much of a text as fits into so many columns, whole clusters, with an ellipsis when something is missing.
package func displayPrefix(_ text: String, columns limit: Int) -> String {
    guard limit > 0 else { return "" }
    var used = 0
    var end = text.startIndex  // of what leaves room for an ellipsis
    for index in text.indices {
        if used < limit { end = index }
        used += displayWidth(text[index...index])
        if used > limit { return text[..<end] + "…" }
    }
    return text
}

private func columns(_ scalar: Unicode.Scalar) -> Int {
    if (0x20..<0x7F).contains(scalar.value) { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .lineSeparator, .paragraphSeparator: return 0
    default: return isWide(scalar.value) ? 2 : 1
    }
}

/// The blocks of East Asian Width W and F (Unicode Standard Annex 11), and of emoji.
private func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0..<0x1100: false
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3: true
    case 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6: true
    case 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD: true
    default: false
    }
}
