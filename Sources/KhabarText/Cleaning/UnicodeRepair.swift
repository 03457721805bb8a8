/// Any bytes as valid UTF-8 in NFC, with LF line ends.
///
/// - what is not UTF-8 becomes U+FFFD, one for each maximal subpart (Unicode 15, section 3.9);
/// - NUL, control characters, bidi controls, U+FEFF and other invisible format characters are dropped,
///   but ZWNJ and ZWJ, which shape letters, and U+200B, which separates words, are kept;
/// - CR and CRLF become LF; tab, vertical tab, form feed, NEL and the separators U+2028 and U+2029 become a space;
/// - the Arabic letters' presentation forms and Latin ligatures, which old encodings and PDFs leave, become the letters themselves.
///
/// Text that needs none of it is returned as it is, without a copy.
package func repairUnicode(_ bytes: [UInt8]) -> [UInt8] { repairUnicode(bytes, inspect(bytes.span)) }

private func repairUnicode(_ bytes: [UInt8], _ found: Inspection) -> [UInt8] {
    if found.isClean && found.isNormal { return bytes }
    var text = bytes
    if !found.isClean {
        text = rewritten(bytes.span, keepsForms: false)
        // What was dropped may have stood between a letter and its mark.
        if inspect(text.span).isNormal { return text }
    }
    return normalized(text.span)
}

/// As `repairUnicode`, and without HTML.
func repairText(_ bytes: [UInt8]) -> PlainText {
    let found = inspect(bytes.span)
    let text = repairUnicode(bytes, found)
    guard found.mayHaveHTML else { return PlainText(bytes: text) }
    var plain = withoutHTML(text.span)
    // What a reference stands for may be a mark, or a form of a letter.
    let after = inspect(plain.bytes.span)
    if !after.isClean { plain.bytes = rewritten(plain.bytes.span, keepsForms: false, keepsBreaks: true) }
    if !inspect(plain.bytes.span).isNormal { plain.bytes = normalized(plain.bytes.span) }
    return plain
}

/// As `repairUnicode`, but what is valid is not brought to NFC, and keeps its presentation forms.
func repairEncoding(_ bytes: [UInt8]) -> [UInt8] {
    inspect(bytes.span).isClean ? bytes : rewritten(bytes.span, keepsForms: true)
}

/// What a quick look finds. `isNormal` is false whenever the text may not be in NFC; it never passes over text that isn't.
struct Inspection {
    var isClean = true
    var isNormal = true
    /// Whether a `<` or `&` stands somewhere.
    var mayHaveHTML = false
}

/// Reads the text once.
func inspect(_ bytes: Span<UInt8>) -> Inspection {
    let classes = quickClasses
    let table = classes.span
    var found = Inspection()
    let count = bytes.count
    var at = 0
    var lastClass: UInt8 = 0
    while at < count {
        let lead = bytes[at]
        if lead < 0x80 {
            at &+= 1
            lastClass = 0
            let quick = table[Int(lead)]
            if quick != 0 {
                if quick == QuickClass.html { found.mayHaveHTML = true } else { found.isClean = false }
            }
            continue
        }
        let step = quickStep(bytes, at, table)
        at &+= step.length
        if step.quick == 0 {
            lastClass = 0
        } else if step.quick == QuickClass.unclean {
            found.isClean = false
        } else if step.quick == QuickClass.unsure || step.quick < lastClass {
            found.isNormal = false
        } else {
            lastClass = step.quick
        }
    }
    return found
}

/// The class and length of the scalar at `at`, which is not ASCII. Arabic and Devanagari are answered by the table.
@inline(__always)
func quickStep(_ bytes: Span<UInt8>, _ at: Int, _ table: Span<UInt8>) -> (quick: UInt8, length: Int) {
    let lead = bytes[at]
    if lead >= 0xC2, lead < 0xE0, at &+ 1 < bytes.count, bytes[at &+ 1] & 0xC0 == 0x80 {
        return (table[Int(lead & 0x1F) << 6 | Int(bytes[at &+ 1] & 0x3F)], 2)
    }
    if lead == 0xE0, at &+ 2 < bytes.count, bytes[at &+ 1] & 0xFE == 0xA4, bytes[at &+ 2] & 0xC0 == 0x80 {
        let quick = table[0x900 | Int(bytes[at &+ 1] & 1) << 6 | Int(bytes[at &+ 2] & 0x3F)]
        return (quick == 7 && composesWithNukta(bytes, at) ? QuickClass.unsure : quick, 3)
    }
    let scalar = decodeScalar(bytes, at)
    return (scalar.isValid ? QuickClass.of(scalar.value) : QuickClass.unclean, scalar.length)
}

/// Whether the letter before the nukta at `at` is one that NFC joins with it: न, र, ळ.
func composesWithNukta(_ bytes: Span<UInt8>, _ at: Int) -> Bool {
    guard at >= 3, bytes[at &- 3] == 0xE0, bytes[at &- 2] == 0xA4 else { return false }
    return bytes[at &- 1] == 0xA8 || bytes[at &- 1] == 0xB0 || bytes[at &- 1] == 0xB3
}

/// Classes of the scalars below U+0980.
let quickClasses: [UInt8] = (0..<FoldTable.size).map { QuickClass.of($0) }

/// How a scalar bears on being clean and normal: 0 is a letter that NFC never touches; 1 to 240 is the combining class of a mark that never
/// composes; the others are named. The scripts that Khabar is for are answered here; others go through the tables.
enum QuickClass {
    /// `<` and `&`, which NFC never touches.
    static let html: UInt8 = 253
    static let unsure: UInt8 = 254
    static let unclean: UInt8 = 255

    static func of(_ scalar: UInt32) -> UInt8 {
        if replacement(of: scalar) != nil { return scalar == 0x0A ? 0 : unclean }
        switch scalar {
        case 0x26, 0x3C: return html
        case 0..<0x300: return 0
        case 0x300..<0x600:
            switch scalar {
            case 0x370..<0x374, 0x375..<0x37E, 0x37F..<0x387, 0x388..<0x483, 0x48A..<0x591: return 0
            default: return unsure
            }
        case 0x600..<0x700: return arabic(scalar)
        case 0x900..<0x980:
            switch scalar {
            case 0x93C: return 7
            case 0x94D: return 9
            case 0x951, 0x953, 0x954: return 230
            case 0x952: return 220
            case 0x958...0x95F: return unsure
            default: return 0
            }
        case 0x2002..<0x20D0, 0x2190..<0x219A, 0x22EE..<0x2329, 0x232B..<0x2ADC, 0x3001..<0x302A, 0x4E00..<0xA000,
            0xAC00..<0xD7A4, 0xE000..<0xF900, 0xFF00..<0xFFFE, 0x1F000..<0x1FB00:
            return 0
        case 0xFB00..<0xFB07, 0xFB50..<0xFE00, 0xFE70..<0xFF00:
            return PresentationForms.shared.letters(of: scalar) == nil ? 0 : unclean
        default: return unsure
        }
    }

    private static func arabic(_ scalar: UInt32) -> UInt8 {
        switch scalar {
        case 0x653...0x655: unsure
        case 0x64B...0x652: UInt8(truncatingIfNeeded: scalar &- 0x64B &+ 27)
        case 0x670: 35
        case 0x618: 30
        case 0x619: 31
        case 0x61A: 32
        case 0x610...0x617, 0x657...0x65B, 0x65D...0x65E, 0x6D6...0x6DC, 0x6DF...0x6E2, 0x6E4, 0x6E7, 0x6E8, 0x6EB,
            0x6EC:
            230
        case 0x656, 0x65C, 0x65F, 0x6E3, 0x6EA, 0x6ED: 220
        default: 0
        }
    }
}

/// What a scalar is replaced by: nil when it stays, U+0000 when it goes, a space or LF otherwise.
@inline(__always)
func replacement(of scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x0A, 0x20...0x7E: nil
    case 0x09, 0x0B, 0x0C, 0x85, 0x2028, 0x2029: 0x20
    case 0x0D: 0x0A
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
        0
    default: nil
    }
}

private func rewritten(_ bytes: Span<UInt8>, keepsForms: Bool, keepsBreaks: Bool = false) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
        let scalar = decodeScalar(bytes, at)
        if keepsBreaks && scalar.value == UInt32(softBreak) {
            out.append(softBreak)
        } else if let other = replacement(of: scalar.value) {
            let isCRLF = scalar.value == 0x0D && at &+ 1 < bytes.count && bytes[at &+ 1] == 0x0A
            if other != 0 && !isCRLF { out.append(UInt8(truncatingIfNeeded: other)) }
        } else if !scalar.isValid {
            appendScalar(0xFFFD, to: &out)
        } else if !keepsForms, scalar.value >= 0xFB00, let letters = PresentationForms.shared.letters(of: scalar.value)
        {
            for letter in letters { appendScalar(letter, to: &out) }
        } else {
            for offset in at..<(at &+ scalar.length) { out.append(bytes[offset]) }
        }
        at &+= scalar.length
    }
    return out
}

/// The letters that presentation forms and ligatures stand for, from `cleaning-forms.txt`.
struct PresentationForms: Sendable {
    static let shared = PresentationForms(PackageResources.cleaning_forms_txt)

    private var byForm: [UInt32: [UInt32]] = [:]

    init(_ resource: [UInt8]) {
        for line in resourceLines(resource) {
            let sides = line.split(separator: "=")
            let ends = sides[0].split(separator: "-").map { UInt32($0, radix: 16)! }
            let letters = sides[1].split(separator: " ").map { UInt32($0, radix: 16)! }
            for form in ends[0]...ends[ends.count - 1] { byForm[form] = letters }
        }
    }

    func letters(of scalar: UInt32) -> [UInt32]? { scalar < 0xFB00 || scalar > 0xFEFC ? nil : byForm[scalar] }
}
