import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import KhabarIngest

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
        #expect(listing.passedOver == [folder.path + "/e.pdf"])
    }

    /// A folder that breaks off is not one that ends: here another file lies behind the open folder's descriptor.
    @Test func aFolderThatCannotBeReadToItsEndIsNamed() throws {
        let folder = TemporaryFolder()
        let file = folder.write("1.txt", "x")
        #expect(try folderNames(folder.path) == ["1.txt"])
        guard let stream = unsafe opendir(folder.path) else { preconditionFailure("the folder was just made") }
        defer { unsafe closedir(stream) }
        let other = unsafe open(file, O_RDONLY)
        let replaced = unsafe dup2(other, dirfd(stream))
        #expect(other >= 0 && replaced >= 0)
        close(other)
        let result = Result { () throws(SystemError) in try unsafe remainingNames(in: stream) }
        #expect(throws: SystemError.self) { try result.get() }
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
        let thousand = try #require(Shard("1/1000"))
        #expect(thousand.start(ofFile: "day/x.jsonl") == 781)
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

    /// Rejected records have no bytes: they are handed on by their number.
    @Test func rejectedRecordsDoNotGather() async throws {
        let folder = TemporaryFolder()
        let damaged = String(repeating: "WARC/1.0\r\nno colon\r\n\r\n", count: 5_000)
        let input = InputListing([folder.write("x.wet", damaged)])
        let ledger = Ledger(files: 1)
        var reader = SourceReader(
            files: input.files, shard: .whole, stop: try StopSignal(), observer: ledger, elapsed: { .zero },
            waitsForArrivals: {}, blockBytes: 2_200)
        reader.blockRecordsMax = 300
        let sizes = Mutex<[Int]>([])
        await reader.run { block in
            sizes.withLock { $0.append(block.records.count) }
            return true
        }
        let counts = sizes.withLock { $0 }
        #expect(counts.reduce(0, +) == 5_000)
        // One read may add a hundred.
        #expect(counts.allSatisfy { $0 <= 401 })
    }

    @Test func noDeadLettersNoFile() async throws {
        let folder = TemporaryFolder()
        _ = try await printIDs([folder.write("a.txt", "x")], deadLetters: folder.path + "/dead.jsonl")
        #expect(folder.read("dead.jsonl") == nil)
    }

    @Test func aStopBeforeTheEndIsSaid() async throws {
        let folder = TemporaryFolder()
        let pipeline = try PrintPipeline(
            InputListing([folder.write("a.txt", "x"), folder.write("b.txt", "y")]), work: PlainWork(), shard: .whole,
            lanes: 1, deadLetters: DeadLetterFile(path: "/dev/null"),
            logger: .init(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        ) { _ in }
        pipeline.drain()
        #expect(await pipeline.run() == .drained)
        #expect(pipeline.ledger.unreadInputs == 2 && pipeline.ledger.totals.records == 0)
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
