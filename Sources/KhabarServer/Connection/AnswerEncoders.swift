import KhabarProtocol
import NIOCore
import Synchronization

/// Encodes answers on whatever thread made them, so that event loops need not: deflating the longest takes 70 milliseconds.
///
/// There are as many encoders as there were ever answers encoded at once, that is at most one for each thread that answers.
final class AnswerEncoders: Sendable {
    private let idle = Mutex<[Encoder]>([])

    func encode(_ frame: OutgoingFrame, payloadBytesMax: Int, compresses: Bool) -> ByteBuffer {
        let encoder = idle.withLock { $0.popLast() } ?? Encoder()
        defer { idle.withLock { $0.append(encoder) } }
        return encoder.encode(frame, payloadBytesMax: payloadBytesMax, compresses: compresses)
    }

    /// How many have been needed so far, when none is in use.
    var count: Int { idle.withLock { $0.count } }

    private final class Encoder: Sendable {
        /// Room for so much is kept for the next answer.
        private static let keptBytesMax = 1 << 20

        private struct State: ~Copyable {
            var encoder = FrameEncoder()
            var output: [UInt8] = []
        }

        private let state = Mutex(State())

        func encode(_ frame: OutgoingFrame, payloadBytesMax: Int, compresses: Bool) -> ByteBuffer {
            state.withLock { state in
                state.encoder.payloadBytesMax = payloadBytesMax
                state.encoder.compresses = compresses
                state.encoder.appendAnswer(frame, to: &state.output)
                defer { state.output.removeAll(keepingCapacity: state.output.capacity <= Self.keptBytesMax) }
                // A copy of just the length: it may wait long for a client to read it, and the room that deflating needed is several times that.
                return ByteBuffer(bytes: state.output)
            }
        }
    }
}
