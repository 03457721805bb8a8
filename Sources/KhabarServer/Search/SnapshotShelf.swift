import Dispatch
import KhabarIndex
import Synchronization

/// Snapshots that clients read page by page: kept for a while, so that a page continues the one before it whatever has arrived since.
///
/// A snapshot costs only what is in it and no longer in the current one. What is asked for least goes first, when there are too many, when they
/// hold too much, or after `keptFor`.
final class SnapshotShelf: Sendable {
    static let keptFor: Duration = .seconds(120)
    /// They share their segments: one costs some kilobytes.
    static let countMax = 1_024

    private struct Entry {
        var number: UInt64
        var snapshot: Snapshot
        var lastUsed: ContinuousClock.Instant
    }

    private struct State {
        /// Least recently used first.
        var entries: [Entry] = []
        var next: UInt64
        var isTidyingScheduled = false
    }

    private let state: Mutex<State>
    private let bytesMax: Int
    private let current: @Sendable () -> Snapshot

    /// - Parameters:
    ///   - firstNumber: unlike those of earlier runs, whose cursors must not be taken for this one's.
    ///   - bytesMax: of segments that are not in the current snapshot.
    ///   - current: the current snapshot.
    init(firstNumber: UInt64, bytesMax: Int, current: @escaping @Sendable () -> Snapshot) {
        state = Mutex(State(next: firstNumber))
        self.current = current
        self.bytesMax = bytesMax
    }

    /// Keeps a snapshot and returns its number, the same for the same one.
    func keep(_ snapshot: Snapshot) -> UInt64 {
        let current = current()
        return state.withLock { state in
            let now = ContinuousClock.now
            if let index = state.entries.firstIndex(where: { $0.snapshot.serial == snapshot.serial }) {
                var entry = state.entries.remove(at: index)
                entry.lastUsed = now
                state.entries.append(entry)
                return entry.number
            }
            let number = state.next
            state.next += 1
            state.entries.append(Entry(number: number, snapshot: snapshot, lastUsed: now))
            tidy(&state, current: current, now)
            return number
        }
    }

    /// The snapshot of a number; nil when it is gone.
    func snapshot(_ number: UInt64) -> Snapshot? {
        state.withLock { state in
            let now = ContinuousClock.now
            guard let index = state.entries.firstIndex(where: { $0.number == number }),
                state.entries[index].lastUsed + Self.keptFor > now
            else { return nil }
            var entry = state.entries.remove(at: index)
            entry.lastUsed = now
            state.entries.append(entry)
            return entry.snapshot
        }
    }

    private func tidy(_ state: inout State, current: Snapshot, _ now: ContinuousClock.Instant) {
        var known = Set(current.views.map { ObjectIdentifier($0.segment) })
        var bytes = 0
        // From the last used on: each adds what is in none of those before it.
        let kept = state.entries.suffix(Self.countMax).reversed().prefix { entry in
            for view in entry.snapshot.views where known.insert(ObjectIdentifier(view.segment)).inserted {
                bytes += view.segment.index.count + view.segment.text.count
            }
            return bytes <= bytesMax && entry.lastUsed + Self.keptFor > now
        }
        state.entries.removeFirst(state.entries.count - kept.count)
        scheduleTidying(&state)
    }

    /// What nobody asks for any more is given up in time, also when nobody asks for anything.
    private func scheduleTidying(_ state: inout State) {
        guard !state.entries.isEmpty, !state.isTidyingScheduled else { return }
        state.isTidyingScheduled = true
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.tidyingInterval) { [weak self] in
            guard let self else { return }
            let current = self.current()
            self.state.withLock { state in
                state.isTidyingScheduled = false
                self.tidy(&state, current: current, ContinuousClock.now)
            }
        }
    }

    private static let tidyingInterval = DispatchTimeInterval.seconds(30)
}
