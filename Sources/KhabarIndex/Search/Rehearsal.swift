extension Snapshot {
    /// Queries of each kind that this snapshot answers in microseconds, to be run so that the next real one finds code and dictionaries in the caches.
    ///
    /// Made of words of the largest segment that many articles have, but not too many.
    package var rehearsalQueries: [String] {
        guard let largest = views.max(by: { $0.segment.articleCount < $1.segment.articleCount }) else { return [] }
        let common = largest.segment.dictionary(of: .exact).sample(blocks: 32)
            .filter { $0.articleCount <= Self.rehearsalPostingsMax }
            .sorted { $0.articleCount > $1.articleCount }
        // A word of each script, since each has code and tables of its own; an index of one script gives one word, which does.
        let words = [0x61...0x7A, 0xD8...0xDB, 0xE0...0xE0].compactMap { script in
            common.first { script.contains($0.term[0]) }.map { String(decoding: $0.term, as: UTF8.self) }
        }
        guard let first = words.first, let last = words.last else { return [] }
        return [words.joined(separator: " "), "+\(first) +\(last)", "\"\(last) \(first)\""]
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
