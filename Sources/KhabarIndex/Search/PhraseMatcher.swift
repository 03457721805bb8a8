internal import KhabarText

/// Where the terms of a phrase stand in an article that has them all.
struct PhraseMatcher {
    private let segment: Segment
    private let bytes: ByteView
    /// By part: where its term's positions start.
    private let starts: [Int]
    /// By part: the posting that was looked at last.
    private var places: [PostingsCursor.PositionsPlace]
    private let offsets: [UInt32]
    private let titleOnly: Bool
    /// Positions of the phrase's first word that are still possible, and those of the part at hand.
    private var possible: [UInt32] = []
    private var positions: [UInt32] = []

    /// - Parameters:
    ///   - entries: of the parts, in the order of the cursors that `frequency` is given.
    ///   - offsets: of the same parts in the phrase.
    init(_ segment: Segment, entries: [TermEntry], offsets: [UInt32], titleOnly: Bool) {
        self.segment = segment
        bytes = segment.view
        starts = entries.map { segment.range(.positions).lowerBound + $0.positions.lowerBound }
        places = [PostingsCursor.PositionsPlace](repeating: PostingsCursor.PositionsPlace(), count: entries.count)
        self.offsets = offsets
        self.titleOnly = titleOnly
    }

    /// How often the phrase stands in the article that all `cursors` are at.
    mutating func frequency(_ cursors: inout CursorList) -> UInt32 {
        for part in starts.indices {
            cursors[part].cursor.findPositions(&places[part], in: bytes, from: starts[part])
            let count = Int(cursors[part].cursor.code() >> 1) + 1
            read(at: starts[part] + places[part].start, count: count, part: part)
            if part == 0 {
                swap(&possible, &positions)
            } else {
                intersect()
            }
            if possible.isEmpty { return 0 }
        }
        if titleOnly {
            let end = titleEnd(cursors[0].cursor.article)
            let last = offsets.max()!
            possible.removeAll { $0 + last >= end }
        }
        return UInt32(possible.count)
    }

    /// Reads positions, each less the part's offset; those that lie too near the beginning can't be.
    private mutating func read(at start: Int, count: Int, part: Int) {
        positions.removeAll(keepingCapacity: true)
        var at = start
        var position: UInt32 = 0
        let offset = offsets[part]
        for _ in 0..<count {
            position += bytes.varint(&at)
            if position >= offset { positions.append(position - offset) }
        }
    }

    private mutating func intersect() {
        var kept = 0
        var other = 0
        for index in 0..<possible.count {
            let position = possible[index]
            while other < positions.count && positions[other] < position { other += 1 }
            if other == positions.count { break }
            if positions[other] == position {
                possible[kept] = position
                kept += 1
            }
        }
        possible.removeLast(possible.count - kept)
    }

    /// The position after the title's last word. Not stored: titles are short and such queries rare.
    private func titleEnd(_ article: DocID) -> UInt32 {
        guard let title = segment.title(article) else { return 0 }
        var tokens = Tokens()
        tokenize(title.utf8.span, into: &tokens)
        return (tokens.positions.max() ?? 0) + (tokens.positions.isEmpty ? 0 : 1)
    }
}

extension ByteView {
    /// Where the bytes go on after `count` varints: eight bytes at a time, counting those that end one.
    func skipVarints(_ count: Int, from start: Int) -> Int {
        var at = start
        var left = count
        while left >= 8 && at + 8 <= self.count {
            let ends = (~u64(at) & 0x8080_8080_8080_8080).nonzeroBitCount
            at += 8
            left -= ends
        }
        // Eight ends in eight bytes are the only way to reach zero above, so `at` is never past the start of a number that is to be read.
        while left > 0 {
            if u8(at) < 0x80 { left -= 1 }
            at += 1
        }
        return at
    }
}
