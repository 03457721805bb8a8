import KhabarDeflate
import Testing

@Suite struct InflateTests {
    let message = Array("खबर خبر news ".utf8) + [UInt8](repeating: 7, count: 5_000) + Array(0...255)

    func deflated(_ format: Format) -> [UInt8] {
        var output: [UInt8] = [1, 2, 3]
        let count = Deflater(format: format).deflate(message.span, into: &output)
        #expect(count == output.count - 3)
        return Array(output.dropFirst(3))
    }

    @Test(arguments: [Format.raw, .zlib, .gzip]) func roundTrip(format: Format) throws {
        let bytes = deflated(format)
        #expect(try inflate(bytes.span, format: format, exactly: message.count) == message)
    }

    @Test func emptyMessage() throws {
        var output: [UInt8] = []
        Deflater().deflate([UInt8]().span, into: &output)
        #expect(try inflate(output.span, exactly: 0) == [])
    }

    @Test func oneDeflaterManyMessages() throws {
        let deflater = Deflater()
        for length in [0, 1, 100, 70_000] {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            var output: [UInt8] = []
            deflater.deflate(message.span, into: &output)
            #expect(try inflate(output.span, exactly: length) == message)
        }
    }

    @Test func wrongLengthsAreRefused() {
        let bytes = deflated(.raw)
        #expect(throws: DeflateError.tooLong(allowed: message.count - 1)) {
            try inflate(bytes.span, exactly: message.count - 1)
        }
        #expect(throws: DeflateError.tooShort(expected: message.count + 1, actual: message.count)) {
            try inflate(bytes.span, exactly: message.count + 1)
        }
        #expect(throws: DeflateError.trailingBytes(2)) {
            try inflate((bytes + [0, 0]).span, exactly: message.count)
        }
    }

    @Test func everyCutIsRefused() {
        let bytes = deflated(.raw)
        for end in 0..<bytes.count {
            #expect(throws: DeflateError.self) { try inflate(Array(bytes[..<end]).span, exactly: message.count) }
        }
    }

    /// Whatever comes, it is refused or fills the declared length; it neither traps nor writes elsewhere.
    @Test(arguments: [Format.raw, .zlib]) func damageIsRefusedOrHarmless(format: Format) throws {
        let bytes = deflated(format)
        let inflater = try Inflater(format: format)
        var output: [UInt8] = []
        for index in bytes.indices {
            for flip in [1, 0x10, 0x80, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[index] ^= flip
                do {
                    try inflater.inflate(damaged.span, exactly: message.count, into: &output)
                    // A repeat may be found at more than one distance; zlib's checksum sees what differs.
                    #expect(format == .raw ? output.count == message.count : output == message)
                } catch {
                    #expect(output.isEmpty)
                }
            }
        }
    }

    /// What zlib wrote at its level 9: a block with codes of its own, one with the fixed codes, one stored.
    @Test func streamsOfAnotherWriterAreRead() throws {
        func bytes(_ hex: String) -> [UInt8] {
            stride(from: 0, to: hex.utf8.count, by: 2).map { at in
                UInt8(hex.dropFirst(at).prefix(2), radix: 16)!
            }
        }
        for (stream, text) in Self.zlibStreams {
            let expected = Array(text.utf8)
            #expect(try inflate(bytes(stream).span, format: .zlib, exactly: expected.count) == expected)
        }
    }

    @Test func aBombStopsAtTheDeclaredLength() {
        var bomb: [UInt8] = []
        Deflater(level: 9).deflate([UInt8](repeating: 0, count: 10 << 20).span, into: &bomb)
        #expect(throws: DeflateError.tooLong(allowed: 100)) { try inflate(bomb.span, exactly: 100) }
    }

    @Test func oneInflaterManyMessages() throws {
        let inflater = try Inflater()
        var output: [UInt8] = [1, 2, 3]
        for length in [0, 70_000, 1, 100, 5_000] {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 / 7) }
            var bytes: [UInt8] = []
            Deflater().deflate(message.span, into: &bytes)
            try inflater.inflate(bytes.span, exactly: length, into: &output)
            #expect(output == message)
            // Damage concerns its own message alone.
            let cut = Array(bytes.dropLast())
            #expect(throws: DeflateError.self) {
                try inflater.inflate(cut.span, exactly: length, into: &output)
            }
            #expect(output.isEmpty)
        }
    }

    private static let zlibStreams: [(String, String)] = [
        (
            "78da7592b11103210c045b51050c88079e829c3a71f09db80202071e8fdd0d21a5f82860e31de94e0bd1d678aef15ee36bf3"
                + "335ff367f7dbf5b0182c014ac11cd0112c03eac10e5a588315605e82556059738d9a28ef045655b3033b755d8a142846565c"
                + "4b137a698264a6b920b9d98cdce4dd95e4d43d4976baac26d293f799e4a7e96338f949ca741254b4d64950d7533a093aa4f6"
                + "0f56de566f",
            (0..<24).map { "\($0) खबर خبر news \($0 * $0 % 97). " }.joined()
        ),
        ("7801cbce484c4a2c52c846a11e2c99f660c99e074bd63c58b20100eabd105a", "khabar khabar khabar ख़बर"),
        ("7801010d00f2ff6b686162617220d8aed8a8d8b12a630719", "khabar خبر"),
    ]
}
