import Foundation
import KhabarIngest
import KhabarText
import TestSupport
import Testing

private func read(_ line: String) throws -> RawArticle { try read(Array(line.utf8)) }

private func read(_ line: [UInt8]) throws -> RawArticle {
    var reader = JSONArticleReader()
    return try reader.read(line.span)
}

@Suite struct JSONArticleTests {
    @Test func everyKeyOfTheContract() throws {
        let article = try read(
            #" {"id":"a/1","url":"https://x.y/z","title":"T","text":"one\ntwo","date":"2016-12-01","source":"s","lang":"ur","version":7,"tags":["a","b"],"category":"c"} "#
        )
        #expect(
            article
                == RawArticle(
                    id: "a/1", url: "https://x.y/z", title: "T", text: Array("one\ntwo".utf8), published: "2016-12-01",
                    source: "s", languageHint: "ur", version: 7, tags: ["a", "b", "c"]))
    }

    @Test(arguments: [
        (#"{"body":"b"}"#, "b"), (#"{"content":"c"}"#, "c"), (#"{"content":"c","body":"b"}"#, "b"),
        (#"{"content":"c","body":"b","text":"t"}"#, "t"), (#"{"text":"","body":"b"}"#, "b"),
        (#"{"text":null,"body":"b"}"#, "b"),
        (#"{"text":"1","text":"2"}"#, "2"), (#"{"text":""}"#, ""), (#"{"te\u0078t":"escaped key"}"#, "escaped key"),
        (#"{"text":"\u0627\u0644\ud83d\ude00\/\"\\\b\f\n\r\t"}"#, "ال😀/\"\\\u{8}\u{c}\n\r\t"),
        (#"{"text":"\ud83d"}"#, "\u{FFFD}"), (#"{"text":"\ude00x"}"#, "\u{FFFD}x"),
        (#"{"text":"\ud83d\ud83d\ude00"}"#, "\u{FFFD}😀"),
        (#"{"text":"\ud83dA"}"#, "\u{FFFD}A"), (#"{"text":"\ud83d\n"}"#, "\u{FFFD}\n"), (#"{"text":"\u0000"}"#, "\0"),
        (#"{"x":{"y":[1,2,{"z":"}"}],"w":-1.5e+10},"text":"t","n":null,"f":false,"g":true}"#, "t"),
        ("\u{FEFF}{\"text\":\"with a byte order mark\"}", "with a byte order mark"), ("{\"text\":\"a\tb\"}\r", "a\tb"),
    ]) func texts(line: String, text: String) throws {
        #expect(String(decoding: try read(line).text, as: UTF8.self) == text)
    }

    @Test func bytesThatAreNotUTF8StayForTheCleaner() throws {
        let line =
            Array(#"{"text":""#.utf8) + [0xFF, 0x41, 0xD8] + Array(#"","title":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        let article = try read(line)
        #expect(article.text == [0xFF, 0x41, 0xD8])
        #expect(article.title == "\u{FFFD}")
    }

    @Test(
        arguments: [
            (#""id":12345678901234567890"#, "12345678901234567890"), (#""id":1.50"#, "1.50"), (#""id":-3"#, "-3"),
            (#""id":"x""#, "x"),
            (#""id":"""#, nil), (#""id":null"#, nil), (#""id":{"a":1}"#, nil), (#""id":"a","id":"b""#, "b"),
            (#""id":"a","id":null"#, nil),
        ] as [(String, String?)]) func ids(member: String, id: String?) throws
    {
        #expect(try read("{\(member),\"text\":\"t\"}").id == id)
    }

    @Test(
        arguments: [
            (#""date":"Thu, 01 Dec 2016""#, "Thu, 01 Dec 2016"), (#""published":1480551762"#, "2016-12-01T00:22:42Z"),
            (#""timestamp":1480551762123"#, "2016-12-01T00:22:42Z"),
            (#""timestamp":"1480551762""#, "2016-12-01T00:22:42Z"),
            (#""timestamp":1480551762.9"#, "2016-12-01T00:22:42Z"), (#""date":-1"#, "1969-12-31T23:59:59Z"),
            (#""date":"20161201""#, "20161201"),
            (#""date":20150930"#, "20150930"), (#""date":20150930123000"#, "20150930123000"),
            (#""date":20151330"#, "1970-08-22T05:35:30Z"), (#""date":19690229"#, "1970-08-16T21:30:29Z"),
            (#""date":20150930243000"#, "2608-07-23T08:37:23Z"), (#""date":2.015093e7"#, "1970-08-22T05:28:50Z"),
            (#""date":"d""#, "d"), (#""timestamp":1,"date":"d""#, "1970-01-01T00:00:01Z"),
            (#""date":"0000-00-00","published":"2015-09-30""#, "2015-09-30"),
            (#""date":"2015-09-30","published":"2015-10-01""#, "2015-09-30"),
            (#""date":"d","published":"soon""#, "d"),
            (#""date":null,"timestamp":0"#, "1970-01-01T00:00:00Z"),
            (#""date":1e999"#, nil),
            (#""date":1e300"#, nil), (#""date":true"#, nil),
        ] as [(String, String?)]) func dates(member: String, published: String?) throws
    {
        #expect(try read("{\(member),\"text\":\"t\"}").published == published)
    }

    @Test(
        arguments: [
            (#""version":18446744073709551615"#, UInt64.max), (#""version":0"#, 0), (#""version":-0.0"#, 0),
            (#""version":1.9e3"#, 1900), (#""version":"2016-12-01T05:22:42+05:00""#, 1_480_551_762),
            (#""version":9007199254740991.0"#, 9_007_199_254_740_991),
            (#""version":"42""#, 42), (#""version":"18446744073709551615""#, .max),
            (#""version":null"#, nil), (#""version":"""#, nil), (#""version":-1,"version":3"#, 3),
        ] as [(String, UInt64?)]) func versions(member: String, version: UInt64?) throws
    {
        #expect(try read("{\(member),\"text\":\"t\"}").version == version)
    }

    /// A version decides which article wins, so that one which can't be read is not taken for another.
    @Test(arguments: [
        "18446744073709551616", "-1", "1.9", "1e30", "1e999", "9007199254740993.0", "true", "false", "[1]", "{}",
        #""v7""#, #""soon""#, #""-1""#, #""1969-01-01""#, #""18446744073709551616""#,
    ]) func versionsThatAreNone(version: String) {
        var reader = JSONArticleReader()
        let line = Array(#"{"version":1,"version":\#(version),"id":"a","text":"t"}"#.utf8)
        do {
            _ = try reader.read(line.span)
            Issue.record("taken for another")
        } catch {
            #expect(error.problem == .badVersion && error.column == 24)
            #expect(reader.id == "a", "the dead letter names the article")
        }
    }

    /// As `--print` writes a body, and as many crawlers keep their paragraphs.
    @Test(arguments: [
        (#"["पहला","دوسرا","third\nline"]"#, "पहला\nدوسرا\nthird\nline"), (#"[]"#, ""), (#"["",  "a", "", "b"]"#, "a\nb"),
        (#"["x"]"#, "x"),
    ])
    func paragraphs(list: String, text: String) throws {
        #expect(try String(decoding: read("{\"body\":\(list)}").text, as: UTF8.self) == text)
    }

    /// What `--print` sets apart of a body is its first paragraph again; beside a text of another kind a summary may be anything.
    @Test(arguments: [
        (#""body":["b","c"],"summary":"a""#, "a\nb\nc"), (#""summary":"a","body":[]"#, "a\n"),
        (#""summary":"a","body":"b""#, "b"),
        (#""body":["b"],"summary":null"#, "b"),
        (#""text":["",""],"content":"the article","summary":"a""#, "the article"),
        (#""body":["x"],"body":"b","summary":"a""#, "b"),
    ])
    func summaries(members: String, text: String) throws {
        #expect(try String(decoding: read("{\(members)}").text, as: UTF8.self) == text)
    }

    @Test(arguments: [
        (#""tags":"one""#, ["one"]), (#""tags":[]"#, []), (#""tags":["a","a","",1,null,["x"],"b"]"#, ["a", "b"]),
        (#""tags":7"#, []),
        (#""tags":["a"],"category":["a","c"]"#, ["a", "c"]),
    ]) func tags(member: String, tags: [String]) throws {
        #expect(try read("{\(member),\"text\":\"t\"}").tags == tags)
    }

    @Test(arguments: [
        ("", JSONRejection.Problem.notAnObject, 1), ("[]", .notAnObject, 1), ("{", .endsEarly, 2),
        (#"{"text":"a"#, .endsEarly, 11),
        (#"{"text":"a"}x"#, .trailingBytes, 13), (#"{"text":"a",}"#, .expectedKey, 13),
        (#"{"text" "a"}"#, .expectedColon, 9),
        (#"{"text":"a" "b"}"#, .expectedCommaOrEnd, 13), (#"{"text":}"#, .expectedValue, 9),
        (#"{"text":"\x"}"#, .badEscape, 10),
        (#"{"text":"\u12"}"#, .badEscape, 10), (#"{"text":"\u12"#, .endsEarly, 10), (#"{"n":01}"#, .badNumber, 6),
        (#"{"n":1.}"#, .badNumber, 6),
        (#"{"n":-}"#, .badNumber, 6), (#"{"n":1e}"#, .badNumber, 6), (#"{"n":tru}"#, .expectedValue, 6),
        (#"{"n":nul"#, .endsEarly, 9),
        (#"{"text":["a",1]}"#, .textIsNotAString, 14), (#"{"text":[["a"]]}"#, .textIsNotAString, 10),
        (#"{"text":12}"#, .textIsNotAString, 9),
        (#"{"title":"t"}"#, .missingText, 1),
        (#"{"tags":[,"#, .expectedValue, 10), (#"{"tags":["a","#, .endsEarly, 14), (#"{"tags":["#, .endsEarly, 10),
        (#"{"text":"a"]"#, .expectedCommaOrEnd, 12),
        (#"{'text':1}"#, .expectedKey, 2), (#"{"id":"#, .endsEarly, 7), (#"{"date":"#, .endsEarly, 9),
        (#"{"version":"#, .endsEarly, 12), (#"{"n":+1}"#, .expectedValue, 6),
    ]) func rejections(line: String, problem: JSONRejection.Problem, column: Int) {
        #expect(throws: JSONRejection.self) { try read(line) }
        do { _ = try read(line) } catch let error as JSONRejection {
            #expect(error.problem == problem)
            #expect(error.column == column)
        } catch {}
    }

    @Test func depthAndDigitsAreBounded() throws {
        func nested(_ depth: Int) -> String {
            #"{"text":"t","x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        _ = try read(nested(127))
        #expect(throws: JSONRejection.self) { try read(nested(128)) }
        #expect(throws: JSONRejection.self) { try read(#"{"x":"# + String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONRejection.self) { try read(#"{"x":"# + String(repeating: #"{"a":"#, count: 300_000)) }
        _ = try read(#"{"text":"t","n":"# + String(repeating: "9", count: 1_024) + "}")
        #expect(throws: JSONRejection.self) {
            try read(#"{"text":"t","n":"# + String(repeating: "9", count: 1_025) + "}")
        }
    }

    @Test func theIdIsKnownEvenIfTheRestIsBroken() {
        var reader = JSONArticleReader()
        let line = Array(#"{"id":"x9","text":"#.utf8)
        #expect(throws: JSONRejection.self) { try reader.read(line.span) }
        #expect(reader.id == "x9")
    }
}

/// The same documents through `JSONSerialization`.
@Suite struct JSONDifferentialTests {
    @Test(arguments: 0..<400) func randomDocuments(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let document = object(&random, depth: 4)
        let options: JSONSerialization.WritingOptions =
            Bool.random(using: &random) ? [] : [.prettyPrinted, .sortedKeys]
        let data = try JSONSerialization.data(withJSONObject: document, options: options)
        let article = try read([UInt8](data))
        #expect(String(decoding: article.text, as: UTF8.self) == document["text"] as? String, "seed \(seed)")
        #expect(article.title == (document["title"] as? String).flatMap { $0.isEmpty ? nil : $0 }, "seed \(seed)")
        #expect(article.url == (document["url"] as? String).flatMap { $0.isEmpty ? nil : $0 }, "seed \(seed)")
    }

    /// Where a document was damaged, both sides agree on whether it still is JSON, and on what it then says.
    @Test(arguments: 0..<3_000) func damagedDocuments(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 1_000_000)
        var bytes = [UInt8](
            try JSONSerialization.data(withJSONObject: object(&random, depth: 3), options: [.sortedKeys]))
        // Only ASCII is changed, and only into ASCII that is no control character: what JSON leaves to the encoding is not at stake.
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let index = Int.random(in: bytes.indices, using: &random)
            guard bytes[index] < 0x80 else { continue }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0x20..<0x7F, using: &random)
            case 1: bytes.remove(at: index)
            default: bytes.insert(#"{}[]:,"\ue01-"#.utf8.randomElement(using: &random)!, at: index)
            }
        }
        let theirs = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
        do {
            let article = try read(bytes)
            // Foundation rejects numbers beyond a Double even where nobody asks for them.
            let text = String(decoding: bytes, as: UTF8.self)
            guard theirs != nil || text.firstMatch(of: /e\d\d\d/) == nil else { return }
            let theirs = try #require(theirs, "seed \(seed): only we take \(String(decoding: bytes, as: UTF8.self))")
            if countOfKey("text", bytes) == 1, countOfKey("body", bytes) == 0, countOfKey("content", bytes) == 0 {
                let text =
                    theirs["text"] as? String
                    ?? (theirs["text"] as? [String])?.filter { !$0.isEmpty }.joined(separator: "\n")
                #expect(String(decoding: article.text, as: UTF8.self) == text, "seed \(seed)")
            }
        } catch let error as JSONRejection {
            switch error.problem {
            case .missingText, .textIsNotAString: break
            // Foundation takes a comma before a closing brace; RFC 8259 does not.
            case .expectedKey where error.column <= bytes.count && bytes[error.column - 1] == UInt8(ascii: "}"): break
            default:
                #expect(theirs == nil, "seed \(seed): \(error) in \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: 0..<2_000) func randomBytesNeverTrap(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet =
            Array(#"{}[]:,"\u0123456789abcdefntrl.-+eE "#.utf8) + [0, 0x0A, 0x80, 0xC3, 0xFF]
            + Array(#""text":"id":"tags":["version":"#.utf8)
        var bytes = Array(#"{"#.utf8)
        for _ in 0..<Int.random(in: 0..<200, using: &random) { bytes.append(alphabet.randomElement(using: &random)!) }
        _ = try? read(bytes)
    }

    @Test func everyPrefixOfALineIsRejected() throws {
        let line = Array(
            #"{"id":"a","x":[1,{"y":"\ud83d\ude00"},-1.5e3],"tags":["a","b"],"version":12,"date":"2016","text":"شام\n","z":null}"#
                .utf8)
        _ = try read(line)
        for end in 0..<line.count { #expect(throws: JSONRejection.self) { try read(Array(line[..<end])) } }
    }

    private func countOfKey(_ key: String, _ bytes: [UInt8]) -> Int {
        String(decoding: bytes, as: UTF8.self).components(separatedBy: "\"\(key)\"").count - 1
    }

    private func object(_ random: inout SplitMix64, depth: Int) -> [String: Any] {
        var object: [String: Any] = ["text": string(&random)]
        for key in ["id", "title", "url", "x", "y", "ключ", "مفتاح", "a\"b\\c"] where Bool.random(using: &random) {
            object[key] = value(&random, depth: depth)
        }
        return object
    }

    private func value(_ random: inout SplitMix64, depth: Int) -> Any {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0, 1: string(&random)
        case 2: Int.random(in: -1_000_000...1_000_000, using: &random)
        case 3: Double.random(in: -1e6...1e6, using: &random)
        case 4: Bool.random(using: &random) ? NSNull() as Any : Bool.random(using: &random)
        case 5: (0..<Int.random(in: 0..<4, using: &random)).map { _ in value(&random, depth: depth - 1) }
        default: object(&random, depth: depth - 1)
        }
    }

    private func string(_ random: inout SplitMix64) -> String {
        let pieces = ["a", "khabar", "خبر", "ख़बर", "😀", "\n", "\"", "\\", "\t", "/", "\u{8}", " ", "\u{2028}", "é"]
        return (0..<Int.random(in: 0..<12, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }
}

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("2016-12-01T00:22:42Z", 1_480_551_762), ("2016-12-01T05:22:42+05:00", 1_480_551_762),
            ("2016-12-01 05:22:42.123+0500", 1_480_551_762),
            ("2000-02-29", 951_782_400), ("2016-12-01T00:22", 1_480_551_720), ("1969-12-31T23:59:59z", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_800),
            ("1900-02-29", nil), ("2016-13-01", nil), ("2016-00-01", nil), ("2016-12-32", nil),
            ("2016-12-01T24:00:00Z", nil), ("0000-01-01", nil), ("2016-12-01Tx", nil),
            ("2016-12-01T00:22:42ZZ", nil), ("", nil), ("2016", nil), ("2016-12-01T00:22:42.Z", nil),
            ("2016-12-01T00:22:42+", nil),
        ] as [(String, Int64?)]) func reads(text: String, seconds: Int64?)
    {
        #expect(Timestamp.seconds(of: text) == seconds)
    }

    @Test func textAndBack() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &random)
            let text = try #require(Timestamp.text(ofSeconds: seconds))
            #expect(Timestamp.seconds(of: text) == seconds)
        }
        #expect(Timestamp.text(ofSeconds: 253_402_300_800) == nil)
        #expect(Timestamp.text(ofSeconds: .min) == nil)
    }
}
