import Foundation
import KhabarText
import TestSupport
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
            var random = SplitMix64(seed: seed)
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

    @Test func aLengthBeyondTheFilesEndIsSaid() {
        let end =
            "the record is longer than 1000 bytes, and the file ends before it does: whatever follows its header is lost"
        let input = wetRecord("first") + wetRecord("x", length: 100_000) + wetRecord("swallowed")
        let expected = ["1 https://example.org/ first", "10 ! \(end)"]
        #expect(texts(input) == expected)
        #expect(texts(input, pieces: bytewise(input.utf8.count), block: 1) == expected)
        // A warcinfo is no article, but what its length swallows may be.
        let info = wetRecord("software", type: "warcinfo", length: 900) + wetRecord("swallowed")
        #expect(texts(info) == ["1 ! the file ends inside this record"])
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
        var random = SplitMix64(seed: seed)
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
