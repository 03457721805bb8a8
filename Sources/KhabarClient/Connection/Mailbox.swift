internal import KhabarProtocol
internal import Synchronization

/// Hands work to the event loop: one wake-up for all that comes before it has been read.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case call(ClientSession.Token, Call)
        case cancel(ClientSession.Token)
        case finish(patience: Duration, CheckedContinuation<Void, Never>)
        /// The client object is gone.
        case abandon
    }

    private struct State {
        var letters: [Letter] = []
        var lastToken: ClientSession.Token = 0
    }

    private let state = Mutex(State())

    func nextToken() -> ClientSession.Token {
        state.withLock { state in
            state.lastToken += 1
            return state.lastToken
        }
    }

    /// True when the event loop must be woken.
    func post(_ letter: Letter) -> Bool {
        state.withLock { state in
            state.letters.append(letter)
            return state.letters.count == 1
        }
    }

    func collect() -> [Letter] {
        state.withLock { state in
            var letters: [Letter] = []
            swap(&letters, &state.letters)
            return letters
        }
    }
}
