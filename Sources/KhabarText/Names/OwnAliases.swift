/// A list of aliases of a user's own, in the form of the resources `alias-*.txt`: a meaning a line, `English | Hindi | Urdu | Arabic`, the forms of a
/// language between commas; a line that begins with `#` is a remark. Columns may be empty, and those at the end left out. Forms of one language join too, as names do.
package struct OwnAliases: Sendable {
    static let fileBytesMax = 4 << 20
    /// A query is widened by all forms of a line, and by all lines that one of its words stands in.
    static let formsPerLineMax = 64
    static let linesPerFormMax = 16
    /// And of all these lines so many forms; in a long query so many: looking one up takes up to a tenth of a millisecond.
    static let formsPerRunMax = 128
    static let formsPerQueryMax = 512
    static let wordsPerFormMax = 6

    let concepts: [AliasConcept]

    /// Reads a list. A line that cannot be what was meant refuses the whole.
    package init(file: [UInt8]) throws(OwnAliasesError) {
        guard file.count <= Self.fileBytesMax else {
            throw OwnAliasesError(line: nil, reason: "it has more than \(Self.fileBytesMax) bytes")
        }
        // Editors of another system may begin a file with a byte order mark.
        let bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? file[3...] : file[...]
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw OwnAliasesError(line: nil, reason: "it is not UTF-8")
        }
        let stemmer = Stemmer()
        var concepts: [AliasConcept] = []
        /// A query's word leads to lines as it is written, or by its stem.
        var linesByForm: [AliasKey: Int] = [:]
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            do throws(LineFault) {
                guard let line = resourceLine(Substring(line)) else { continue }
                let concept = try Self.concept(resourceColumns(line), stemmer)
                for key in Set(concept.forms.map { AliasKey($0.reading, $0.stems) }) {
                    linesByForm[key, default: 0] += 1
                    if linesByForm[key]! > Self.linesPerFormMax {
                        throw LineFault(
                            "one of its forms, or another with its stem, stands in more than \(Self.linesPerFormMax) lines"
                        )
                    }
                }
                concepts.append(concept)
            } catch {
                throw OwnAliasesError(line: index + 1, reason: error.reason)
            }
        }
        self.concepts = concepts
    }

    private struct LineFault: Error {
        var reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static func concept(_ columns: [[String]], _ stemmer: Stemmer) throws(LineFault) -> AliasConcept {
        guard columns.count <= AliasList.readings.count else {
            throw LineFault("more than \(AliasList.readings.count) columns: \(columnNames)")
        }
        guard columns.reduce(0, { $0 + $1.count }) <= formsPerLineMax else {
            throw LineFault("more than \(formsPerLineMax) forms")
        }
        var forms: [AliasForm] = []
        for (column, reading) in zip(columns, AliasList.readings) {
            for written in column {
                let form = try form(written, reading, stemmer)
                if !forms.contains(where: form.isSame) { forms.append(form) }
            }
        }
        guard forms.contains(where: \.isFound), forms.contains(where: \.widens), forms.count > 1 else {
            throw LineFault(
                "a line joins two forms or more, of which one can be found by another; columns are \(columnNames)")
        }
        return AliasConcept(forms: forms, isName: true)
    }

    private static func form(
        _ written: String, _ reading: Reading, _ stemmer: Stemmer
    ) throws(LineFault) -> AliasForm {
        var tokens = Tokens()
        let form = AliasForm(written, reading, stemmer, &tokens)
        guard 1...wordsPerFormMax ~= form.terms.count else {
            throw LineFault("‘\(written)’ has \(form.terms.count) words; a form has 1 to \(wordsPerFormMax)")
        }
        guard tokens.scripts.allSatisfy({ $0 == .digits || $0 == reading.script }) else {
            throw LineFault("‘\(written)’ is not in the script of its column; columns are \(columnNames)")
        }
        // Letters alone are what is left of C++ and the like, and a query for them would find every initial.
        guard form.terms.count > 1 || !isOneLetter(form.terms[0]) else {
            throw LineFault("‘\(written)’ is one letter to a search, which pays no heed to signs")
        }
        guard !form.isFound || !form.terms.allSatisfy({ isStop($0, reading) }) else {
            throw LineFault("‘\(written)’ is what every text has, and would find them all")
        }
        return form
    }

    private static func isOneLetter(_ term: [UInt8]) -> Bool { term.count { $0 & 0xC0 != 0x80 } == 1 }

    private static func isStop(_ term: [UInt8], _ reading: Reading) -> Bool { isStopWord(term.span, reading: reading) }

    private static let columnNames = "English | Hindi | Urdu | Arabic"
}

/// Why a list of aliases cannot be used.
package struct OwnAliasesError: Error, Equatable, CustomStringConvertible {
    /// From 1; nil where it is the whole file.
    package var line: Int?
    package var reason: String

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}

extension Reading {
    /// The script that it is written in; nil of none.
    fileprivate var script: Script? {
        switch self {
        case .english: .latin
        case .hindi: .devanagari
        case .urdu, .arabic: .arabic
        case .none: nil
        }
    }
}
