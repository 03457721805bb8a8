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
        var rarest = 0
        for part in 0..<starts.count {
            near.read(part, positions: place(of: part, &cursors), in: bytes, titleEnd: titleEnd, field)
            if near.places[part].isEmpty { return none }
            if near.places[part].count < near.places[rarest].count { rarest = part }
        }
        guard let (first, count) = near.matches(offsets, slop: Int(slop), rarest: rarest) else { return none }
        // No word of the match lies further on.
        let end = first + Int(lastOffset + slop)
        return PhraseMatch(
            frequency: UInt32(min(count, near.places[rarest].count)), level: Lead.level(UInt32(max(0, end))))
    }

    private mutating func place(of part: Int, _ cursors: inout CursorList) -> (start: Int, count: Int) {
        var place = self.places[part]
        let count = cursors[part].cursor.findPositions(&place, in: bytes, from: starts[part])
        self.places[part] = place
        return (starts[part] + place.start, count)
    }
}

/// Finds the matches of a loose phrase in one article after the other; keeps its memory between them.
struct NearMatches {
    /// Places of one word in one article; further ones don't count. An article that has more repeats itself.
    static let placesMax = 4_096

    /// By part: where its word stands, ascending.
    private(set) var places: [[Int]]
    /// Parts by their offsets, each with the part before it that is the same word; -1 for none.
    private let order: [(part: Int, twin: Int)]
    /// By part: how many of its places lie before the shift at hand.
    private var passed: [Int]
    /// By part: which place the match at hand gives it.
    private var given: [Int]
    private var shifts: [Int] = []

    init() { (places, order, passed, given) = ([], [], [], []) }

    /// - Parameters:
    ///   - words: by part; equal for the same word.
    ///   - offsets: by part.
    init(words: borrowing Scratch<Int>, offsets: borrowing Scratch<UInt32>) {
        places = [[Int]](repeating: [], count: words.count)
        passed = [Int](repeating: 0, count: words.count)
        given = passed
        let parts = (0..<words.count).map { (word: words[$0], offset: offsets[$0], part: $0) }.sorted {
            $0.offset < $1.offset
        }
        order = parts.indices.map { index in
            (parts[index].part, parts[..<index].last { $0.word == parts[index].word }?.part ?? -1)
        }
    }

    mutating func read(
        _ part: Int, positions: (start: Int, count: Int), in bytes: ByteView, titleEnd: UInt32, _ field: Words.Field
    ) {
        places[part].removeAll(keepingCapacity: true)
        passed[part] = 0
        var at = positions.start
        var position: UInt32 = 0
        for _ in 0..<min(positions.count, Self.placesMax) {
            position += bytes.varint(&at)
            switch field {
            case .anywhere: places[part].append(Int(position))
            case .title: if position < titleEnd { places[part].append(Int(position)) }
            case .body: if position >= titleEnd { places[part].append(Int(position)) }
            }
        }
    }

    /// The first shift with a match that begins there, and how many there are; nil for none.
    mutating func matches(
        _ offsets: borrowing Scratch<UInt32>, slop: Int, rarest: Int
    ) -> (first: Int, count: Int)? {
        shifts.removeAll(keepingCapacity: true)
        for part in places.indices { for place in places[part] { shifts.append(place - Int(offsets[part])) } }
        shifts.sort()
        var found: (first: Int, count: Int)?
        var next = 0
        var last: Int?
        for shift in shifts where shift != last {
            last = shift
            // Without the rarest word near there is no match.
            while next < places[rarest].count, places[rarest][next] - Int(offsets[rarest]) < shift { next += 1 }
            guard next < places[rarest].count else { break }
            guard places[rarest][next] - Int(offsets[rarest]) <= shift + slop, fits(offsets, shift, slop) else {
                continue
            }
            found = (found?.first ?? shift, (found?.count ?? 0) + 1)
        }
        return found
    }

    /// Whether each word has a place of its own whose shift is `first` or up to `slop` more. Asked for ascending shifts.
    ///
    /// Only the same word twice can want one place twice. Its windows are equally long, so giving each in turn the first place that is free finds
    /// places for all if there are any.
    private mutating func fits(_ offsets: borrowing Scratch<UInt32>, _ first: Int, _ slop: Int) -> Bool {
        for (part, twin) in order {
            let least = first + Int(offsets[part])
            let own = places[part]
            var place = passed[part]
            while place < own.count, own[place] < least { place += 1 }
            passed[part] = place
            if twin >= 0 { place = max(place, given[twin] + 1) }
            guard place < own.count, own[place] <= least + slop else { return false }
            given[part] = place
        }
        return true
    }
}
