import KhabarProtocol
import TestSupport
import Testing

@testable import KhabarAccess

@Suite struct AccessKeyTests {
    /// FIPS 180-4, of the empty message and of "abc".
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func digestsAreSHA256(_ key: String, _ digest: String) throws {
        #expect(AccessDigest(of: Array(key.utf8)).description == digest)
        #expect(AccessDigest(digest.uppercased()) == AccessDigest(of: Array(key.utf8)))
    }

    @Test func keysAreLongAndDiffer() {
        let keys = (0..<100).map { _ in AccessKey().secret }
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.hasPrefix("khabar_") && $0.utf8.count == 71 && !$0.contains(" ") })
    }

    /// Words that begin with zeros keep their digits.
    @Test func aSeedGivesOneKey() {
        struct Small: RandomNumberGenerator {
            var last: UInt64 = 0
            mutating func next() -> UInt64 {
                last += 1
                return last
            }
        }
        var small = Small()
        let ends = ["1", "2", "3", "4"].map { String(repeating: "0", count: 15) + $0 }
        #expect(AccessKey(&small).secret == "khabar_" + ends.joined())
    }

    @Test func aLineGivesWhatWasWritten() throws {
        for roles: Roles in [.search, [.ingest, .admin], .follow, [.search, .ingest, .admin, .follow]] {
            for name in ["crawler 1", "خبر", "क्\u{200D}ष समाचार", "خبر\u{200C}نامہ", "#1", "\u{301}"] {
                #expect(AccessKeys.isName(name))
                let key = AccessKey()
                let grant = AccessGrant(roles: roles, name: name)
                let keys = try AccessKeys(file: Array(AccessKeys.line(grant, key.digest).utf8))
                #expect(keys.grant(to: Array(key.secret.utf8)) == grant)
                #expect(keys.grant(to: Array(key.secret.utf8.dropLast())) == nil)
                #expect(keys.grant(to: []) == nil)
            }
        }
    }

    /// What would begin a line of its own, by whatever rule of lines, is no name: it could bring a key into the file.
    @Test func namesStayInTheirLine() {
        for end in ["\n", "\r", "\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"] {
            #expect(!AccessKeys.isName("desk\(end)admin \(AccessKey().digest) other"))
        }
        for name in [
            "", " ", " desk", "desk ", " \u{301}desk", "\u{A0}desk", "desk\u{200F}", "de\u{2066}sk",
            String(repeating: "d", count: 257),
        ] {
            #expect(!AccessKeys.isName(name))
        }
    }

    @Test func commentsAndSpacesAreNothing() throws {
        let (one, two) = (AccessKey(), AccessKey())
        let file = """
            # who may what

              search\t\(one.digest)   the news desk  \r
            #search \(two.digest) withdrawn
            ingest,admin \(two.digest) crawler
            """
        let keys = try AccessKeys(file: [0xEF, 0xBB, 0xBF] + Array(file.utf8))
        #expect(keys.grant(to: Array(one.secret.utf8)) == AccessGrant(roles: .search, name: "the news desk"))
        #expect(keys.grant(to: Array(two.secret.utf8)) == AccessGrant(roles: [.ingest, .admin], name: "crawler"))
    }

    @Test func whatCannotBeReadRefusesTheWhole() {
        let digest = AccessKey().digest
        let good = "search \(digest) desk"
        let faults: [(file: String, line: Int?, reason: String)] = [
            ("\(good)\nsearch \(AccessKey().digest)", 2, "roles, digest and name"),
            ("reader \(digest) desk", 1, "search, ingest, admin and follow"),
            ("search, \(digest) desk", 1, "search, ingest, admin and follow"),
            ("\n\nsearch \("\(digest)".dropLast()) desk", 3, "64 hexadecimal digits"),
            ("search \("\(digest)".dropLast())+ desk", 1, "64 hexadecimal digits"),
            ("\(good)\n\(good)", 2, "already"),
            ("search \(digest) " + String(repeating: "d", count: 257), 1, "longer than 256 bytes"),
            ("search \(digest) de\u{7}sk", 1, "controls"), ("search \(digest) desk\u{2028}\(good)", 1, "nobody sees"),
            ("search \(digest) \u{202E}desk", 1, "nobody sees"),
            ("", nil, "no key"), ("# nothing", nil, "no key"),
            (String(repeating: "#", count: 1 << 20 + 1), nil, "more than"),
        ]
        for fault in faults {
            let error = #expect(throws: AccessKeysError.self, "\(fault.file.prefix(80))") {
                try AccessKeys(file: Array(fault.file.utf8))
            }
            #expect(error?.line == fault.line)
            #expect(error?.reason.contains(fault.reason) == true, "\(error?.description ?? "")")
        }
        #expect(throws: AccessKeysError.self) { try AccessKeys(file: [0x73, 0xFF, 0x20]) }
    }

    /// Files of whatever bytes are read or refused, and never trap.
    @Test func randomFilesAreReadOrRefused() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces = [
            "search", ",", " ", "\n", "\r\n", "\u{85}", "\(AccessKey().digest)", "desk", "#", "\u{200F}", "خ", "\t",
        ]
        for _ in 0..<2_000 {
            var file: [UInt8] = []
            for _ in 0..<Int(random.next() % 12) {
                file += Array(pieces[Int(random.next() % UInt64(pieces.count))].utf8)
                if random.next() % 16 == 0 { file.append(UInt8(truncatingIfNeeded: random.next())) }
            }
            do {
                let keys = try AccessKeys(file: file)
                #expect(keys.grant(to: file) == nil, "seed \(seed)")
            } catch {
                #expect(!error.description.isEmpty, "seed \(seed)")
            }
        }
    }
}
