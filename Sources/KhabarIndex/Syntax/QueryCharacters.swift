/// The scalars that the grammar knows. Everything else is part of a word.

/// Marks that steer the direction of text and stand for nothing: a keyboard inserts them, nobody sees them.
func isBidiControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
}

/// White space (Unicode's property White_Space), and controls in its place.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x20, 0x7F...0xA0: true
    case 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
}

/// Any of these opens a phrase and any closes it: languages disagree on which is which, and keyboards mix them.
func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x22, 0xAB, 0xBB, 0x201C...0x201F, 0xFF02: true
    default: false
    }
}

/// Punctuation that ends a word even without a space after it. A full stop and a colon don't: `U.S.`, `5:30`.
func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21, 0x2C, 0x3B, 0x3F: true  // ! , ; ?
    case 0x0964, 0x0965: true  // danda, double danda
    case 0x060C, 0x061B, 0x061F, 0x06D4: true  // Arabic comma, semicolon, question mark, Urdu full stop
    default: false
    }
}

func isParenthesis(_ scalar: Unicode.Scalar) -> Bool { scalar == "(" || scalar == ")" }

func isSign(_ scalar: Unicode.Scalar) -> Bool { scalar == "+" || scalar == "-" }

/// Whether anything but ASCII punctuation is in it.
func hasContent(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.contains { scalar in
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0..<0x80: false
        default: !isSpace(scalar)
        }
    }
}

func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
        let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return scalars[first...last]
}
