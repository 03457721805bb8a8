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
    var numeric: [Bool] = []
    var inWord = false
    var digits = 0
    var letters = 0
    var isThousands = false
    func close() { numeric.append(digits > 0 && (letters == 0 || letters == 1 && isThousands)) }
    var at = 0
    while at < line.count {
        let scalar = decodeScalar(line, at)
        at &+= scalar.length
        let folded = foldedScalar(scalar.value)
        if folded >= FoldTable.firstLetter {
            if !inWord { (inWord, digits, letters) = (true, 0, 0) }
            if folded < 0x3A { digits += 1 } else { letters += 1 }
            isThousands = folded == 0x6B || folded == 0x6D
        } else if inWord && folded != FoldTable.ignored {
            close()
            inWord = false
        }
    }
    if inWord { close() }
    return numeric
}

/// For each word of a line, whether it begins with a digit of any script: `10`, `41am`.
func digitWords(_ line: Span<UInt8>) -> [Bool] {
    var found: [Bool] = []
    var inWord = false
    var at = 0
    while at < line.count {
        let scalar = decodeScalar(line, at)
        at &+= scalar.length
        let folded = foldedScalar(scalar.value)
        if folded >= FoldTable.firstLetter {
            if !inWord { found.append(folded < 0x3A) }
            inWord = true
        } else if folded != FoldTable.ignored {
            inWord = false
        }
    }
    return found
}

@inline(__always)
func foldedScalar(_ scalar: UInt32) -> UInt16 {
    scalar < FoldTable.size ? FoldTable.entries[Int(scalar)] : FoldTable.fold(scalar)
}
