import Glibc
import KhabarProtocol
import Testing

/// The files of `Protocol/vectors`: what other implementations test themselves against.
///
/// `KHABAR_WRITE_VECTORS=1 swift test --filter GoldenVectors` writes them anew. Do that only for a new message or refusal:
/// a change of a file that is there already breaks every peer.
@Suite struct GoldenVectors {
    @Test(arguments: Samples.frames.indices)
    func goodFramesReadAndWriteAlike(_ at: Int) throws {
        let (name, frame) = Samples.frames[at]
        let bytes = encoded(frame)
        let note = "\(frame.message.type), correlation id \(frame.correlationID)"
        let file = try VectorFile.open("good/\(name)", writing: bytes, note: note)
        #expect(file.bytes == bytes)
        #expect(try decoded(file.bytes) == [frame])
    }

    @Test func everyTypeHasAVector() {
        #expect(Set(Samples.frames.map { $0.frame.message.type }) == Set(MessageType.allCases))
    }

    /// Another zlib may deflate otherwise, so this file is only read.
    @Test func compressedFrameReads() throws {
        let entries = (0..<400).map { StatsResult.Entry(name: "statistic \($0)", value: .count(UInt64($0))) }
        let frame = OutgoingFrame(.statsResult(StatsResult(entries: entries)), correlationID: 14)
        let bytes = encoded(frame, compresses: true)
        #expect(bytes.count < encoded(frame).count)
        let file = try VectorFile.open("good/stats-result-zlib", writing: bytes, note: "statsResult, deflated")
        #expect(try decoded(file.bytes) == [frame])
    }

    @Test(arguments: Refusals.frames.indices)
    func badFramesAreRefused(_ at: Int) throws {
        let refusal = Refusals.frames[at]
        let file = try VectorFile.open(
            "bad/\(refusal.name)", writing: refusal.bytes, note: "refused: \(refusal.violation)")
        #expect(file.bytes == refusal.bytes)
        #expect(file.note == "refused: \(refusal.violation)")
        #expect(throws: refusal.violation) { try decoded(file.bytes) }
        #expect(throws: refusal.violation) { try decoded(file.bytes, chunk: 1) }
    }

    @Test(arguments: Refusals.prefaces.indices)
    func prefaces(_ at: Int) throws {
        let (name, bytes, peer, note) = Refusals.prefaces[at]
        let file = try VectorFile.open("preface/\(name)", writing: bytes, note: note)
        #expect(file.bytes == bytes)
        #expect(Preface.recognise(file.bytes.span) == peer)
    }

    /// The bytes of a whole handshake, each way, as SPEC.md prints them.
    @Test func handshake() throws {
        let client = TestClient()
        let server = TestServer()
        var clientBytes = client.connect()
        var serverBytes: [UInt8] = []
        var toServer = clientBytes
        while !toServer.isEmpty {
            let toClient = server.receive(toServer)
            serverBytes += toClient
            toServer = client.receive(toClient)
            clientBytes += toServer
        }
        #expect(client.isOpen)
        let fromClient = try VectorFile.open(
            "handshake/client", writing: clientBytes, note: "client to server: preface, hello")
        let fromServer = try VectorFile.open(
            "handshake/server", writing: serverBytes, note: "server to client: preface, welcome")
        #expect(fromClient.bytes == clientBytes)
        #expect(fromServer.bytes == serverBytes)
    }
}

/// A golden file: comment lines that begin with `#`, then bytes in hexadecimal, 16 a line.
struct VectorFile {
    let note: String
    let bytes: [UInt8]

    struct Unreadable: Error { let path: String }

    /// Reads `name`; writes it first when the environment asks for that.
    static func open(_ name: String, writing bytes: [UInt8], note: String) throws -> VectorFile {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let path = "\(root)/Protocol/vectors/\(name).hex"
        if unsafe getenv("KHABAR_WRITE_VECTORS") != nil { try write(path, bytes, note) }
        guard let file = unsafe fopen(path, "r") else { throw Unreadable(path: path) }
        defer { _ = unsafe fclose(file) }
        var text: [UInt8] = []
        while true {
            let byte = unsafe getc(file)
            guard byte != EOF else { break }
            text.append(UInt8(byte))
        }
        return try parse(String(decoding: text, as: UTF8.self), path)
    }

    private static func parse(_ text: String, _ path: String) throws -> VectorFile {
        var note = ""
        var bytes: [UInt8] = []
        for line in text.split(separator: "\n") {
            guard !line.hasPrefix("#") else {
                note += line.dropFirst(2)
                continue
            }
            for pair in line.split(separator: " ") {
                guard let byte = UInt8(pair, radix: 16) else { throw Unreadable(path: path) }
                bytes.append(byte)
            }
        }
        return VectorFile(note: note, bytes: bytes)
    }

    private static func write(_ path: String, _ bytes: [UInt8], _ note: String) throws {
        var text = "# \(note)\n"
        for (at, byte) in bytes.enumerated() {
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
            text += at % 16 == 15 || at == bytes.count - 1 ? "\n" : " "
        }
        guard let file = unsafe fopen(path, "w") else { throw Unreadable(path: path) }
        defer { _ = unsafe fclose(file) }
        for byte in text.utf8 { _ = unsafe putc(Int32(byte), file) }
    }
}
