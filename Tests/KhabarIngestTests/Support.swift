import KhabarIngest
import KhabarText
import KhabarDeflate
import Synchronization

/// Each part as a gzip member of its own.
func gzip(_ parts: [[UInt8]]) -> [UInt8] {
    let deflater = Deflater(format: .gzip)
    var bytes: [UInt8] = []
    for part in parts { deflater.deflate(part.span, into: &bytes) }
    return bytes
}

/// Stands in for the cleaner and the segment: lines become paragraphs, a segment is the list of its articles.
struct PlainWork: ArticleWork {
    /// Articles that a lane has taken.
    let prepared = Count()

    func clean(_ raw: RawArticle) throws(ArticleRejection) -> Article {
        let text = String(decoding: raw.text, as: UTF8.self)
        let body = text.split(separator: "\n").map(String.init)
        guard !body.isEmpty else { throw ArticleRejection(reason: "empty after cleaning") }
        return Article(
            id: raw.id ?? raw.url ?? text, language: "und", title: raw.title, body: body, url: raw.url,
            version: raw.version ?? 0)
    }

    func prepare(_ article: Article) -> Article {
        prepared.add()
        return article
    }

    func entry(of prepared: Article) -> OfferEntry {
        OfferEntry(id: prepared.id, version: prepared.version, contentHash: UInt64(prepared.body.joined().utf8.count))
    }

    func storedBytes(of prepared: Article) -> Int { prepared.body.reduce(0) { $0 + $1.utf8.count } }
    func build(_ prepared: [Article]) -> [Article] { prepared }
    func bytes(of segment: [Article]) -> Int { segment.count }
    func json(_ article: Article) -> [UInt8] { Array(article.id.utf8) }
}

final class Count: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
}

/// A server in memory that can be told to misbehave.
final class FakeSink: SegmentSink {
    typealias Segment = [Article]

    struct State {
        var held: [String: Article] = [:]
        var segments: [[Article]] = []
        var sequences: [UInt64] = []
        var calls = 0
        var inFlight = 0
        var inFlightMax = 0
    }

    let state = Mutex(State())
    let server: String
    let address = "127.0.0.1:7440"
    /// Called with the number of the call, before it does anything.
    let before: @Sendable (Int) async throws(SinkError) -> Void
    /// The answer to an article: nil takes it.
    let reject: @Sendable (Article) -> String?
    /// Why a segment as a whole is not taken: nil takes it.
    let refuse: @Sendable ([Article]) -> String?

    init(
        server: String = "server-1", before: @escaping @Sendable (Int) async throws(SinkError) -> Void = { _ in },
        reject: @escaping @Sendable (Article) -> String? = { _ in nil },
        refuse: @escaping @Sendable ([Article]) -> String? = { _ in nil }
    ) {
        self.server = server
        self.before = before
        self.reject = reject
        self.refuse = refuse
    }

    private func begin() async throws(SinkError) {
        let call = state.withLock { state in
            state.calls += 1
            return state.calls
        }
        try await before(call)
    }

    func identify() async throws(SinkError) -> String {
        try await begin()
        // A worker that comes anew counts anew.
        state.withLock { $0.sequences = [] }
        return server
    }

    func offer(_ entries: [OfferEntry]) async throws(SinkError) -> [Bool] {
        try await begin()
        return state.withLock { state in
            entries.map { entry in state.held[entry.id].map { $0.version < entry.version } ?? true }
        }
    }

    func ship(_ segment: [Article], articles: Int, sequence: UInt64) async throws(SinkError) -> Acknowledgement {
        state.withLock { state in
            state.inFlight += 1
            state.inFlightMax = max(state.inFlightMax, state.inFlight)
        }
        defer { state.withLock { $0.inFlight -= 1 } }
        try await begin()
        if let reason = refuse(segment) { throw .unacceptable(reason) }
        return state.withLock { state in
            if state.sequences.contains(sequence) { return Acknowledgement(accepted: 0, isDuplicate: true) }
            state.sequences.append(sequence)
            state.segments.append(segment)
            var answer = Acknowledgement(accepted: 0)
            for (index, article) in segment.enumerated() {
                if let reason = reject(article) {
                    answer.rejects.append(ArticleReject(index: index, reason: reason))
                } else if let old = state.held[article.id], old.version > article.version || old == article {
                    answer.unchanged += 1
                } else {
                    state.held[article.id] = article
                    answer.accepted += 1
                }
            }
            return answer
        }
    }

    var ids: Set<String> { state.withLock { Set($0.held.keys) } }
}

/// A clock that stands still until it is told to go on.
final class ManualClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var nextID = 0
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var watchers: [(count: Int, within: Duration, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    let minimumResolution = Duration.nanoseconds(1)
    var now: Instant { state.withLock { $0.now } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (result, watchers) = state.withLock {
                    state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
                    if state.cancelled.remove(id) != nil { return (.failure(CancellationError()), []) }
                    if deadline <= state.now { return (.success(()), []) }
                    state.sleepers[id] = (deadline, continuation)
                    return (nil, Self.due(&state))
                }
                if let result { continuation.resume(with: result) }
                for watcher in watchers { watcher.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                if let sleeper = state.sleepers.removeValue(forKey: id) { return sleeper.continuation }
                state.cancelled.insert(id)
                return nil
            }
            sleeper?.resume(throwing: CancellationError())
        }
    }

    /// Returns once `count` tasks sleep that wake within `within`.
    func sleepers(_ count: Int, within: Duration) async {
        await withCheckedContinuation { continuation in
            let due = state.withLock { state in
                state.watchers.append((count, within, continuation))
                return Self.due(&state)
            }
            for watcher in due { watcher.resume() }
        }
    }

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for sleeper in woken { sleeper.resume() }
    }

    private static func due(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        var due: [CheckedContinuation<Void, Never>] = []
        state.watchers.removeAll { watcher in
            let asleep = state.sleepers.values.filter { $0.deadline <= state.now.advanced(by: watcher.within) }.count
            guard asleep >= watcher.count else { return false }
            due.append(watcher.continuation)
            return true
        }
        return due
    }
}
