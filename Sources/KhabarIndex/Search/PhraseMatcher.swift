internal import KhabarText

/// How often a phrase stands in an article, and the lead level of the first time: that of its last word there, which no part's own level is worse than.
struct PhraseMatch {
    var frequency: UInt32
    var level: UInt32
}

extension Scoring {
    func score(_ match: PhraseMatch, weight: Float, norm: Float) -> Int32 {
        Self.score(
            weight: weight, frequency: UInt8(min(match.frequency, 255)), norm: norm,
            lead: norms.lead(level: match.level))
    }
}

/// Where the terms of a phrase stand in an article that has them all.
struct PhraseMatcher: ~Copyable {
    let segment: Segment
    let bytes: ByteView
    /// By part: where its term's positions start, and its place in the phrase.
    let starts: Scratch<Int>
    let offsets: Scratch<UInt32>
    /// By part: the posting that was looked at last.
    let places: Scratch<PostingsCursor.PositionsPlace>
    let lastOffset: UInt32
    let slop: UInt32
    let field: Words.Field
    /// Of no parts where none may be shifted.
    var near: NearMatches
    /// Positions of the phrase's first word that are still possible.
    private var possible: Scratch<UInt32>
    private var possibleCount = 0

    /// - Parameter parts: in the order of the cursors that `match` is given, with their offsets in the phrase.
    init(_ segment: Segment, parts: [(entry: TermEntry, offset: UInt32)], slop: UInt32, field: Words.Field) {
        self.segment = segment
        bytes = segment.view
        let positions = segment.range(.positions).lowerBound
        starts = Scratch(parts.map { positions + $0.entry.positions.lowerBound })
        offsets = Scratch(parts.map(\.offset))
        places = Scratch(repeating: PostingsCursor.PositionsPlace(), count: parts.count)
        near = slop > 0 ? NearMatches(words: starts, offsets: offsets) : NearMatches()
        possible = Scratch(repeating: 0, count: parts.isEmpty ? 0 : 64)
        lastOffset = parts.map(\.offset).max() ?? 0
        self.slop = slop
        self.field = field
    }

    /// What a match in the article that all `cursors` are at can't be better than: as often as the rarest part stands there. Reads no positions.
    func bound(_ cursors: inout CursorList) -> PhraseMatch {
        var bound = PhraseMatch(frequency: .max, level: 0)
        for part in 0..<starts.count {
            let code = cursors[part].cursor.code()
            bound.frequency = min(bound.frequency, PostingCode.frequency(code))
            bound.level = max(bound.level, PostingCode.level(code))
        }
        return bound
    }

    /// How the phrase stands in the article that all `cursors` are at.
    mutating func match(_ cursors: inout CursorList) -> PhraseMatch {
        if slop > 0 { return matchNear(&cursors) }
        find(&cursors)
        return PhraseMatch(
            frequency: UInt32(possibleCount), level: possibleCount > 0 ? Lead.level(possible[0] + lastOffset) : 0)
    }

    private mutating func find(_ cursors: inout CursorList) {
        for part in 0..<starts.count {
            var place = places[part]
            let count = cursors[part].cursor.findPositions(&place, in: bytes, from: starts[part])
            places[part] = place
            let start = starts[part] &+ place.start
            if part == 0 {
                read(at: start, count: count)
            } else {
                intersect(at: start, count: count, offset: offsets[part])
            }
            if possibleCount == 0 { return }
        }
        if field != .anywhere { keepField(cursors[0].cursor.article) }
    }

    /// Leaves out what does not lie in the field; a phrase never lies in both.
    private mutating func keepField(_ article: DocID) {
        let end = segment.titleEnd(article)
        if field == .title {
            while possibleCount > 0, possible[possibleCount - 1] + lastOffset >= end { possibleCount -= 1 }
        } else {
            var kept = 0
            for index in 0..<possibleCount where possible[index] >= end {
                possible[kept] = possible[index]
                kept += 1
            }
            possibleCount = kept
        }
    }

    /// Reads the first part's positions, each less its offset; those that lie too near the beginning can't be.
    private mutating func read(at start: Int, count: Int) {
        if possible.count < count { possible = Scratch(repeating: 0, count: count) }
        var at = start
        var position: UInt32 = 0
        let offset = offsets[0]
        var kept = 0
        for _ in 0..<count {
            position &+= bytes.varintOfAnyLength(&at)
            possible[kept] = position &- offset
            kept &+= position >= offset ? 1 : 0
        }
        possibleCount = kept
    }

    /// Keeps what a further part's positions, each less its offset, allow.
    private mutating func intersect(at start: Int, count: Int, offset: UInt32) {
        var at = start
        var left = count
        var position: UInt32 = 0
        var kept = 0
        var index = 0
        var wanted = possible[0] &+ offset
        while left > 0 {
            position &+= bytes.varint(&at)
            left &-= 1
            while wanted < position {
                index &+= 1
                if index == possibleCount {
                    possibleCount = kept
                    return
                }
                wanted = possible[index] &+ offset
            }
            if wanted == position {
                possible[kept] = possible[index]
                kept &+= 1
            }
        }
        possibleCount = kept
    }
}
