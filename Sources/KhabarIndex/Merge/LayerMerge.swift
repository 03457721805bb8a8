/// Merges the dictionaries, postings and positions of several segments, term by term.
struct LayerMerge {
    private let sources: [MergeSource]
    private let renumbering: Renumbering
    private var writer: PostingsWriter
    private(set) var positions: [UInt8]
    private(set) var dictionaries: [Layer: [UInt8]] = [:]
    /// By source: where each exact list started, and which merged list it went into. Ascending.
    private var exactLists: [[(old: Int, merged: Int)]]
    private var mergedExact: [MergedList] = []

    private struct MergedList {
        var entry: TermEntry
        /// How many sources have the term; nil when articles of one of them were left out.
        var wholeHolders: Int?
    }

    private var list: [Posting] = []
    private var positionsEnds: [UInt32] = []
    private var decoded: [Posting] = []

    var postings: [UInt8] { writer.output }

    init(_ sources: [MergeSource], _ renumbering: Renumbering, lengths: [UInt8]) {
        self.sources = sources
        self.renumbering = renumbering
        // Reserved at once: growing by doubling would hold these twice at a large merge's peak.
        func bytes(_ section: Section) -> Int { sources.reduce(0) { $0 + $1.segment.range(section).count } }
        writer = PostingsWriter(lengths: lengths, expectedBytes: bytes(.postings))
        positions = .onHugePages(capacity: bytes(.positions))
        exactLists = [[(old: Int, merged: Int)]](repeating: [], count: sources.count)
    }

    mutating func merge() {
        for layer in Layer.allCases { merge(layer) }
    }

    private mutating func merge(_ layer: Layer) {
        var cursors = sources.map { $0.segment.dictionary(of: layer).cursor() }
        var queue = TermQueue()
        for source in cursors.indices where !cursors[source].isAtEnd {
            cursors[source].read()
            queue.push(source, cursors)
        }
        var dictionary = TermDictionaryWriter(layer: layer)
        var holders: [Int] = []
        var term: [UInt8] = []
        while let first = queue.pop(cursors) {
            holders.removeAll(keepingCapacity: true)
            holders.append(first)
            // Copied into memory of its own: a second owner would make the cursor's next term an allocation.
            term.removeAll(keepingCapacity: true)
            term.append(contentsOf: cursors[first].term)
            while let next = queue.first, cursors[next].term == term {
                holders.append(queue.pop(cursors)!)
            }
            holders.sort()
            if let shared = sharedList(holders, cursors) {
                dictionary.append(term.span, mergedExact[shared].entry, isShared: true)
            } else {
                write(holders, cursors, layer, term, &dictionary)
            }
            for source in holders where !cursors[source].isAtEnd {
                cursors[source].read()
                queue.push(source, cursors)
            }
        }
        dictionaries[layer] = dictionary.finish()
    }

    /// Writes the union of the holders' lists, unless nothing of it is live.
    private mutating func write(
        _ holders: [Int], _ cursors: [TermCursor], _ layer: Layer, _ term: [UInt8],
        _ dictionary: inout TermDictionaryWriter
    ) {
        list.removeAll(keepingCapacity: true)
        positionsEnds.removeAll(keepingCapacity: true)
        let positionsStart = positions.count
        for source in holders {
            append(cursors[source].entry, of: source, withPositions: layer.hasPositions, from: positionsStart)
        }
        guard !list.isEmpty else { return }
        let start = writer.output.count
        let count = writer.write(list, positionsEnds: positionsEnds)
        let entry = TermEntry(
            articleCount: UInt32(list.count), postings: start..<(start + count),
            positions: positionsStart..<positions.count)
        dictionary.append(term.span, entry)
        guard layer == .exact else { return }
        for source in holders {
            exactLists[source].append((cursors[source].entry.postings.lowerBound, mergedExact.count))
        }
        let isWhole = holders.allSatisfy { sources[$0].isWhole }
        mergedExact.append(MergedList(entry: entry, wholeHolders: isWhole ? holders.count : nil))
    }

    /// Appends the live postings of one source's list, and the bytes of their positions as they are: positions restart in each article.
    private mutating func append(
        _ entry: TermEntry, of source: Int, withPositions: Bool, from positionsStart: Int
    ) {
        let segment = sources[source].segment
        decode(entry, of: segment)
        let start = segment.range(.positions).lowerBound + entry.positions.lowerBound
        if sources[source].isWhole {
            let offset = renumbering.starts[source]
            if withPositions { copyPositions(segment.view, start, entry.positions.count, from: positionsStart) }
            for posting in decoded { list.append(Posting(article: posting.article + offset, code: posting.code)) }
            return
        }
        var at = start
        for posting in decoded {
            let number = renumbering.numbers[source][Int(posting.article)]
            let end = withPositions ? segment.view.skipVarints(Int(posting.frequency), from: at) : at
            defer { at = end }
            guard number != Renumbering.gone else { continue }
            list.append(Posting(article: number, code: posting.code))
            guard withPositions else { continue }
            segment.view.append(at..<end, to: &positions)
            if list.count % PostingsLayout.blockCount == 0 {
                positionsEnds.append(UInt32(positions.count - positionsStart))
            }
        }
    }

    /// Copies a whole list's positions at once; where blocks end among them is found by counting numbers.
    private mutating func copyPositions(_ view: ByteView, _ start: Int, _ count: Int, from positionsStart: Int) {
        let before = positions.count - positionsStart
        view.append(start..<(start + count), to: &positions)
        guard list.count + decoded.count >= PostingsLayout.blockCount else { return }
        var at = start
        var numbers = 0
        for (index, posting) in decoded.enumerated() {
            numbers += Int(posting.frequency)
            guard (list.count + index + 1) % PostingsLayout.blockCount == 0 else { continue }
            at = view.skipVarints(numbers, from: at)
            numbers = 0
            positionsEnds.append(UInt32(before + at - start))
        }
    }

    private mutating func decode(_ entry: TermEntry, of segment: Segment) {
        decoded.removeAll(keepingCapacity: true)
        let count = Int(entry.articleCount)
        guard count < PostingsLayout.blockCount else {
            var cursor = segment.postings(entry)
            while cursor.article != PostingsCursor.end {
                decoded.append(Posting(article: cursor.article, code: cursor.code()))
                cursor.next()
            }
            return
        }
        // Most lists are this short: no cursor, and no memory of its own, is made for them.
        let view = segment.view
        var at = segment.range(.postings).lowerBound + entry.postings.lowerBound
        var next: DocID = 0
        for _ in 0..<count {
            let article = next &+ view.varint(&at)
            decoded.append(Posting(article: article, code: view.varint(&at)))
            next = article &+ 1
        }
    }

    /// The merged exact list that a stem shares: every source that has the word must have the stem, share the word's list, and be whole. Otherwise
    /// the list may hold articles that read the word as another language, and the stem's own list is written.
    private func sharedList(_ holders: [Int], _ cursors: [TermCursor]) -> Int? {
        var shared: Int?
        for source in holders {
            guard cursors[source].isShared, let merged = merged(cursors[source].entry, source) else { return nil }
            if let shared, shared != merged { return nil }
            shared = merged
        }
        guard let shared, mergedExact[shared].wholeHolders == holders.count else { return nil }
        return shared
    }

    private func merged(_ entry: TermEntry, _ source: Int) -> Int? {
        let lists = exactLists[source]
        var low = 0
        var high = lists.count
        while low < high {
            let middle = (low + high) / 2
            if lists[middle].old < entry.postings.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low < lists.count, lists[low].old == entry.postings.lowerBound else { return nil }
        return lists[low].merged
    }
}

/// A heap of sources by their cursors' current terms; equal terms come in the order of sources.
private struct TermQueue {
    private var heap: [Int] = []

    var first: Int? { heap.first }

    private func precedes(_ left: Int, _ right: Int, _ cursors: [TermCursor]) -> Bool {
        if cursors[left].prefix != cursors[right].prefix { return cursors[left].prefix < cursors[right].prefix }
        let order = cursors[left].compare(with: cursors[right].term)
        return order != 0 ? order < 0 : left < right
    }

    mutating func push(_ source: Int, _ cursors: [TermCursor]) {
        heap.append(source)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(heap[child], heap[parent], cursors) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop(_ cursors: [TermCursor]) -> Int? {
        guard let top = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return top }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[child], heap[least], cursors) { least = child }
            }
            guard least != parent else { return top }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
