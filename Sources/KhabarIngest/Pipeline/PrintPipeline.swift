internal import KhabarText
package import Logging
internal import Synchronization

/// Cleans articles on all cores and writes them as JSON Lines, in the order of the input; needs no server.
package final class PrintPipeline<Work: ArticleWork>: Sendable {
    package let ledger: Ledger
    private let files: [InputFile]
    private let shard: Shard
    private let lanes: Int
    private let work: Work
    private let output: OrderedOutput
    private let channel: BlockChannel
    private let permits: Permits
    private let stop: StopSignal
    private let state = Mutex((failure: String?.none, isAllRead: false))
    private let blockBytes: Int

    /// - Parameter write: takes whole lines; called by one task at a time.
    package init(
        _ inputs: InputListing, work: Work, shard: Shard, lanes: Int, deadLetters: DeadLetterFile, logger: Logger,
        blockBytes: Int = Limits.blockBytes, write: @escaping @Sendable ([UInt8]) throws -> Void
    ) throws(SystemError) {
        files = inputs.files
        self.shard = shard
        self.lanes = lanes
        self.work = work
        self.blockBytes = blockBytes
        let ledger = Ledger(files: inputs.files.count, failures: inputs.failures) { logger.error("\($0)") }
        let permits = Permits(lanes * Limits.unprintedBlocksPerLane)
        self.ledger = ledger
        self.permits = permits
        channel = BlockChannel(capacity: lanes * Limits.waitingBlocksPerLane)
        stop = try StopSignal()
        output = OrderedOutput { part in
            try write(part.lines)
            try deadLetters.write(part.letters)
            ledger.resolve([part.sequence: part.articles + part.letters.count]) { totals in
                totals.printed += part.articles
                totals.deadLettered += part.letters.count
            }
            permits.release()
        }
    }

    /// Stops reading; what was read is still printed. From any thread.
    package func drain() {
        stop.raise()
    }

    package func run() async -> IngestEnd {
        await withTaskGroup { group in
            group.addTask(executorPreference: ReaderExecutor()) { await self.read() }
            for lane in 0..<lanes { group.addTask { await self.print(lane) } }
            await group.waitForAll()
        }
        let (failure, isAllRead) = state.withLock { $0 }
        if let failure { return .failed(failure) }
        precondition(ledger.unresolved == 0, "records were read and never dealt with")
        return isAllRead ? .finished : .drained
    }

    private func read() async {
        let clock = ContinuousClock()
        let start = clock.now
        let reader = SourceReader(
            files: files, shard: shard, stop: stop, observer: ledger, elapsed: { start.duration(to: clock.now) },
            waitsForArrivals: {}, blockBytes: blockBytes)
        let isAllRead = await reader.run { block in
            guard await self.permits.acquire() else { return false }
            return await self.channel.send(block)
        }
        state.withLock { $0.isAllRead = isAllRead }
        channel.finish()
    }

    private func print(_ lane: Int) async {
        var decoder = RecordDecoder()
        while case .block(let block) = await channel.receive(lane) {
            do { try output.submit(part(of: block, &decoder)) } catch {
                state.withLock { $0.failure = $0.failure ?? "the output cannot be written: \(error)" }
                stop.raise()
                channel.abort()
                permits.abort()
                return
            }
        }
    }

    private func part(of block: Block, _ decoder: inout RecordDecoder) -> PrintedPart {
        var part = PrintedPart(sequence: block.sequence)
        let file = files[block.file]
        for record in block.records {
            var id: String?
            do {
                let raw = try decoder.decode(record, of: block, in: file)
                id = raw.id ?? raw.url
                part.lines.append(contentsOf: work.json(try work.clean(raw)))
                part.lines.append(0x0A)
                part.articles += 1
            } catch let error as RecordDecoder.Failure {
                part.letters.append(DeadLetter(file: file.path, line: record.line, id: error.id, reason: error.reason))
            } catch let error as ArticleRejection {
                part.letters.append(DeadLetter(file: file.path, line: record.line, id: id, reason: error.reason))
            } catch {
                preconditionFailure("only rejections are thrown here")
            }
        }
        return part
    }
}

/// What one block becomes.
struct PrintedPart: Sendable {
    var sequence: UInt64
    var lines: [UInt8] = []
    var articles = 0
    var letters: [DeadLetter] = []

    init(sequence: UInt64) { self.sequence = sequence }
}

/// Puts parts that are finished in any order back into theirs. Whoever brings the next one writes, with what has gathered behind it; the others go on.
final class OrderedOutput: Sendable {
    private struct State {
        var next: UInt64 = 0
        var waiting: [UInt64: PrintedPart] = [:]
        var isWriting = false
    }

    private let state = Mutex(State())
    private let write: @Sendable (PrintedPart) throws -> Void

    init(_ write: @escaping @Sendable (PrintedPart) throws -> Void) { self.write = write }

    func submit(_ part: PrintedPart) throws {
        var turn = state.withLock { state -> PrintedPart? in
            state.waiting[part.sequence] = part
            guard !state.isWriting, let next = state.waiting.removeValue(forKey: state.next) else { return nil }
            state.isWriting = true
            return next
        }
        while let current = turn {
            try write(current)
            turn = state.withLock { state in
                state.next += 1
                let next = state.waiting.removeValue(forKey: state.next)
                state.isWriting = next != nil
                return next
            }
        }
    }
}
