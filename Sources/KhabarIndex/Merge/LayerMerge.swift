/// Merges the dictionaries, postings and positions of several segments, term by term.
struct LayerMerge: ~Copyable {
    private let sources: [MergeSource]
    /// By source, looked up once: where its sections start, and whether all of its articles count.
    private let places: [Place]
    private let renumbering: Renumbering
    private var writer: PostingsWriter
    private var positions: [UInt8]
    private var dictionaries: [Layer: [UInt8]] = [:]
    /// By source: where each exact list started, and which merged list it went into.
    private var exactLists: [ExactLists]
    private var mergedExact: [MergedList]

    private struct Place {
        let view: ByteView
        let postings: Int
        let positions: Int
        let isWhole: Bool
        /// The new number of its first article, if it is whole.
        let start: DocID
    }

    private struct ExactLists {
        var starts = ListStarts()
        var merged: [UInt32]

        init(capacity: Int) {
            starts.reserve(capacity)
            merged = .onHugePages(capacity: capacity)
        }
    }

    /// An exact list, as far as a stem that shares it names it. A large merge has millions of them.
    private struct MergedList: BitwiseCopyable {
        private let articleCount: UInt32
        private let start: UInt32
        private let byteCount: UInt32
        /// How many sources have the term; 0 when articles of one of them were left out.
        private let wholeHolders: UInt32

        init(_ entry: TermEntry, holders: Int, isWhole: Bool) {
            articleCount = entry.articleCount
            start = UInt32(entry.postings.lowerBound)
            byteCount = UInt32(entry.postings.count)
            wholeHolders = isWhole ? UInt32(holders) : 0
        }

        var entry: TermEntry {
            let start = Int(start)
            return TermEntry(articleCount: articleCount, postings: start..<start + Int(byteCount), positions: 0..<0)
        }

        /// Whether so many sources have the term, all of their articles counting.
        func isWhole(holders: Int) -> Bool { Int(wholeHolders) == holders }
    }

    private var list: [Posting] = []
    private var positionsEnds: [UInt32] = []
    private var decoder = ListDecoder()

    init(_ sources: [MergeSource], _ renumbering: Renumbering, lengths: [UInt8]) {
        self.sources = sources
        self.renumbering = renumbering
        places = sources.indices.map { number in
            let segment = sources[number].segment
            return Place(
                view: segment.view, postings: segment.range(.postings).lowerBound,
                positions: segment.range(.positions).lowerBound, isWhole: sources[number].isWhole,
                start: renumbering.starts[number])
        }
        // Reserved at once: growing by doubling would hold these twice at a large merge's peak.
        writer = PostingsWriter(lengths: lengths, capacity: sources.reduce(0) { $0 + $1.segment.index.count })
        positions = .onHugePages(capacity: sources.reduce(0) { $0 + $1.segment.range(.positions).count })
        let terms = sources.map { $0.segment.dictionary(of: .exact).count }
        exactLists = terms.map { ExactLists(capacity: $0) }
        mergedExact = .onHugePages(capacity: terms.reduce(0, +))
    }

    consuming func finish() -> WrittenLists {
        WrittenLists(dictionaries, postings: writer.finish(), positions: positions)
    }

    mutating func merge() {
        for layer in Layer.allCases { merge(layer) }
    }

    private mutating func merge(_ layer: Layer) {
        var terms = TermMerge(sources.map { $0.segment.dictionary(of: layer) }, layer)
        var dictionary = TermDictionaryWriter(layer: layer)
        while terms.next() {
            if let shared = sharedList(terms.holders) {
                let entry = mergedExact[shared].entry
                terms.withTerm { dictionary.append($0, entry, isShared: true) }
            } else if let entry = write(terms.holders, withPositions: layer.hasPositions) {
                terms.withTerm { dictionary.append($0, entry) }
                if layer == .exact { noteExact(terms.holders, entry) }
            }
        }
        dictionaries[layer] = dictionary.finish()
    }

    /// Remembers an exact list for the stems that share it.
    private mutating func noteExact(_ holders: [TermMerge.Holder], _ entry: TermEntry) {
        var isWhole = true
        for holder in holders {
            exactLists[holder.source].starts.append(holder.entry.postings.lowerBound)
            exactLists[holder.source].merged.append(UInt32(mergedExact.count))
            if !places[holder.source].isWhole { isWhole = false }
        }
        mergedExact.append(MergedList(entry, holders: holders.count, isWhole: isWhole))
    }

    /// Writes the union of the holders' lists; nil, and nothing written, when nothing of it is live.
    private mutating func write(_ holders: [TermMerge.Holder], withPositions: Bool) -> TermEntry? {
        var count = 0
        var isWhole = true
        for holder in holders {
            count += Int(holder.entry.articleCount)
            if !places[holder.source].isWhole { isWhole = false }
        }
        let (postingsStart, positionsStart) = (writer.output.count, positions.count)
        if isWhole && count < PostingsLayout.blockCount {
            joinShort(holders, withPositions: withPositions)
        } else {
            list.removeAll(keepingCapacity: true)
            positionsEnds.removeAll(keepingCapacity: true)
            for holder in holders { append(holder, withPositions: withPositions, from: positionsStart) }
            guard !list.isEmpty else { return nil }
            count = list.count
            _ = writer.write(list, positionsEnds: positionsEnds)
        }
        return TermEntry(
            articleCount: UInt32(count), postings: postingsStart..<writer.output.count,
            positions: positionsStart..<positions.count)
    }

    /// Joins short lists of whole sources: of each, renumbering changes the first gap alone.
    private mutating func joinShort(_ holders: [TermMerge.Holder], withPositions: Bool) {
        // The least article that may come.
        var next: DocID = 0
        for index in holders.indices {
            let holder = holders[index]
            let place = places[holder.source]
            let entry = holder.entry
            var at = place.postings &+ entry.postings.lowerBound
            let end = place.postings &+ entry.postings.upperBound
            let first = place.start &+ place.view.varint(&at)
            writer.append(gap: first &- next, before: at..<end, of: place.view)
            if withPositions {
                let start = place.positions &+ entry.positions.lowerBound
                place.view.append(start..<(start &+ entry.positions.count), to: &positions)
            }
            guard index < holders.count - 1 else { return }
            next = first &+ 1
            place.view.skipVarint(&at)
            for _ in 1..<max(entry.articleCount, 1) {
                next &+= place.view.varint(&at) &+ 1
                place.view.skipVarint(&at)
            }
        }
    }

    /// Appends the live postings of one source's list, and the bytes of their positions as they are: positions restart in each article.
    private mutating func append(_ holder: TermMerge.Holder, withPositions: Bool, from positionsStart: Int) {
        let place = places[holder.source]
        let entry = holder.entry
        decoder.decode(
            place.view, at: place.postings + entry.postings.lowerBound, count: Int(entry.articleCount),
            offset: place.isWhole ? place.start : 0)
        let start = place.positions + entry.positions.lowerBound
        if place.isWhole {
            if withPositions { copyPositions(place.view, start, entry.positions.count, from: positionsStart) }
            decoder.append(to: &list)
            return
        }
        let numbers = renumbering.numbers[holder.source]
        // Positions of live articles that follow each other are copied together, from here on.
        var (runStart, at) = (start, start)
        for index in 0..<decoder.count {
            let posting = decoder[index]
            let number = numbers[Int(posting.article)]
            let before = at
            if withPositions { at = place.view.skipVarints(Int(posting.frequency), from: at) }
            guard number != Renumbering.gone else {
                place.view.append(runStart..<before, to: &positions)
                runStart = at
                continue
            }
            list.append(Posting(article: number, code: posting.code))
            if withPositions && list.count % PostingsLayout.blockCount == 0 {
                positionsEnds.append(UInt32(positions.count + at - runStart - positionsStart))
            }
        }
        place.view.append(runStart..<at, to: &positions)
    }

    /// Copies a whole list's positions at once; where blocks end among them is found by counting numbers.
    private mutating func copyPositions(_ view: ByteView, _ start: Int, _ count: Int, from positionsStart: Int) {
        let before = positions.count - positionsStart
        view.append(start..<(start + count), to: &positions)
        guard list.count + decoder.count >= PostingsLayout.blockCount else { return }
        var at = start
        var numbers = 0
        var left = PostingsLayout.blockCount - list.count % PostingsLayout.blockCount
        for index in 0..<decoder.count {
            numbers &+= Int(decoder[index].frequency)
            left &-= 1
            guard left == 0 else { continue }
            at = view.skipVarints(numbers, from: at)
            positionsEnds.append(UInt32(before + at - start))
            (numbers, left) = (0, PostingsLayout.blockCount)
        }
    }

    /// The merged exact list that a stem shares: every source that has the word must have the stem, share the word's list, and be whole. Otherwise
    /// the list may hold articles that read the word as another language, and the stem's own list is written.
    private mutating func sharedList(_ holders: [TermMerge.Holder]) -> Int? {
        var shared: Int?
        for holder in holders {
            guard holder.isShared, let merged = merged(holder) else { return nil }
            if let shared, shared != merged { return nil }
            shared = merged
        }
        guard let shared, mergedExact[shared].isWhole(holders: holders.count) else { return nil }
        return shared
    }

    private mutating func merged(_ holder: TermMerge.Holder) -> Int? {
        guard let index = exactLists[holder.source].starts.find(holder.entry.postings.lowerBound) else { return nil }
        return Int(exactLists[holder.source].merged[index])
    }
}
