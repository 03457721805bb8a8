import Foundation

@testable import KhabarText

/// The rules of the tokeniser once more, plainly: scalar by scalar, with Unicode's own properties, and words as arrays of scalars.
///
/// Knows Latin to U+017F, Arabic, Devanagari, Bengali, Cyrillic, Han, and the punctuation between them.
enum TokenizeOracle {
    struct Token: Equatable, CustomStringConvertible {
        var term: String
        var start: Int
        var end: Int
        var script: Script
        var description: String { "\(term)[\(start)..<\(end)] \(script)" }
    }

    private enum Kind {
        case latin, digit, arabic, devanagari, other, han, mark, sign, devanagariSign, format, separator
    }

    private struct Letter {
        var scalar: Unicode.Scalar
        var start: Int
        var end: Int
    }

    static func tokens(_ text: String) -> [Token] {
        var letters: [Letter] = []
        var offset = 0
        for scalar in text.unicodeScalars {
            let count = String(scalar).utf8.count
            letters.append(Letter(scalar: scalar, start: offset, end: offset + count))
            offset += count
        }
        var tokens: [Token] = []
        var i = 0
        var brokenNumber = -1
        while i < letters.count {
            switch kind(letters[i].scalar) {
            case .latin, .digit: latin(letters, &i, &brokenNumber, &tokens)
            case .arabic: arabic(letters, &i, &tokens)
            case .devanagari: devanagari(letters, &i, &tokens)
            case .other: plain(letters, &i, &tokens)
            case .han:
                let start = i
                i += 1
                while i < letters.count, [.mark, .sign, .devanagariSign].contains(kind(letters[i].scalar)) { i += 1 }
                tokens.append(
                    Token(
                        term: String(letters[start].scalar), start: letters[start].start, end: letters[i - 1].end,
                        script: .other))
            default: i += 1
            }
        }
        return tokens
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        let value = scalar.value
        switch value {
        case 0x2019, 0x27: return .separator
        case 0x640, 0xAD, 0x200E, 0x200F, 0xFEFF: return .format
        case 0x200C, 0x200D, 0x93C, 0x903, 0x951...0x954: return .mark
        default: break
        }
        switch scalar.properties.generalCategory {
        case .decimalNumber: return .digit
        case .otherNumber: return [0xB2, 0xB3, 0xB9].contains(value) ? .digit : .separator
        case .nonspacingMark, .spacingMark, .enclosingMark:
            if 0x900...0x97F ~= value { return .devanagariSign }
            return value < 0x900 ? .mark : .sign
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            switch value {
            case ..<0x250: return .latin
            case 0x600..<0x700: return .arabic
            case 0x900..<0x980: return .devanagari
            case 0x4E00..<0xA000: return .han
            default: return .other
            }
        default: return .separator
        }
    }

    // MARK: Latin

    private static let special: [UInt32: String] = [
        0xDF: "ss", 0xE6: "ae", 0xC6: "ae", 0x153: "oe", 0x152: "oe", 0xF8: "o", 0xD8: "o", 0x111: "d", 0x110: "d",
        0x142: "l", 0x141: "l",
        0x127: "h", 0x126: "h", 0x131: "i", 0xFE: "th", 0xDE: "th", 0xF0: "d", 0xD0: "d", 0x14B: "n", 0x14A: "n",
        0x167: "t", 0x166: "t",
        0x138: "k", 0x149: "n", 0x132: "ij", 0x133: "ij", 0x13F: "l", 0x140: "l", 0x17F: "s", 0xAA: "a", 0xBA: "o",
        0xB5: "μ", 0xB2: "2",
        0xB3: "3", 0xB9: "1",
    ]

    private static func fold(_ scalar: Unicode.Scalar) -> String {
        if let fold = special[scalar.value] { return fold }
        if let digit = scalar.properties.numericValue, scalar.properties.generalCategory == .decimalNumber {
            return String(Int(digit))
        }
        let plain = scalar.properties.lowercaseMapping.decomposedStringWithCanonicalMapping
        var fold = String.UnicodeScalarView()
        fold.append(contentsOf: plain.unicodeScalars.filter { kind($0) != .mark })
        return String(fold)
    }

    private static func latin(_ letters: [Letter], _ i: inout Int, _ brokenNumber: inout Int, _ tokens: inout [Token]) {
        func kindAt(_ k: Int) -> Kind { k < letters.count ? kind(letters[k].scalar) : .separator }
        func scalarAt(_ k: Int) -> Unicode.Scalar { k < letters.count ? letters[k].scalar : " " }
        func isPoint(_ k: Int) -> Bool { scalarAt(k) == "." || scalarAt(k) == "٫" }
        func isComma(_ k: Int) -> Bool { scalarAt(k) == "," || scalarAt(k) == "٬" }
        func digits(_ k: Int) -> Int {
            var n = 0
            while kindAt(k + n) == .digit { n += 1 }
            return n
        }
        let start = letters[i].start
        var (term, end, isLatin, isDotted, isGrouped, isClosed, acronym) = ("", start, false, false, false, false, 0)
        func put(_ s: String) {
            isClosed = isClosed || term.utf8.count + s.utf8.count > 64
            if !isClosed { term += s }
        }
        scalars: while i < letters.count {
            let letter = letters[i]
            switch kind(letter.scalar) {
            case .latin, .digit:
                if kind(letter.scalar) == .latin { isLatin = true }
                put(fold(letter.scalar))
                end = letter.end
            case .mark, .sign, .devanagariSign: end = letter.end
            case .format: break
            case .separator:
                if "'’".unicodeScalars.contains(letter.scalar), kindAt(i + 1) == .latin {
                    let rest = (i + 1..<i + 3).map { String(scalarAt($0)) }
                    var cut = 0
                    if ["ll", "re", "ve"].contains(rest.joined().lowercased()), rest.joined().utf8.count == 2 {
                        cut = 2
                    } else if ["s", "d", "m"].contains(rest[0].lowercased()), rest[0].utf8.count == 1 {
                        cut = 1
                    }
                    if cut > 0, ![.latin, .digit, .mark, .sign, .devanagariSign, .format].contains(kindAt(i + 1 + cut))
                    {
                        i += 1 + cut
                        end = letters[i - 1].end
                        break scalars
                    }
                } else if isPoint(i), isLatin {
                    guard scalarAt(i) == ".", term.utf8.count - acronym == 1, scalarAt(i + 1).isASCII,
                        kindAt(i + 1) == .latin,
                        scalarAt(i + 2).isASCII, ![.latin, .digit].contains(kindAt(i + 2))
                    else { break scalars }
                    acronym = term.utf8.count
                } else if isPoint(i) {
                    let n = digits(i + 1)
                    guard !isDotted, start != brokenNumber, n > 0, !(isPoint(i + 1 + n) && digits(i + 2 + n) > 0) else {
                        brokenNumber = letter.end
                        break scalars
                    }
                    isDotted = true
                    put(".")
                } else if isComma(i), !isLatin, !isDotted, isGrouped || term.utf8.count <= 3 {
                    let n = digits(i + 1)
                    guard n == 3 || n == 2 && isComma(i + 3) && digits(i + 4) > 0 else { break scalars }
                    isGrouped = true
                } else {
                    break scalars
                }
            default: break scalars
            }
            i += 1
        }
        if isDotted, term.hasSuffix(".") { term.removeLast() }
        tokens.append(Token(term: term, start: start, end: end, script: isLatin ? .latin : .digits))
    }

    // MARK: Arabic script

    private static func arabicFold(_ scalar: Unicode.Scalar, after before: Unicode.Scalar?) -> Unicode.Scalar {
        switch scalar.value {
        case 0x622, 0x623, 0x625, 0x671, 0x672, 0x673, 0x675: return "\u{627}"
        case 0x624, 0x676, 0x677: return "\u{648}"
        case 0x626, 0x649, 0x6CC, 0x6D0, 0x678: return "\u{64A}"
        case 0x6A4: return "\u{641}"
        case 0x6A8: return "\u{642}"
        case 0x6A9, 0x6AA, 0x6AD: return "\u{643}"
        case 0x6C1, 0x6D5, 0x6C0, 0x6C2, 0x6C3: return "\u{647}"
        case 0x6D3: return "\u{6D2}"
        case 0x674: return "\u{621}"
        case 0x6BE:
            let aspirable = "بپتٹجچدڈڑكگ".unicodeScalars
            return before.map(aspirable.contains) == true ? scalar : "\u{647}"
        default: return scalar
        }
    }

    /// By what it is in one word, how many letters the first of the two has.
    private static let compounds: [String: Int] = {
        var compounds: [String: Int] = [:]
        let lines = String(decoding: PackageResources.analysis_compounds_txt, as: UTF8.self).split(separator: "\n")
        for line in lines where !line.hasPrefix("#") {
            let halves = line.split(separator: "+").map { half in
                half.split(separator: " ").map { word in
                    var folded: [Unicode.Scalar] = []
                    for scalar in word.unicodeScalars { folded.append(arabicFold(scalar, after: folded.last)) }
                    return folded.filter { kind($0) != .mark }
                }
            }
            for first in halves[0] {
                for second in halves[1] {
                    var whole = String.UnicodeScalarView()
                    whole.append(contentsOf: first + second)
                    compounds[String(whole)] = first.count
                }
            }
        }
        return compounds
    }()

    private static func arabic(_ letters: [Letter], _ i: inout Int, _ tokens: inout [Token]) {
        var word: [Letter] = []
        var isClosed = false
        var end = letters[i].start
        scalars: while i < letters.count {
            switch kind(letters[i].scalar) {
            case .arabic:
                var letter = letters[i]
                letter.scalar = arabicFold(letter.scalar, after: word.last?.scalar)
                isClosed = isClosed || word.reduce(0) { $0 + String($1.scalar).utf8.count } + 2 > 64
                if !isClosed { word.append(letter) }
                end = letter.end
            // The marks on a letter are its own, for the case that it ends a piece.
            case .mark, .sign, .devanagariSign:
                end = letters[i].end
                if !isClosed, !word.isEmpty { word[word.count - 1].end = end }
            case .format: break
            default: break scalars
            }
            i += 1
        }
        while word.last?.scalar == "\u{621}" { word.removeLast() }
        guard !word.isEmpty else { return }
        func put(_ piece: [Letter], _ end: Int) {
            let terms = piece.map { String($0.scalar) }
            guard let first = compounds[terms.joined()] else {
                tokens.append(Token(term: terms.joined(), start: piece[0].start, end: end, script: .arabic))
                return
            }
            let half = Token(
                term: terms[..<first].joined(), start: piece[0].start, end: piece[first - 1].end, script: .arabic)
            tokens.append(half)
            tokens.append(
                Token(term: terms[first...].joined(), start: piece[first].start, end: end, script: .arabic))
        }
        var piece: [Letter] = []
        for (k, letter) in word.enumerated() {
            let after = word.count - k - 1
            var scalar = letter.scalar
            let least = ["\u{6D2}": 2, "\u{6BA}": 3, "\u{629}": 3][scalar]
            let isCut = least.map { piece.count + 1 >= $0 && after >= 2 } ?? false
            if scalar == "\u{629}" { scalar = "\u{647}" }
            if !isCut, after > 0 {
                if scalar == "\u{6D2}" { scalar = "\u{64A}" }
                if scalar == "\u{6BA}" { scalar = "\u{646}" }
            }
            piece.append(Letter(scalar: scalar, start: letter.start, end: letter.end))
            if isCut {
                put(piece, letter.end)
                piece = []
            }
        }
        put(piece, end)
    }

    // MARK: Devanagari

    private static let nuktaLetters: [UInt32: UInt32] = [
        0x900: 0x902, 0x901: 0x902, 0x929: 0x928, 0x931: 0x930, 0x934: 0x933, 0x958: 0x915, 0x959: 0x916, 0x95A: 0x917,
        0x95B: 0x91C,
        0x95C: 0x921, 0x95D: 0x922, 0x95E: 0x92B, 0x95F: 0x92F,
    ]
    private static let pairs: [[UInt32]: UInt32] = [
        [0x905, 0x93E]: 0x906, [0x905, 0x945]: 0x972, [0x905, 0x946]: 0x904, [0x905, 0x949]: 0x911,
        [0x905, 0x94A]: 0x912,
        [0x905, 0x94B]: 0x913, [0x905, 0x94C]: 0x914, [0x906, 0x945]: 0x911, [0x906, 0x946]: 0x912,
        [0x906, 0x947]: 0x913,
        [0x906, 0x948]: 0x914, [0x909, 0x941]: 0x90A, [0x90F, 0x945]: 0x90D, [0x90F, 0x946]: 0x90E,
        [0x90F, 0x947]: 0x910,
        [0x93E, 0x945]: 0x949, [0x93E, 0x946]: 0x94A, [0x93E, 0x947]: 0x94B, [0x93E, 0x948]: 0x94C,
        [0x947, 0x93E]: 0x94B,
        [0x948, 0x93E]: 0x94C,
    ]

    /// Applies the first rule that fits at the word's end; false when none does.
    private static func rewrite(_ word: inout [UInt32]) -> Bool {
        guard word.count >= 2 else { return false }
        let last = word[word.count - 1]
        let before = word[word.count - 2]
        let isSign = Unicode.Scalar(last).map { kind($0) == .devanagariSign } ?? false
        if last == before, isSign {
            word.removeLast()
            return true
        }
        if let one = pairs[[before, last]] {
            word.removeLast(2)
            word.append(one)
            return true
        }
        if word.count >= 4, before == 0x94D, 0x915...0x939 ~= last {
            let fits =
                switch word[word.count - 3] {
                case 0x928: ![0x928, 0x92E, 0x92F, 0x935, 0x939].contains(last)
                case 0x92E: 0x92A...0x92D ~= last
                case 0x923: 0x91F...0x922 ~= last
                case 0x919: 0x915...0x918 ~= last
                case 0x91E: 0x91A...0x91D ~= last
                default: false
                }
            guard fits else { return false }
            word.removeLast(3)
            if word.last != 0x902 { word.append(0x902) }
            word.append(last)
            return true
        }
        return false
    }

    private static func devanagari(_ letters: [Letter], _ i: inout Int, _ tokens: inout [Token]) {
        let start = letters[i].start
        var (end, word, isClosed) = (start, [UInt32](), false)
        scalars: while i < letters.count {
            switch kind(letters[i].scalar) {
            case .devanagari, .devanagariSign:
                end = letters[i].end
                isClosed = isClosed || word.count * 3 + 3 > 64
                if !isClosed {
                    word.append(nuktaLetters[letters[i].scalar.value] ?? letters[i].scalar.value)
                    while rewrite(&word) {}
                }
            case .mark, .sign: end = letters[i].end
            case .format: break
            default: break scalars
            }
            i += 1
        }
        if word.count > 1, word.last == 0x94D { word.removeLast() }
        tokens.append(Token(term: string(word), start: start, end: end, script: .devanagari))
    }

    // MARK: Others

    private static func plain(_ letters: [Letter], _ i: inout Int, _ tokens: inout [Token]) {
        let start = letters[i].start
        var (end, term, isClosed) = (start, "", false)
        scalars: while i < letters.count {
            switch kind(letters[i].scalar) {
            case .other, .sign:
                end = letters[i].end
                let fold = fold(letters[i].scalar)
                isClosed = isClosed || term.utf8.count + fold.utf8.count > 64
                if !isClosed { term += fold }
            case .mark, .devanagariSign: end = letters[i].end
            case .format: break
            default: break scalars
            }
            i += 1
        }
        tokens.append(Token(term: term, start: start, end: end, script: .other))
    }

    private static func string(_ values: [UInt32]) -> String {
        var string = ""
        for value in values { if let scalar = Unicode.Scalar(value) { string.unicodeScalars.append(scalar) } }
        return string
    }
}
