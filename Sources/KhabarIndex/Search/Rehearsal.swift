extension Snapshot {
    /// Queries of each kind that this snapshot answers in microseconds, to be run so that the next real one finds code and dictionaries in the caches.
    ///
    /// Made of two words of the largest segment that many articles have, but not too many.
    package var rehearsalQueries: [String] {
        guard let largest = views.max(by: { $0.segment.articleCount < $1.segment.articleCount }) else { return [] }
        let words = largest.segment.dictionary(of: .exact).sample(blocks: 16)
            .filter { $0.articleCount <= Self.rehearsalPostingsMax }
            .sorted { $0.articleCount > $1.articleCount }
            .prefix(2).map { String(decoding: $0.term, as: UTF8.self) }
        guard words.count == 2 else { return [] }
        return ["\(words[0]) \(words[1])", "+\(words[0]) +\(words[1])", "\"\(words[0]) \(words[1])\""]
    }

    /// Lists longer than this take more time than a rehearsal is worth.
    private static let rehearsalPostingsMax: UInt32 = 2_048
}

extension TermDictionary {
    /// The terms of some blocks that lie evenly apart.
    fileprivate func sample(blocks wanted: Int) -> [(term: [UInt8], articleCount: UInt32)] {
        var terms: [(term: [UInt8], articleCount: UInt32)] = []
        for place in 0..<min(wanted, blockCount) {
            let block = place * blockCount / wanted
            var cursor = cursor(block: block)
            let last = min((block + 1) * TermDictionaryWriter.blockTerms, count)
            while cursor.ordinal < last {
                cursor.read()
                terms.append((cursor.term, cursor.entry.articleCount))
            }
        }
        return terms
    }
}
