import KhabarProtocol
import TestSupport
import Testing

@Suite struct FrameTests {
    @Test(arguments: MessageType.allCases)
    func randomMessagesSurviveTheRoundTrip(_ type: MessageType) throws {
        for seed in 0..<60 as Range<UInt64> {
            var random = SplitMix64(seed: seed << 8 | UInt64(type.rawValue))
            let frame = random.frame(type)
            let bytes = encoded(frame)
            #expect(try decoded(bytes) == [frame], "seed \(seed)")
            #expect(try decoded(encoded(frame, compresses: true)) == [frame], "seed \(seed), compressed")
        }
    }

    @Test func framesComeWholeHoweverTheyAreCut() throws {
        let frames = Samples.frames.map(\.frame)
        let bytes = frames.flatMap { encoded($0) }
        for chunk in 1...80 { #expect(try decoded(bytes, chunk: chunk) == frames) }
        for split in 0...bytes.count {
            var decoder = FrameDecoder(payloadBytesMax: Limits.answerPayloadBytesMax)
            var read: [OutgoingFrame] = []
            try decode(Array(bytes[..<split]), &decoder, &read)
            try decode(Array(bytes[split...]), &decoder, &read)
            #expect(read == frames, "split at \(split)")
        }
    }

    @Test func longFramesStraddleBursts() throws {
        var random = SplitMix64(seed: 11)
        let parts = (0..<3).map { _ in
            OutgoingFrame(.segmentPart(SegmentPart(bytes: random.bytes(Limits.segmentPartBytesMax))), correlationID: 1)
        }
        let bytes = parts.flatMap { encoded($0) }
        #expect(try decoded(bytes, chunk: 65_536) == parts)
        #expect(try decoded(bytes, chunk: 65_537) == parts)
    }

    /// CRC-32C finds every burst of up to 32 bits, so no flip of one byte may pass.
    @Test(arguments: Samples.frames.indices)
    func everyFlippedByteIsRefused(_ at: Int) {
        let bytes = encoded(Samples.frames[at].frame)
        for position in bytes.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[position] ^= mask
                let expected: ProtocolViolation = position < FrameHeader.byteCount ? .headerChecksum : .payloadChecksum
                #expect(throws: expected, "byte \(position)") { try decoded(damaged) }
            }
        }
    }

    /// Past the checksums: a payload that a faulty peer has sealed itself must not trap, and what is read must be written alike.
    @Test(arguments: MessageType.allCases)
    func sealedNonsenseNeverTraps(_ type: MessageType) throws {
        for seed in 0..<300 as Range<UInt64> {
            var random = SplitMix64(seed: seed << 8 | UInt64(type.rawValue))
            var payload: [UInt8] = []
            random.message(type).encode(into: &payload)
            for _ in 0...random.count(2) where !payload.isEmpty {
                payload[random.count(payload.count - 1)] = random.bool() ? random.integer() : 0xFF
            }
            let bare: [MessageType] = [.hello, .welcome, .goAway, .credit]
            let bytes = Refusals.sealed(type, payload, id: bare.contains(type) ? 0 : 1)
            guard let frame = try? decoded(bytes).first else { continue }
            #expect(encoded(frame) == bytes, "seed \(seed)")
        }
    }

    @Test(arguments: MessageType.allCases)
    func payloadsCutShortAreRefused(_ type: MessageType) throws {
        var random = SplitMix64(seed: 77 + UInt64(type.rawValue))
        var payload: [UInt8] = []
        random.message(type).encode(into: &payload)
        if type == .segmentPart || type == .followBytes { payload = [1] }
        let bare: [MessageType] = [.hello, .welcome, .goAway, .credit]
        for count in payload.indices {
            let bytes = Refusals.sealed(type, Array(payload[..<count]), id: bare.contains(type) ? 0 : 1)
            #expect(throws: ProtocolViolation.self, "\(count) bytes") { try decoded(bytes) }
        }
    }

    @Test(arguments: Samples.frames.indices)
    func framesCutShortAreAwaited(_ at: Int) throws {
        let bytes = encoded(Samples.frames[at].frame)
        for count in 0..<bytes.count { #expect(try decoded(Array(bytes[..<count])).isEmpty) }
    }

    @Test func aLengthOverTheLimitIsRefusedBeforeItsBytesCome() throws {
        let frame = encoded(OutgoingFrame(.get(Get(id: String(repeating: "a", count: 100))), correlationID: 1))
        let violation = ProtocolViolation.payloadTooLong(bytes: 104, limit: 103)
        #expect(throws: violation) { try decoded(Array(frame[..<32]), payloadBytesMax: 103) }
        #expect(try decoded(frame, payloadBytesMax: 104).count == 1)
    }

    @Test func compressionIsUsedWhereItPays() throws {
        let text = String(repeating: "खबर ", count: 2_000)
        var article = WireArticle(id: "1", language: "hi")
        article.body = [text]
        let frame = OutgoingFrame(.articleResult(ArticleResult(article: article)), correlationID: 1)
        #expect(encoded(frame, compresses: true).count < encoded(frame).count / 4)
        #expect(try decoded(encoded(frame, compresses: true)) == [frame])

        var random = SplitMix64(seed: 3)
        article.body = (0..<300).map { _ in String(random.integer() as UInt64, radix: 36) }
        article.body = [article.body.joined()]
        let dense = OutgoingFrame(.articleResult(ArticleResult(article: article)), correlationID: 1)
        let small = OutgoingFrame(.articleResult(ArticleResult(article: nil)), correlationID: 1)
        #expect(encoded(small, compresses: true) == encoded(small))
        #expect(try decoded(encoded(dense, compresses: true)) == [dense])
    }

    @Test func onlyWhatWouldBeDeflatedIsLeftToOthers() throws {
        var article = WireArticle(id: "1", language: "hi")
        article.body = (0..<200).map { "पंक्ति \($0) में कुछ भी हो सकता है" }
        let frame = OutgoingFrame(.articleResult(ArticleResult(article: article)), correlationID: 7)
        let payloadBytes = encoded(frame).count - FrameHeader.byteCount
        var encoder = FrameEncoder(payloadBytesMax: Limits.answerPayloadBytesMax, compresses: true)
        var bytes: [UInt8] = [9]
        #expect(!encoder.appendAnswer(frame, to: &bytes, deflatingUpTo: payloadBytes - 1))
        #expect(bytes == [9])
        #expect(encoder.appendAnswer(frame, to: &bytes, deflatingUpTo: payloadBytes))
        #expect(bytes == [9] + encoded(frame, compresses: true))
        // An error takes the place of what the peer doesn't take, and plain bytes take no time.
        encoder.payloadBytesMax = payloadBytes - 1
        bytes = []
        #expect(encoder.appendAnswer(frame, to: &bytes, deflatingUpTo: 1))
        #expect(try decoded(bytes).first?.message.type == .error)
        encoder = FrameEncoder(payloadBytesMax: Limits.answerPayloadBytesMax)
        bytes = []
        #expect(encoder.appendAnswer(frame, to: &bytes, deflatingUpTo: 1))
        #expect(bytes == encoded(frame))
    }

    @Test func anAnswerThatIsTooLongBecomesAnError() throws {
        var encoder = FrameEncoder(payloadBytesMax: 500)
        var article = WireArticle(id: "1", language: "hi")
        article.body = [String(repeating: "x", count: 1_000)]
        var bytes: [UInt8] = [9]
        encoder.appendAnswer(
            OutgoingFrame(.articleResult(ArticleResult(article: article)), correlationID: 7), to: &bytes)
        let frames = try decoded(Array(bytes[1...]))
        #expect(frames.count == 1 && frames[0].correlationID == 7)
        guard case .error(let error) = frames[0].message else {
            Issue.record("not an error")
            return
        }
        #expect(error.code == .answerTooLarge)
    }

    @Test func segmentPartsNeedNoMessage() {
        let encoder = FrameEncoder()
        var bytes: [UInt8] = []
        let part = Samples.segmentBytes
        encoder.appendSegmentPart(part.span, correlationID: 5, to: &bytes)
        #expect(
            bytes == encoded(OutgoingFrame(.segmentPart(SegmentPart(bytes: Samples.segmentBytes)), correlationID: 5)))
    }

    @Test func checksumIsCastagnolis() {
        let digits = Array("123456789".utf8)
        let first = crc32c(digits.span.extracting(0..<4))
        #expect(crc32c(digits.span.extracting(4..<9), continuing: first) == 0xE306_9283)
    }

    @Test func errorTextsAreCutAtACharacter() throws {
        let long = ErrorMessage(
            code: .internalError, retry: .never, applied: .no, scope: .request,
            text: String(repeating: "خ", count: 3_000))
        var cut = long
        cut.text = String(repeating: "خ", count: 1_024)
        let frames = try decoded(encoded(OutgoingFrame(.error(long), correlationID: 1)))
        #expect(frames == [OutgoingFrame(.error(cut), correlationID: 1)])
    }
}
