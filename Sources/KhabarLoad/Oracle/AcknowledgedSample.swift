internal import Synchronization

/// How many of the acknowledged articles are looked up after a run.
package enum Verification: Sendable, Equatable {
    case none
    /// So many, each as likely as any other.
    case sample(Int)
    case all

    /// `all`, `none`, or a number.
    package init?(_ text: String) {
        switch text {
        case "all": self = .all
        case "none", "0": self = .none
        default:
            guard let count = Int(text), count > 0 else { return nil }
            self = .sample(count)
        }
    }
}

/// Remembers acknowledged articles: all of them, or a fair sample (algorithm R in J. S. Vitter, "Random Sampling with a
/// Reservoir", 1985) that takes constant memory.
package final class AcknowledgedSample: Sendable {
    private struct State {
        var articles: [AcknowledgedArticle] = []
        var count = 0
        var random: SplitMix64
        /// Hashes of all ids seen, and of those seen more than once.
        var ids: Set<Int> = []
        var repeated: Set<Int> = []
    }

    private let verification: Verification
    private let state: Mutex<State>

    package init(_ verification: Verification, seed: UInt64) {
        self.verification = verification
        state = Mutex(State(random: SplitMix64(seed: seed)))
    }

    package var isNeeded: Bool { verification != .none }

    package func add(_ acknowledged: [AcknowledgedArticle]) {
        guard isNeeded else { return }
        state.withLock { state in
            for article in acknowledged {
                let hash = article.id.hashValue
                if !state.ids.insert(hash).inserted { state.repeated.insert(hash) }
                state.count += 1
                guard case .sample(let limit) = verification, state.count > limit else {
                    state.articles.append(article)
                    continue
                }
                let place = state.random.below(min(state.count, 1 << 31))
                if place < limit { state.articles[place] = article }
            }
        }
    }

    /// What is to be looked up. Of an id that came more than once only its presence is certain: which one was last is
    /// the server's to say.
    package func take() -> [(article: AcknowledgedArticle, isUnique: Bool)] {
        state.withLock { state in
            state.articles.map { ($0, !state.repeated.contains($0.id.hashValue)) }
        }
    }
}
