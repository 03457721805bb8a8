/// Phrases whose words may be shifted against each other: `"oil price"~3`.
///
/// A match is a place for each word, no two words at one place, such that these places, each less the word's own in the phrase, lie at most `slop` apart: as Lucene's
/// sloppy phrases are defined. With `slop` 0 that is the phrase itself; two words that changed places need 2.
extension PhraseMatcher {
    /// How the phrase stands in the article that all `cursors` are at.
    ///
    /// It counts as often as there is a shift with a match that begins there, but no more often than the rarest word.
    mutating func matchNear(_ cursors: inout CursorList) -> PhraseMatch {
        let none = PhraseMatch(frequency: 0, level: 0)
        let titleEnd = field == .anywhere ? 0 : segment.titleEnd(cursors[0].cursor.article)
        var places: [[Int]] = []
        for part in 0..<starts.count {
            places.append(positions(of: part, &cursors, titleEnd))
            if places[part].isEmpty { return none }
        }
        let shifts = Set(places.indices.flatMap { part in places[part].map { $0 - Int(offsets[part]) } }).sorted()
        let matching = shifts.filter { fits(places, from: $0) }
        guard let first = matching.first else { return none }
        let rarest = places.map(\.count).min() ?? 0
        // No word of the match lies further on.
        let end = first + Int(lastOffset + slop)
        return PhraseMatch(
            frequency: UInt32(min(matching.count, rarest)), level: Lead.level(UInt32(max(0, end))))
    }

    private mutating func positions(of part: Int, _ cursors: inout CursorList, _ titleEnd: UInt32) -> [Int] {
        var place = self.places[part]
        let count = cursors[part].cursor.findPositions(&place, in: bytes, from: starts[part])
        self.places[part] = place
        var at = starts[part] + place.start
        var position: UInt32 = 0
        var positions: [Int] = []
        positions.reserveCapacity(count)
        for _ in 0..<count {
            position += bytes.varint(&at)
            switch field {
            case .anywhere: positions.append(Int(position))
            case .title: if position < titleEnd { positions.append(Int(position)) }
            case .body: if position >= titleEnd { positions.append(Int(position)) }
            }
        }
        return positions
    }

    /// Whether each word has a place of its own whose shift is `first` or up to `slop` more.
    ///
    /// Only the same word twice can want one place twice. Its windows are equally long, so giving each in turn the first place that is free finds
    /// places for all if there are any.
    private func fits(_ places: [[Int]], from first: Int) -> Bool {
        let parts = places.indices.sorted { offsets[$0] < offsets[$1] }
        var taken: [Int: Int] = [:]
        for part in parts {
            var least = first + Int(offsets[part])
            let greatest = least + Int(slop)
            if let last = taken[starts[part]] { least = max(least, last + 1) }
            guard let place = Self.first(of: places[part], from: least), place <= greatest else { return false }
            taken[starts[part]] = place
        }
        return true
    }

    /// The first of ascending places at or after `least`.
    private static func first(of places: [Int], from least: Int) -> Int? {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) >> 1
            if places[middle] < least { low = middle + 1 } else { high = middle }
        }
        return low < places.count ? places[low] : nil
    }
}
