import Dispatch
import Glibc
import KhabarProtocol
import Testing

/// A bare socket to a server: says what a client never would.
final class RawPeer: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "khabar.test.peer")

    /// What came until the server closed, or until nothing came for 20 seconds.
    struct Received: Equatable {
        var bytes: [UInt8]
        var isClosed: Bool
    }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, size) }
        }
        try #require(connected == 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let set = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        try #require(set == 0)
    }

    deinit { close(descriptor) }

    func say(_ bytes: [UInt8]) throws {
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        try #require(sent == bytes.count)
    }

    func say(_ text: String) throws { try say(Array(text.utf8)) }
    func sayNothingMore() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Everything up to the server's close.
    func hear() async -> Received { await hear { _ in false } }

    /// As much as it takes.
    func hear(until isEnough: @escaping @Sendable ([UInt8]) -> Bool) async -> Received {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                var received = Received(bytes: [], isClosed: false)
                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                while !isEnough(received.bytes) {
                    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                        unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
                    }
                    if count > 0 {
                        received.bytes += buffer[..<count]
                        continue
                    }
                    received.isClosed = count == 0 || errno == ECONNRESET
                    break
                }
                continuation.resume(returning: received)
            }
        }
    }

    // MARK: The protocol

    static func frame(_ message: Message, id: UInt64 = 0, deadlineMilliseconds: UInt32 = 0) -> [UInt8] {
        var encoder = FrameEncoder(payloadBytesMax: Limits.requestPayloadBytesMax)
        var bytes: [UInt8] = []
        encoder.append(
            OutgoingFrame(message, correlationID: id, deadlineMilliseconds: deadlineMilliseconds), to: &bytes)
        return bytes
    }

    /// The messages that whole frames in `bytes` carry.
    static func messages(_ bytes: [UInt8]) -> [Message] {
        var decoder = FrameDecoder(payloadBytesMax: Limits.answerPayloadBytesMax)
        var messages: [Message] = []
        var offset = 0
        while let frame = try? decoder.next(in: bytes.span, from: &offset),
            let message = try? frame.message(in: bytes.span)
        {
            messages.append(message)
        }
        return messages
    }

    /// Shakes hands; returns the server's answer, be it a welcome.
    func shakeHands(_ hello: Hello) async throws -> Message? {
        try say(Preface.current.bytes + Self.frame(.hello(hello)))
        let received = await hear { $0.count > Preface.byteCount && !Self.afterPreface($0).isEmpty }
        return Self.afterPreface(received.bytes).first
    }

    /// The answer to what was said last.
    func answer() async -> Message? {
        let received = await hear { !Self.messages($0).isEmpty }
        return Self.messages(received.bytes).first
    }

    static func afterPreface(_ bytes: [UInt8]) -> [Message] { messages(Array(bytes.dropFirst(Preface.byteCount))) }
}
