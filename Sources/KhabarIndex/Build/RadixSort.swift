/// Sorts `range` of `items` by key, ascending and stable; `spare` is of the same length and its contents are lost.
///
/// Radix sort by bytes, lowest first, leaving out bytes that all keys share; few items are sorted by insertion.
func sortByKey(_ items: inout MutableSpan<TermKey>, _ spare: inout MutableSpan<TermKey>, _ range: Range<Int>) {
    guard range.count > 48 else { return insertionSortByKey(&items, range) }
    var counts = InlineArray<2_048, UInt32>(repeating: 0)
    for index in range {
        let key = items[index].key
        for byte in 0..<8 { counts[byte &<< 8 | Int(key &>> UInt64(byte &* 8) & 0xFF)] &+= 1 }
    }
    var isInSpare = false
    for byte in 0..<8 {
        let shift = UInt64(byte &* 8)
        let first = isInSpare ? spare[range.lowerBound].key : items[range.lowerBound].key
        if counts[byte &<< 8 | Int(first &>> shift & 0xFF)] == UInt32(range.count) { continue }
        var place = UInt32(range.lowerBound)
        for digit in (byte &<< 8)..<(byte &<< 8 &+ 256) {
            let count = counts[digit]
            counts[digit] = place
            place &+= count
        }
        if isInSpare {
            scatter(spare, to: &items, range, shift, byte &<< 8, &counts)
        } else {
            scatter(items, to: &spare, range, shift, byte &<< 8, &counts)
        }
        isInSpare.toggle()
    }
    if isInSpare { for index in range { items[index] = spare[index] } }
}

@inline(__always)
private func scatter(
    _ items: borrowing MutableSpan<TermKey>, to target: inout MutableSpan<TermKey>, _ range: Range<Int>,
    _ shift: UInt64, _ row: Int, _ places: inout InlineArray<2_048, UInt32>
) {
    for index in range {
        let digit = row | Int(items[index].key &>> shift & 0xFF)
        target[Int(places[digit])] = items[index]
        places[digit] &+= 1
    }
}

private func insertionSortByKey(_ items: inout MutableSpan<TermKey>, _ range: Range<Int>) {
    guard range.count > 1 else { return }
    for index in (range.lowerBound + 1)..<range.upperBound {
        let item = items[index]
        var hole = index
        while hole > range.lowerBound && items[hole &- 1].key > item.key {
            items[hole] = items[hole &- 1]
            hole &-= 1
        }
        items[hole] = item
    }
}
