/// What stands before a story's first sentence: where it was written, and for whom.
struct Dateline {
    var place: String?
    var agency: String?
    /// Whether the line holds nothing else.
    var isWholeLine: Bool
}

/// The places that datelines name, from `cleaning-places.txt`.
struct Places: Sendable {
    static let shared = Places(PackageResources.cleaning_places_txt)

    private var names = WordSequences()

    init(_ resource: [UInt8]) {
        for line in resourceLines(resource) { for name in resourceFields(line) { names.insert(wordHashes(name)) } }
    }

    func longest(_ words: Span<UInt64>, at: Int) -> Int? { names.longest(words, at: at) }
}

/// Reads a line's beginning as a dateline:
///
///     dateline = [agency ","] place ["/" place] ["," country] ["," date] [source] end | "(" agency ")"
///     source   = "(" agency or newsroom ")" | dash or comma, agency or newsroom
///     end      = ":" | dash | "।" | the line's end; nothing, behind a bracket
///
/// A place is one of `cleaning-places.txt`, or words in capitals before a bracket with an agency in it. Nil when the line begins otherwise.
func readDateline(_ line: Span<UInt8>, _ words: Span<UInt64>) -> Dateline? {
    guard words.count > 0, line.count > 0 else { return nil }
    // Most lines begin with no place, no agency, no capitals and no bracket: ask before cutting them into pieces.
    let leading = PhraseBook.shared.agencyWords(words, at: 0)
    guard
        leading > 0 || Places.shared.longest(words, at: 0) != nil || startsInCapitals(line) || line[0] == 0x28
    else { return nil }
    var reader = DatelineReader(line, words)
    guard reader.read(leadingAgency: leading) else { return nil }
    return Dateline(
        place: reader.text(reader.place, line), agency: reader.text(reader.agency, line),
        isWholeLine: reader.at == words.count)
}

/// Letters of which the first two are Latin capitals.
private func startsInCapitals(_ line: Span<UInt8>) -> Bool {
    line.count > 1 && (0x41...0x5A).contains(line[0]) && ((0x41...0x5A).contains(line[1]) || line[1] == 0x2E)
}

private enum Separator {
    case none, comma, slash, dash, hyphen, colon, open, close, stop
}

/// A word of the line's beginning and the mark before it.
private struct DatelinePiece {
    var start: Int
    var end: Int
    var before: Separator
    var isCapitals: Bool
    var isNumber: Bool
}

/// So many words are looked at: place, date and source have fewer.
private let datelineWordsMax = 16
private let bracketWordsMax = 6
private let countryWordsMax = 4

private struct DatelineReader {
    /// One more than words: behind the last, what stands at the end.
    private var pieces: [DatelinePiece] = []
    private var words: [UInt64] = []
    private(set) var at = 0
    private(set) var place: Range<Int>?
    private(set) var agency: Range<Int>?
    /// The place is in no list: only an agency behind it makes it one.
    private var isGuess = false

    init(_ line: Span<UInt8>, _ lineWords: Span<UInt64>) {
        cut(line)
        for index in 0..<min(pieces.count - 1, lineWords.count) { words.append(lineWords[index]) }
    }

    func text(_ range: Range<Int>?, _ line: Span<UInt8>) -> String? {
        guard let range, !range.isEmpty else { return nil }
        var bytes: [UInt8] = []
        for offset in pieces[range.lowerBound].start..<pieces[range.upperBound - 1].end { bytes.append(line[offset]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func read(leadingAgency: Int) -> Bool {
        if pieces[0].before == .open { return readBracket() && agency != nil }
        if leadingAgency > 0 {
            guard leadingAgency < words.count, pieces[leadingAgency].before == .comma else { return false }
            agency = 0..<leadingAgency
            at = leadingAgency
        }
        guard readPlace() else { return false }
        readDay()
        return readSource()
    }

    private mutating func readPlace() -> Bool {
        let start = at
        if let count = Places.shared.longest(words.span, at: at) {
            at += count
        } else {
            while at < words.count, at - start < countryWordsMax, pieces[at].isCapitals,
                at == start || pieces[at].before == .none
            {
                at += 1
            }
            isGuess = true
        }
        guard at > start else { return false }
        while at < words.count, pieces[at].before == .slash, let count = Places.shared.longest(words.span, at: at) {
            at += count
        }
        place = start..<at
        if at < words.count, pieces[at].before == .comma { skipCountry() }
        return true
    }

    /// `BEIRUT, Lebanon (AP)`, `ANTALYA, Turkey —`
    private mutating func skipCountry() {
        var end = at + 1
        while end < words.count, end - at <= countryWordsMax {
            if pieces[end].before == .open || pieces[end].before == .dash && end - at <= 2 {
                if !isDay(at) { at = end }
                return
            }
            if pieces[end].before != .none && pieces[end].before != .comma { return }
            end += 1
        }
    }

    /// A number, or the name of a month or weekday.
    private func isDay(_ index: Int) -> Bool {
        if pieces[index].isNumber { return true }
        switch DateWords.shared.meaning(words, at: index)?.meaning {
        case .month, .weekday: return true
        default: return false
        }
    }

    /// `, Sept 30`
    private mutating func readDay() {
        var end = at
        var hasName = false
        while end < words.count, isDay(end), [.comma, .none, .slash].contains(pieces[end].before) {
            if !pieces[end].isNumber { hasName = true }
            end += 1
        }
        if hasName { at = end }
    }

    private mutating func readSource() -> Bool {
        switch pieces[at].before {
        case .open: return readBracket() && (!isGuess || agency != nil)
        case .dash, .hyphen, .comma, .colon:
            let end = at + max(agencyOrDesk(at), 0)
            if end > at && (end == words.count || [.colon, .dash, .stop].contains(pieces[end].before)) {
                if PhraseBook.shared.agencyWords(words.span, at: at) > 0 { agency = at..<end }
                at = end
                return true
            }
            return !isGuess && (pieces[at].before == .dash || pieces[at].before == .colon)
        case .stop, .close: return !isGuess
        case .none: return !isGuess && at == words.count
        case .slash: return false
        }
    }

    private func agencyOrDesk(_ index: Int) -> Int {
        let agencies = PhraseBook.shared.agencyWords(words.span, at: index)
        return agencies > 0 ? agencies : PhraseBook.shared.deskWords(words.span, at: index)
    }

    private mutating func readBracket() -> Bool {
        var end = at + 1
        while end < words.count, pieces[end].before != .close, end - at <= bracketWordsMax { end += 1 }
        guard end < pieces.count, pieces[end].before == .close, end - at <= bracketWordsMax else { return false }
        if PhraseBook.shared.agencyWords(words.span, at: at) > 0 { agency = at..<end }
        at = end
        return true
    }

    private mutating func cut(_ line: Span<UInt8>) {
        var at = 0
        var before = Separator.none
        var inWord = false
        while at < line.count {
            let scalar = decodeScalar(line, at)
            let folded = foldedScalar(scalar.value)
            // A tatweel that stands alone is a dash.
            let isDash = scalar.value == 0x640 && !inWord
            if folded >= FoldTable.firstLetter {
                let isCapital = (0x41...0x5A).contains(scalar.value)
                if !inWord {
                    if pieces.count == datelineWordsMax { break }
                    pieces.append(
                        DatelinePiece(
                            start: at, end: at, before: before, isCapitals: true, isNumber: true))
                    inWord = true
                    before = .none
                }
                let last = pieces.count - 1
                if !isCapital { pieces[last].isCapitals = false }
                if folded > 0x39 { pieces[last].isNumber = false }
                pieces[last].end = at &+ scalar.length
            } else if folded == FoldTable.ignored && !isDash {
                if inWord { pieces[pieces.count - 1].end = at &+ scalar.length }
            } else {
                inWord = false
                if let mark = isDash ? .dash : separator(scalar.value, line, at) {
                    // Of `) -` the bracket counts, of `, (` too.
                    if before == .none || before == .comma || mark == .open { before = mark }
                }
            }
            at &+= scalar.length
        }
        // Behind the last word; or behind the last that is looked at, where `before` is the next one's.
        pieces.append(
            DatelinePiece(start: line.count, end: line.count, before: before, isCapitals: false, isNumber: false))
    }
}

private func separator(_ scalar: UInt32, _ line: Span<UInt8>, _ at: Int) -> Separator? {
    switch scalar {
    case 0x2C, 0x60C: .comma
    case 0x2F, 0x7C: .slash
    case 0x2D:
        at > 0 && line[at - 1] != 0x20 && at + 1 < line.count && line[at + 1] != 0x20 && line[at + 1] != 0x2D
            ? .hyphen : .dash
    case 0x2010...0x2015:
        // `MOSCOW—Russia` is a dateline's, `जम्मू—कश्मीर` one word.
        at > 0 && line[at - 1] >= 0x80 && at + 3 < line.count && line[at + 3] != 0x20 ? .hyphen : .dash
    case 0x2212, 0x6D4: .dash
    case 0x3A, 0xFF1A: .colon
    case 0x28, 0x5B: .open
    case 0x29, 0x5D: .close
    case 0x964, 0x2E: .stop
    default: nil
    }
}
