import KhabarDeflate
import Testing

@Suite struct GzipInflaterTests {
    func gzip(_ message: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        Deflater(format: .gzip).deflate(message.span, into: &output)
        return output
    }

    func inflated(_ bytes: [UInt8], pieces: Int, window: Int = 16) throws -> [UInt8] {
        let inflater = try GzipInflater(windowBytes: window)
        var output: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + pieces, bytes.count)
            try inflater.inflate(Array(bytes[start..<end]).span) { piece in
                #expect(piece.count <= window)
                for index in piece.indices { output.append(piece[index]) }
            }
            start = end
        }
        try inflater.finish()
        #expect(inflater.bytesTaken == bytes.count)
        return output
    }

    @Test(arguments: 1...40) func membersInPiecesOfEverySize(pieces: Int) throws {
        let first = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        let second = [UInt8](repeating: 9, count: 1_000)
        let bytes = gzip(first) + gzip([]) + gzip(second) + [0, 0, 0]
        #expect(try inflated(bytes, pieces: pieces) == first + second)
        #expect(try inflated(bytes, pieces: pieces, window: 4_096) == first + second)
    }

    @Test func everyCutInsideAMemberIsTruncated() throws {
        let bytes = gzip([UInt8](repeating: 5, count: 300))
        for end in 1..<bytes.count {
            #expect(throws: DeflateError.truncated) { try inflated(Array(bytes[..<end]), pieces: 7) }
        }
    }

    @Test func damageIsReported() {
        #expect(throws: DeflateError.corrupt) { try inflated(Array("no gzip at all".utf8), pieces: 5) }
        var bytes = gzip([UInt8](repeating: 5, count: 300))
        bytes[bytes.count - 6] ^= 1
        #expect(throws: DeflateError.corrupt) { try inflated(bytes, pieces: 100) }
    }
}
