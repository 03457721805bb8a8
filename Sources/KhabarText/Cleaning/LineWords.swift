/// The byte offset in a line behind its `count`th word.
func offset(afterWords count: Int, in line: Span<UInt8>) -> Int {
    var at = 0
    var seen = 0
    var inWord = false
    while at < line.count {
        let scalar = decodeScalar(line, at)
        let folded = foldedScalar(scalar.value)
        if folded >= FoldTable.firstLetter {
            inWord = true
        } else if inWord && folded != FoldTable.ignored {
            inWord = false
            seen += 1
            if seen == count { return at }
        }
        at &+= scalar.length
    }
    return line.count
}

/// For each word of a line, whether it is a number: digits of any script, perhaps with `K` or `M` behind them.
func numericWords(_ line: Span<UInt8>) -> [Bool] {
    var words: [(digits: Int, letters: Int, isThousands: Bool)] = []
    forEachLetter(of: line) { folded, beginsWord in
        if beginsWord { words.append((0, 0, false)) }
        let word = words.count - 1
        if isDigit(folded) { words[word].digits += 1 } else { words[word].letters += 1 }
        words[word].isThousands = folded == 0x6B || folded == 0x6D
    }
    return words.map { $0.digits > 0 && ($0.letters == 0 || $0.letters == 1 && $0.isThousands) }
}

/// For each word of a line, whether it begins with a digit of any script: `10`, `41am`.
func digitWords(_ line: Span<UInt8>) -> [Bool] {
    var found: [Bool] = []
    forEachLetter(of: line) { folded, beginsWord in
        if beginsWord { found.append(isDigit(folded)) }
    }
    return found
}

private func isDigit(_ folded: UInt16) -> Bool { folded < 0x3A }

/// Calls `body` with each letter and digit of a line, folded, and whether a word begins with it.
private func forEachLetter(of line: Span<UInt8>, _ body: (_ folded: UInt16, _ beginsWord: Bool) -> Void) {
    var inWord = false
    var at = 0
    while at < line.count {
        let scalar = decodeScalar(line, at)
        at &+= scalar.length
        let folded = foldedScalar(scalar.value)
        if folded >= FoldTable.firstLetter {
            body(folded, !inWord)
            inWord = true
        } else if folded != FoldTable.ignored {
            inWord = false
        }
    }
}

/// Whether there is a letter or digit at all.
func hasLetter(_ line: Span<UInt8>) -> Bool {
    var at = 0
    while at < line.count {
        let scalar = decodeScalar(line, at)
        if foldedScalar(scalar.value) >= FoldTable.firstLetter { return true }
        at &+= scalar.length
    }
    return false
}

@inline(__always)
func foldedScalar(_ scalar: UInt32) -> UInt16 {
    scalar < FoldTable.size ? FoldTable.entries[Int(scalar)] : FoldTable.fold(scalar)
}
