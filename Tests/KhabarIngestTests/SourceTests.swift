import Foundation
import Logging
import KhabarText
import Synchronization
import Testing

@testable import KhabarIngest

/// What a cutter made of its input: number, line, and text or the reason.
private struct Piece: Equatable, CustomStringConvertible {
    var number: UInt64
    var line: UInt64
    var text: String

    var description: String { "\(number)@\(line):\(text)" }
}

private func cut<Cutter: RecordCutter>(_ start: Cutter, _ input: [UInt8], pieces: [Range<Int>], block: Int) -> [Piece] {
    var cutter = start
    var found: [Piece] = []
    func take() {
        let (records, bytes) = cutter.takeRecords()
        for record in records {
            switch record.content {
            case .bytes(let range):
                found.append(
                    Piece(number: record.number, line: record.line, text: String(decoding: bytes[range], as: UTF8.self))
                )
            case .rejected(let reason):
                found.append(Piece(number: record.number, line: record.line, text: "! " + reason))
            }
        }
    }
    for piece in pieces {
        cutter.take(input.span.extracting(piece))
        if cutter.consumed >= block { take() }
    }
    cutter.finish()
    take()
    return found
}

private func ranges(_ count: Int, cutAt cuts: [Int]) -> [Range<Int>] {
    let ends = [0] + cuts + [count]
    return zip(ends, ends.dropFirst()).map { $0..<$1 }
}

private func bytewise(_ count: Int) -> [Range<Int>] { (0..<count).map { $0..<$0 + 1 } }

@Suite struct LineCutterTests {
    private let input = Array("one\n\n  \r\ntwo\r\nمرحبا\nseventeen bytes..\nlast".utf8)
    private let expected = [
        Piece(number: 0, line: 1, text: "one"), Piece(number: 3, line: 4, text: "two\r"),
        Piece(number: 4, line: 5, text: "مرحبا"),
        Piece(number: 5, line: 6, text: "! the line is longer than 16 bytes"), Piece(number: 6, line: 7, text: "last"),
    ]

    @Test func everyCutInTwo() {
        for cut in 0...input.count {
            for block in [0, 1, 20, 1_000] {
                let found = KhabarIngestTests.cut(
                    LineCutter(lineBytesMax: 16), input, pieces: ranges(input.count, cutAt: [cut]), block: block)
                #expect(found == expected, "cut at \(cut), blocks of \(block)")
            }
        }
    }

    @Test func everyCutInThreeAndBytewise() {
        for first in stride(from: 0, through: input.count, by: 3) {
            for second in first...input.count {
                #expect(
                    cut(
                        LineCutter(lineBytesMax: 16), input, pieces: ranges(input.count, cutAt: [first, second]),
                        block: 0) == expected)
            }
        }
        #expect(cut(LineCutter(lineBytesMax: 16), input, pieces: bytewise(input.count), block: 7) == expected)
    }

    @Test func aLongLineIsNotHeld() {
        var cutter = LineCutter(lineBytesMax: 1_000)
        let piece = [UInt8](repeating: 0x61, count: 700)
        for _ in 0..<1_000 {
            cutter.take(piece.span)
            #expect(cutter.pending.count <= 1_700)
        }
        cutter.take(Array("\nnext\n".utf8).span)
        #expect(cutter.records.count == 2)
        #expect(cutter.nextNumber == 2)
    }

    @Test func againstSplitting() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let input = (0..<Int.random(in: 0..<300, using: &random)).map { _ in
                Array("ab \n".utf8).randomElement(using: &random)!
            }
            var cuts = (0..<3).map { _ in Int.random(in: 0...input.count, using: &random) }
            cuts.sort()
            let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false)
            let expected = lines.enumerated().filter { $0.element.contains { $0 != 0x20 } }.map { index, line in
                Piece(number: UInt64(index), line: UInt64(index) + 1, text: String(decoding: line, as: UTF8.self))
            }
            #expect(
                cut(LineCutter(), input, pieces: ranges(input.count, cutAt: cuts), block: 50) == expected,
                "seed \(seed)")
        }
    }
}

func wetRecord(_ text: String, uri: String = "https://example.org/", type: String = "conversion", length: Int? = nil)
    -> String
{
    "WARC/1.0\r\nWARC-Type: \(type)\r\nWARC-Target-URI: \(uri)\r\nWARC-Date: 2024-04-25T10:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: \(length ?? text.utf8.count)\r\n\r\n\(text)\r\n\r\n"
}

@Suite struct WETTests {
    private func texts(_ input: String, pieces: [Range<Int>]? = nil, limit: Int = 1_000, block: Int = 0) -> [String] {
        let bytes = Array(input.utf8)
        let whole: [Range<Int>] = [0..<bytes.count]
        return cut(WETCutter(recordBytesMax: limit), bytes, pieces: pieces ?? whole, block: block).map { piece in
            guard !piece.text.hasPrefix("! ") else { return "\(piece.line) \(piece.text)" }
            let article = readWETRecord(Array(piece.text.utf8).span)
            return "\(piece.line) \(article?.url ?? "-") \(String(decoding: article?.text ?? [], as: UTF8.self))"
        }
    }

    private let good =
        wetRecord("software: x\r\n", type: "warcinfo") + wetRecord("Title\nText one\n", uri: "https://a/1")
        + wetRecord("", uri: "https://a/2") + wetRecord("WARC/1.0\r\nnot a header", uri: "<https://a/3>")

    @Test func records() {
        #expect(
            texts(good) == [
                "11 https://a/1 Title\nText one\n", "22 https://a/2 ", "31 https://a/3 WARC/1.0\r\nnot a header",
            ])
    }

    @Test func everyCut() {
        let expected = texts(good)
        for cut in 0...good.utf8.count {
            #expect(texts(good, pieces: ranges(good.utf8.count, cutAt: [cut])) == expected)
        }
        #expect(texts(good, pieces: bytewise(good.utf8.count), block: 1) == expected)
        #expect(texts(good, pieces: bytewise(good.utf8.count), block: 300) == expected)
    }

    @Test func theCrawlsDayIsTheVersion() {
        let article = readWETRecord(Array(wetRecord("x").utf8).span)
        #expect(article?.version == 1_714_039_200)
        #expect(article?.published == nil)
        #expect(article?.id == nil)
    }

    @Test(arguments: [
        ("garbage\r\n\r\n", "1 ! a WARC record was expected"),
        ("WARC/9.9\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "1 ! the header of a WARC record is damaged"),
        ("WARC/1.0\r\nWARC-Type: conversion\r\n\r\nx\r\n", "1 ! the header of a WARC record is damaged"),
        (
            "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: -1\r\n\r\n",
            "1 ! the header of a WARC record is damaged"
        ),
        (
            "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "1 ! the header of a WARC record is damaged"
        ),
        ("WARC/1.0\r\nno colon\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "1 ! the header of a WARC record is damaged"),
        (wetRecord(String(repeating: "y", count: 1_001)), "1 ! the record is longer than 1000 bytes"),
        (wetRecord("abc", type: "response"), "1 ! a WARC record of type response, not conversion"),
    ]) func damageCostsOneRecord(bad: String, reason: String) {
        let lines = bad.utf8.filter { $0 == 0x0A }.count
        let input = bad + wetRecord("after")
        let expected = [reason, "\(lines + 1) https://example.org/ after"]
        #expect(texts(input) == expected)
        for cut in 0...input.utf8.count {
            #expect(texts(input, pieces: ranges(input.utf8.count, cutAt: [cut])) == expected, "cut at \(cut)")
        }
        #expect(texts(input, pieces: bytewise(input.utf8.count), block: 1) == expected)
    }

    @Test func aWrongLengthLosesNoOtherRecord() {
        #expect(texts(wetRecord("abcdef", length: 3) + wetRecord("after")).last == "10 https://example.org/ after")
    }

    @Test func everyTruncation() {
        let input = wetRecord("first") + wetRecord("second")
        let first = wetRecord("first").utf8.count
        for end in 0...input.utf8.count {
            let found = texts(String(decoding: Array(input.utf8)[..<end], as: UTF8.self))
            #expect(found.count <= 2)
            if end >= first { #expect(found.first == "1 https://example.org/ first") }
            for line in found.dropFirst() {
                #expect(line.hasSuffix("second") || line.contains("! the file ends inside"))
            }
        }
    }

    @Test(arguments: 0..<300) func randomDamageNeverTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(good.utf8)
        for _ in 0..<Int.random(in: 1..<8, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let cuts = [Int.random(in: 0...bytes.count, using: &random)]
        let whole = cut(WETCutter(recordBytesMax: 500), bytes, pieces: [0..<bytes.count], block: 0)
        #expect(
            cut(WETCutter(recordBytesMax: 500), bytes, pieces: ranges(bytes.count, cutAt: cuts), block: 0) == whole,
            "seed \(seed)")
    }
}

/// Runs `--print` over inputs with articles printed as their ids.
func printIDs(
    _ inputs: [String], shard: Shard = .whole, lanes: Int = 2, blockBytes: Int = 200, deadLetters: String = "/dev/null"
) async throws -> (ids: [String], totals: IngestTotals, failures: [InputFailure]) {
    let lines = Mutex<[UInt8]>([])
    let pipeline = try PrintPipeline(
        InputListing(inputs), work: PlainWork(), shard: shard, lanes: lanes,
        deadLetters: DeadLetterFile(path: deadLetters),
        logger: .init(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), blockBytes: blockBytes
    ) { bytes in lines.withLock { $0 += bytes } }
    #expect(await pipeline.run() == .finished)
    let text = lines.withLock { String(decoding: $0, as: UTF8.self) }
    return (text.split(separator: "\n").map(String.init), pipeline.ledger.totals, pipeline.ledger.failures)
}

func jsonLines(_ range: Range<Int>) -> [UInt8] {
    range.flatMap { Array(#"{"id":"a\#($0)","text":"text of \#($0)"}"#.utf8) + [0x0A] }
}

@Suite struct ListingTests {
    @Test func foldersAreWalkedInOrder() {
        let folder = TemporaryFolder()
        for name in [
            "b.txt", "a/2.txt", "a/10.txt", "c.jsonl.gz", "d.wet", "e.pdf", ".hidden.txt", "z.WET.GZ", "n.ndjson",
        ] { folder.write(name, "x") }
        let listing = InputListing([folder.path, folder.path + "/e.pdf", folder.path + "/none.txt", "-"])
        #expect(
            listing.files.map { $0.path.replacingOccurrences(of: folder.path + "/", with: "") } == [
                "a/10.txt", "a/2.txt", "b.txt", "c.jsonl.gz", "d.wet", "n.ndjson", "z.WET.GZ", "-",
            ])
        #expect(listing.files.map(\.gzip) == [false, false, false, true, false, false, true, false])
        #expect(
            listing.failures.map { $0.path.replacingOccurrences(of: folder.path + "/", with: "") } == [
                "e.pdf", "none.txt",
            ])
        #expect(listing.failures.last?.reason == "cannot be read: No such file or directory")
        #expect(listing.bytes == nil)
        #expect(InputListing([folder.path]).bytes == 7)
    }

    @Test func aLinkUpwardsIsNotFollowed() throws {
        let folder = TemporaryFolder()
        folder.write("a/1.txt", "x")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/a/up", withDestinationPath: folder.path)
        #expect(InputListing([folder.path]).files.count == 1)
    }
}

@Suite struct ReadingTests {
    @Test func allKindsInInputOrder() async throws {
        let folder = TemporaryFolder()
        folder.write("1.txt", "a text")
        folder.write("2.jsonl", jsonLines(0..<40))
        folder.write("3.jsonl.gz", gzip([jsonLines(40..<55), jsonLines(55..<80)]))
        folder.write("4.wet", wetRecord("one", uri: "w1") + wetRecord("two", uri: "w2"))
        folder.write(
            "5.wet.gz", gzip([Array(wetRecord("three", uri: "w3").utf8), Array(wetRecord("four", uri: "w4").utf8)]))
        for lanes in 1...4 {
            let found = try await printIDs([folder.path], lanes: lanes)
            #expect(found.ids == ["1"] + (0..<80).map { "a\($0)" } + ["w1", "w2", "w3", "w4"])
            #expect(found.totals.records == 85)
            #expect(found.totals.printed == 85)
        }
    }

    @Test(arguments: [1, 2, 3, 7]) func shardsPartitionExactly(count: UInt64) async throws {
        let folder = TemporaryFolder()
        for number in 0..<5 { folder.write("t\(number).txt", "text") }
        folder.write("x.jsonl", Array("\n\n".utf8) + jsonLines(0..<50))
        folder.write("y.jsonl.gz", gzip([jsonLines(50..<101)]))
        folder.write("z.wet", (0..<9).map { wetRecord("w", uri: "w\($0)") }.joined())
        let all = try await printIDs([folder.path]).ids
        var seen: [String] = []
        var sizes: [Int] = []
        for number in 1...count {
            let found = try await printIDs([folder.path], shard: #require(Shard(number: number, count: count)))
            #expect(found.totals.records == all.count)
            #expect(found.totals.skippedByShard == all.count - found.ids.count)
            sizes.append(found.ids.count)
            seen += found.ids
        }
        #expect(seen.count == all.count)
        #expect(Set(seen) == Set(all))
        #expect(sizes.max()! - sizes.min()! <= 6)
    }

    /// Workers list a folder at different moments, and on different machines: of each file that both have, each record is taken once.
    @Test func shardsAgreeWhateverElseIsListed() async throws {
        let (one, other) = (TemporaryFolder(), TemporaryFolder())
        for folder in [one, other] {
            for number in 0..<8 { folder.write("crawl/t\(number).txt", "text") }
            folder.write("crawl/day/x.jsonl", jsonLines(0..<9))
        }
        let all = try await printIDs([one.path + "/crawl"]).ids.sorted()
        let first = try await printIDs([one.path + "/crawl"], shard: #require(Shard("1/2"))).ids
        for name in ["0.txt", "day/0.txt", "u.txt"] { other.write("crawl/" + name, "came later") }
        let second = try await printIDs([other.path + "/crawl/"], shard: #require(Shard("2/2"))).ids
        let late: Set = ["0", "u"]
        #expect((first + second.filter { !late.contains($0) }).sorted() == all)
        // A file that is named itself is shared out as in the folder that holds it.
        let files = (0..<8).reversed().map { other.path + "/crawl/t\($0).txt" }
        let named = try await printIDs(files, shard: #require(Shard("2/2"))).ids
        #expect(named.sorted() == second.filter { $0.hasPrefix("t") }.sorted())
        // What is promised for all versions to come: a checkpoint holds it too.
        #expect(try #require(Shard("1/1000")).start(ofFile: "day/x.jsonl") == 781)
    }

    @Test(arguments: [
        ("1/1", true), ("2/3", true), ("0/1", false), ("2/1", false), ("1", false), ("1/0", false), ("-1/2", false),
        ("1/2/3", false), ("", false), ("1/1048576", true), ("1/1048577", false), ("1/18446744073709551615", false),
    ])
    func shardArguments(text: String, good: Bool) {
        #expect((Shard(text) != nil) == good)
    }

    @Test func aGzipFileCutAtEveryByte() async throws {
        let folder = TemporaryFolder()
        let whole = gzip([jsonLines(0..<3), jsonLines(3..<6)])
        let firstMember = gzip([jsonLines(0..<3)]).count
        for end in 0..<whole.count {
            let path = folder.write("cut.jsonl.gz", Array(whole[..<end]))
            let found = try await printIDs([path, folder.write("next.txt", "x")])
            #expect(found.ids.last == "next", "cut at \(end)")
            #expect(Array(found.ids.dropLast()).elementsEqual((0..<found.ids.count - 1).map { "a\($0)" }))
            if end >= firstMember { #expect(found.ids.count >= 4) }
            let isBoundary = end == 0 || end == firstMember
            #expect(found.failures.map(\.path) == (isBoundary ? [] : [path]), "cut at \(end)")
            #expect(found.totals.records == found.totals.resolved)
        }
    }

    @Test func aFlippedByteInGzipIsNamed() async throws {
        let folder = TemporaryFolder()
        let whole = gzip([jsonLines(0..<10)])
        for index in stride(from: 10, to: whole.count - 8, by: 3) {
            var bytes = whole
            bytes[index] ^= 0x10
            let path = folder.write("flip.jsonl.gz", bytes)
            #expect(try await printIDs([path]).failures.map(\.path) == [path])
        }
    }

    @Test func badRecordsBecomeDeadLetters() async throws {
        let folder = TemporaryFolder()
        let path = folder.write(
            "bad.jsonl",
            "{\"id\":\"a\",\"text\":\"t\"}\n{\"id\":\"b\",\"text\":\n\n{\"id\":\"c\\n\",\"text\":\"\"}\nno\n")
        let found = try await printIDs([path], deadLetters: folder.path + "/dead.jsonl")
        #expect(found.ids == ["a"])
        #expect(found.totals.deadLettered == 3)
        #expect(
            folder.read("dead.jsonl") == """
                {"file":"\(path)","line":2,"id":"b","reason":"the JSON ends early (column 18)"}
                {"file":"\(path)","line":4,"id":"c\\n","reason":"empty after cleaning"}
                {"file":"\(path)","line":5,"id":null,"reason":"the line is not a JSON object (column 1)"}

                """)
    }

    @Test func noDeadLettersNoFile() async throws {
        let folder = TemporaryFolder()
        _ = try await printIDs([folder.write("a.txt", "x")], deadLetters: folder.path + "/dead.jsonl")
        #expect(folder.read("dead.jsonl") == nil)
    }

    @Test func deadLettersThatCannotBeWrittenEndTheRun() async throws {
        let folder = TemporaryFolder()
        let pipeline = try PrintPipeline(
            InputListing([folder.write("a.txt", "")]), work: PlainWork(), shard: .whole, lanes: 1,
            deadLetters: DeadLetterFile(path: folder.path + "/none/dead.jsonl"),
            logger: .init(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        ) { _ in }
        #expect(await pipeline.run() == .failed("the output cannot be written: No such file or directory"))
    }
}
