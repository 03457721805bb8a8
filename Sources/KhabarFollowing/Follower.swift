package import KhabarClient
import KhabarProtocol
package import KhabarServer
package import Logging

/// Makes a server's data the same as its leader's, and keeps them so.
///
/// Round by round: asks what there is behind its position, fetches it, makes it durable and publishes it. A round that fails leaves everything as it was, and is
/// tried again.
package final class Follower: Following {
    /// A part is asked for again for so long, over another connection where the first was lost: the leader keeps what it announced for a minute.
    private static let partPatience: Duration = .seconds(45)
    private static let partPause: Duration = .milliseconds(200)
    private static let restMin: Duration = .milliseconds(100)
    private static let restMax: Duration = .seconds(2)
    private static let connectTimeout: Duration = .seconds(5)
    private static let roundTimeout: Duration = .seconds(40)
    private static let partTimeout: Duration = .seconds(30)
    /// What is wrong will not be over in a moment, but somebody may see to it.
    private static let refusedPause: Duration = .seconds(10)
    private static let pauseMax: Duration = .seconds(5)
    /// So many failures of one kind in a row are one line of the log.
    private static let saidAfter = 30
    /// Fetching more than this is worth a line in the log.
    private static let longBytes = 64 << 20

    private let engine: Engine
    private let leader: Address
    private let client: KhabarClient
    private let logger: Logger
    /// Ends when the leader's data are here for the first time.
    private let arrival: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation

    /// - Parameter name: of this program, for the leader's log.
    package init(_ engine: Engine, _ leader: Address, access: KhabarClient.Access, name: String, logger: Logger) {
        self.engine = engine
        self.leader = leader
        var configuration = KhabarClient.Configuration()
        configuration.name = name
        configuration.roles = .follow
        configuration.access = access
        // What is fetched is compressed already.
        configuration.compression = .never
        client = KhabarClient(server: leader, configuration: configuration)
        self.logger = logger
        (arrival, arrived) = AsyncStream.makeStream()
        if engine.followed.last > 0 { arrived.finish() }
    }

    package func firstArrival() async { for await _ in arrival {} }

    package func run() async {
        if engine.followed.last == 0 {
            logger.notice("Waiting for the leader's data before anything is served", metadata: ["leader": "\(leader)"])
        }
        var failures = 0
        var said = ""
        var isConnected = false
        while !Task.isCancelled {
            do {
                // Whether it is there is known sooner than what it has.
                if !isConnected { try await client.ping(timeout: Self.connectTimeout) }
                isConnected = true
                let start = ContinuousClock.now
                let work = try await follow()
                // Rounds that are much work come less often, so that many small ones become a few; and nobody is asked without end.
                let pause = work.map { min($0, Self.restMax) } ?? (start + Self.restMin - ContinuousClock.now)
                if failures > 0 {
                    logger.notice("Following again", metadata: ["leader": "\(leader)"])
                }
                failures = 0
                try? await Task.sleep(for: max(pause, .zero))
            } catch {
                guard !Task.isCancelled else { break }
                isConnected = false
                let pause = pause(after: error, failures: failures)
                engine.note(failure: "\(error)", isAnswer: (error as? KhabarError)?.isAnswer ?? false)
                if failures % Self.saidAfter == 0 || said != "\(error)" {
                    said = "\(error)"
                    logger.warning(
                        "Cannot follow; what is here is searched on, and it will be tried again",
                        metadata: ["leader": "\(leader)", "error": "\(error)"])
                }
                failures += 1
                try? await Task.sleep(for: pause)
            }
        }
        arrived.finish()
        await client.close()
    }

    private func pause(after error: any Error, failures: Int) -> Duration {
        if let error = error as? KhabarError, error.retry == .never { return Self.refusedPause }
        if error is FollowError || error is IngestError { return Self.refusedPause }
        return min(.milliseconds(100) * (1 << min(failures, 10)), Self.pauseMax)
    }

    /// One round; returns when the leader has nothing new for a while, or what it had is here: how long that took then.
    private func follow() async throws -> Duration? {
        let (last, mark) = engine.followed
        let news = try await client.follow(Follow(after: last, mark: mark), timeout: Self.roundTimeout)
        engine.note(leaderSequence: news.last)
        guard news.last > last else {
            guard news.last == last else { throw FollowError("it has less than before: \(news.last), not \(last)") }
            arrived.finish()
            return nil
        }
        let start = ContinuousClock.now
        let bytes = news.segments.reduce(news.retractionBytes) { $0 + $1.indexBytes + $1.textBytes }
        guard bytes <= UInt64(Int.max / 2) else { throw FollowError("it announced \(bytes) bytes") }
        if let refusal = engine.reserve(Int(bytes)) { throw refusal }
        defer { engine.unreserve(Int(bytes)) }
        if bytes > Self.longBytes {
            logger.notice("Fetching from the leader", metadata: ["leader": "\(leader)", "MB": "\(bytes / 1_000_000)"])
        }
        var changes = LeaderChanges(news)
        do {
            try await fetch(news, into: &changes)
        } catch {
            engine.discard(changes)
            throw error
        }
        try await engine.takeOver(changes)
        engine.note(leaderSequence: news.last)
        arrived.finish()
        return ContinuousClock.now - start
    }

    private func fetch(_ news: FollowResult, into changes: inout LeaderChanges) async throws {
        if news.retractionBytes > 0 {
            try changes.readRetractions(try await fetch(news.delta, part: 0, 0..<news.retractionBytes))
        }
        for (index, size) in news.segments.enumerated() {
            let part = UInt32(index + 1)
            let index = try await fetch(news.delta, part: part, 0..<size.indexBytes)
            let text = try await fetch(news.delta, part: part, size.indexBytes..<size.indexBytes + size.textBytes)
            try await engine.keep(index: index, text: text, in: &changes)
            engine.note(leaderSequence: news.last)
        }
    }

    private func fetch(_ delta: UInt64, part: UInt32, _ range: Range<UInt64>) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        while bytes.count < range.count {
            let piece = try await fetch(
                FollowPart(delta: delta, part: part, offset: range.lowerBound + UInt64(bytes.count)))
            bytes += piece.prefix(range.count - bytes.count)
        }
        return bytes
    }

    /// Some bytes, in spite of losses of the connection.
    private func fetch(_ part: FollowPart) async throws -> [UInt8] {
        let end = ContinuousClock.now + Self.partPatience
        while true {
            do throws(KhabarError) {
                return try await client.follow(part, timeout: Self.partTimeout)
            } catch {
                if error.code == .expired { throw NoLongerKept() }
                guard error.retry != .never, !Task.isCancelled, ContinuousClock.now < end else { throw error }
            }
            try await Task.sleep(for: Self.partPause)
        }
    }
}

extension KhabarError {
    /// Whether the server itself has said so.
    fileprivate var isAnswer: Bool {
        switch code {
        case .expired, .forbidden, .unauthenticated, .overloaded, .badRequest: true
        default: false
        }
    }
}

/// What was announced can be fetched no more; the next round is told of it anew.
private struct NoLongerKept: Error, CustomStringConvertible {
    var description: String { "the leader no longer keeps what it announced" }
}

/// What a leader said that makes no sense.
struct FollowError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
