import KhabarZlib
import Testing

@Suite struct InflateTests {
    let message = Array("खबर خبر news ".utf8) + [UInt8](repeating: 7, count: 5_000) + Array(0...255)

    func deflated(_ format: Format, dictionary: [UInt8] = []) -> [UInt8] {
        var output: [UInt8] = [1, 2, 3]
        let count = Deflater(format: format, dictionary: dictionary).deflate(message.span, into: &output)
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

    @Test func aDictionaryShrinksAndIsNeeded() throws {
        let dictionary = Array("खबर خبر news ".utf8)
        let with = deflated(.raw, dictionary: dictionary)
        #expect(with.count < deflated(.raw).count)
        #expect(
            try inflate(with.span, dictionary: dictionary.span, exactly: message.count) == message)
        #expect(throws: ZlibError.self) { try inflate(with.span, exactly: message.count) }
    }

    @Test func oneDeflaterManyMessages() throws {
        let deflater = Deflater(dictionary: Array("abc".utf8))
        for length in [0, 1, 100, 70_000] {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            var output: [UInt8] = []
            deflater.deflate(message.span, into: &output)
            #expect(try inflate(output.span, dictionary: Array("abc".utf8).span, exactly: length) == message)
        }
    }

    @Test func wrongLengthsAreRefused() {
        let bytes = deflated(.raw)
        #expect(throws: ZlibError.tooLong(allowed: message.count - 1)) {
            try inflate(bytes.span, exactly: message.count - 1)
        }
        #expect(throws: ZlibError.tooShort(expected: message.count + 1, actual: message.count)) {
            try inflate(bytes.span, exactly: message.count + 1)
        }
        #expect(throws: ZlibError.trailingBytes(2)) {
            try inflate((bytes + [0, 0]).span, exactly: message.count)
        }
    }

    @Test func everyCutIsRefused() {
        let bytes = deflated(.raw)
        for end in 0..<bytes.count {
            #expect(throws: ZlibError.self) { try inflate(Array(bytes[..<end]).span, exactly: message.count) }
        }
    }

    @Test func aBombStopsAtTheDeclaredLength() {
        var bomb: [UInt8] = []
        Deflater(level: 9).deflate([UInt8](repeating: 0, count: 10 << 20).span, into: &bomb)
        #expect(throws: ZlibError.tooLong(allowed: 100)) { try inflate(bomb.span, exactly: 100) }
    }

    @Test func oneInflaterManyMessages() throws {
        let dictionary = Array("abc खबर".utf8)
        let inflater = try Inflater()
        var output: [UInt8] = [1, 2, 3]
        for length in [0, 70_000, 1, 100, 5_000] {
            for dictionary in [dictionary, []] {
                let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 / 7) }
                var bytes: [UInt8] = []
                Deflater(dictionary: dictionary).deflate(message.span, into: &bytes)
                try inflater.inflate(bytes.span, dictionary: dictionary.span, exactly: length, into: &output)
                #expect(output == message)
                // Damage concerns its own message alone.
                let cut = Array(bytes.dropLast())
                #expect(throws: ZlibError.self) {
                    try inflater.inflate(cut.span, dictionary: dictionary.span, exactly: length, into: &output)
                }
                #expect(output.isEmpty)
            }
        }
    }
}
