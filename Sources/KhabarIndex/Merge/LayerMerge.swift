/// Merges the dictionaries, postings and positions of several segments, term by term.
struct LayerMerge {
    private let sources: [MergeSource]
    private let renumbering: Renumbering
    private var writer: PostingsWriter
    private(set) var positions: [UInt8] = []
    private(set) var dictionaries: [Layer: [UInt8]] = [:]
    /// By source: where each exact list started, and which merged list it went into. Ascending.
    private var exactLists: [[(old: Int, merged: Int)]]
    private var mergedExact: [TermEntry] = []

    private var list: [Posting] = []
    private var positionsEnds: [UInt32] = []

    var postings: [UInt8] { writer.output }

    init(_ sources: [MergeSource], _ renumbering: Renumbering, lengths: [UInt8]) {
        self.sources = sources
        self.renumbering = renumbering
        writer = PostingsWriter(lengths: lengths)
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
            term = cursors[first].term
            while let next = queue.first, cursors[next].term == term {
                holders.append(queue.pop(cursors)!)
            }
            holders.sort()
            if let shared = sharedList(holders, cursors) {
                dictionary.append(term.span, mergedExact[shared], isShared: true)
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
        mergedExact.append(entry)
    }

    private mutating func append(
        _ entry: TermEntry, of source: Int, withPositions: Bool, from positionsStart: Int
    ) {
        let segment = sources[source].segment
        let numbers = renumbering.numbers[source]
        var cursor = segment.postings(entry)
        var at = withPositions ? segment.range(.positions).lowerBound + entry.positions.lowerBound : 0
        while cursor.article != PostingsCursor.end {
            let code = cursor.code()
            let number = numbers[Int(cursor.article)]
            let isLive = number != Renumbering.gone
            if withPositions {
                // Positions restart in each article, so that their bytes can be copied as they are.
                var left = (code >> 1) + 1
                while left > 0 {
                    let byte = segment.view.u8(at)
                    at += 1
                    if isLive { positions.append(byte) }
                    if byte < 0x80 { left -= 1 }
                }
                if isLive { positionsEnds.append(UInt32(positions.count - positionsStart)) }
            }
            if isLive { list.append(Posting(article: number, code: code)) }
            cursor.next()
        }
    }

    /// The merged exact list that a stem shares: all its holders must have shared lists that went into the same one, and nobody else's may have.
    private func sharedList(_ holders: [Int], _ cursors: [TermCursor]) -> Int? {
        var shared: Int?
        var live: UInt32 = 0
        for source in holders {
            guard cursors[source].isShared, let merged = merged(cursors[source].entry, source) else { return nil }
            if let shared, shared != merged { return nil }
            shared = merged
            live += cursors[source].entry.articleCount
        }
        // Deletions shrink the merged list; then the sum tells too little, and the stem's own list is written.
        guard let shared, mergedExact[shared].articleCount == live else { return nil }
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
