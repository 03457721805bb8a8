@testable import KhabarIndex

/// Whether the lists and positions of a segment are what they must be: every list decoded number by number, written again, and compared.
/// What `ListValidation` sees from the encoded bytes is held against this.
struct PlainLists {
    /// The segment whose dictionaries name the lists. They are taken for granted.
    let named: Segment

    /// Whether `view`, which differs from the segment in its postings and positions at most, is valid.
    func accept(_ view: ByteView) -> Bool {
        let lengths = view.array(named.range(.lengths))
        var words = [UInt32](repeating: 0, count: named.articleCount)
        for layer in Layer.allCases {
            var cursor = named.dictionary(of: layer).cursor()
            while !cursor.isAtEnd {
                cursor.read()
                guard !cursor.isShared else { continue }
                guard let list = try? decode(cursor.entry, view),
                    let ends = try? layer.hasPositions ? walk(list, cursor.entry, view) : []
                else { return false }
                var writer = PostingsWriter(lengths: lengths)
                _ = writer.write(list, positionsEnds: ends)
                let start = named.range(.postings).lowerBound
                let range = start + cursor.entry.postings.lowerBound..<start + cursor.entry.postings.upperBound
                guard writer.output == view.array(range) else { return false }
                if layer.hasPositions { for posting in list { words[Int(posting.article)] += posting.frequency } }
            }
        }
        return (0..<named.articleCount).allSatisfy {
            LengthCode.encode(words[$0]) == view.u8(named.range(.lengths).lowerBound + $0)
        }
    }

    private func decode(_ entry: TermEntry, _ view: ByteView) throws(SegmentError) -> [Posting] {
        let start = named.range(.postings).lowerBound
        var reader = CheckedReader(
            view, start + entry.postings.lowerBound..<start + entry.postings.upperBound, "postings")
        let blocks = Int(entry.articleCount) / 128
        let skips = blocks > 0 ? try reader.take(PostingsLayout.skipBytes(blocks: blocks)) : 0..<0
        var pairs: [(gap: UInt32, code: UInt32)] = []
        for block in 0..<blocks {
            let skip = skips.lowerBound + PostingsLayout.headerBytes + block * PostingsLayout.skipEntryBytes
            let (gapBits, codeBits) = (Int(view.u8(skip + 12)), Int(view.u8(skip + 13)))
            guard gapBits <= 32, codeBits <= 32 else { throw reader.error("bits") }
            let gaps = try reader.take(16 * gapBits).lowerBound
            let codes = try reader.take(16 * codeBits).lowerBound
            for index in 0..<128 {
                pairs.append(
                    (
                        BitPacking.value(index, of: view, at: gaps, bits: gapBits),
                        BitPacking.value(index, of: view, at: codes, bits: codeBits)
                    ))
            }
        }
        for _ in pairs.count..<Int(entry.articleCount) { pairs.append((try number(&reader), try number(&reader))) }
        try reader.finish()
        var before = -1
        var list: [Posting] = []
        for (gap, code) in pairs {
            before += 1 + Int(gap)
            guard before < named.articleCount, PostingCode.frequency(code) <= Limits.positionMax else {
                throw reader.error("range")
            }
            list.append(Posting(article: DocID(before), code: code))
        }
        return list
    }

    private func walk(_ list: [Posting], _ entry: TermEntry, _ view: ByteView) throws(SegmentError) -> [UInt32] {
        let start = named.range(.positions).lowerBound
        let range = start + entry.positions.lowerBound..<start + entry.positions.upperBound
        var reader = CheckedReader(view, range, "positions")
        var ends: [UInt32] = []
        for (index, posting) in list.enumerated() {
            var position: UInt32 = 0
            for occurrence in 0..<posting.frequency {
                let delta = try number(&reader)
                guard delta < Limits.positionMax, position + delta < Limits.positionMax else {
                    throw reader.error("high")
                }
                position += delta
                guard occurrence > 0 || posting.level == (posting.inTitle ? 0 : Self.level(position)) else {
                    throw reader.error("level")
                }
            }
            if index % 128 == 127 { ends.append(UInt32(reader.at - range.lowerBound)) }
        }
        try reader.finish()
        return ends
    }

    private static func level(_ position: UInt32) -> UInt32 {
        UInt32([8, 25, 45, 70, 103, 155, 264].count { position >= $0 })
    }

    /// A varint of shortest form, a byte at a time.
    private func number(_ reader: inout CheckedReader) throws(SegmentError) -> UInt32 {
        var bytes: [UInt8] = []
        repeat { bytes.append(try reader.u8()) } while bytes.last! >= 0x80 && bytes.count < 5
        var value: UInt64 = 0
        for byte in bytes.reversed() { value = value << 7 | UInt64(byte & 0x7F) }
        guard bytes.last! < 0x80, value <= UInt64(UInt32.max), bytes.count == 1 || bytes.last! > 0 else {
            throw reader.error("number")
        }
        return UInt32(value)
    }
}
