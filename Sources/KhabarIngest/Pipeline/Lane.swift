internal import KhabarText

/// One of the tasks that turn blocks into batches. Articles stay with the lane that prepared them until their batch is built.
final class Lane<Work: ArticleWork, Sink: SegmentSink, Time: Clock>
where Sink.Segment == Work.Segment, Time.Duration == Duration, Time: Sendable {
    private typealias Ships = ThrowingDiscardingTaskGroup<any Error>

    private let number: Int
    private let pipeline: IngestPipeline<Work, Sink, Time>
    private var decoder = RecordDecoder()
    private var batch = Batch<Work.Prepared>()
    /// When the timer rings that was set last.
    private var timerDue: Duration?

    init(_ number: Int, _ pipeline: IngestPipeline<Work, Sink, Time>) {
        self.number = number
        self.pipeline = pipeline
    }

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { timers in
            try await withThrowingDiscardingTaskGroup { ships in try await takeBlocks(&timers, &ships) }
            timers.cancelAll()
        }
    }

    private func takeBlocks(_ timers: inout Ships, _ ships: inout Ships) async throws {
        while true {
            switch await pipeline.channel.receive(number) {
            case .block(let block): try await process(block, &ships)
            case .woken: break
            case .finished: return try await flush(&ships)
            }
            guard pipeline.isLive, let first = batch.firstArrival else { continue }
            // While blocks wait, batches grow; age only counts once the lane would be idle, and that is when a timer rings.
            let due = first + Limits.batchAge
            if due <= pipeline.elapsed, timerDue == due {
                try await flush(&ships)
            } else if timerDue != due {
                timerDue = due
                timers.addTask { [pipeline, number] in
                    let deadline = pipeline.start.advanced(by: due)
                    guard (try? await pipeline.clock.sleep(until: deadline, tolerance: nil)) != nil else { return }
                    pipeline.channel.wake(number)
                }
            }
        }
    }

    private func process(_ block: Block, _ ships: inout Ships) async throws {
        var letters: [DeadLetter] = []
        let file = pipeline.files[block.file]
        for record in block.records {
            var id: String?
            do {
                let raw = try decode(record, block, file, &id)
                let prepared = pipeline.work.prepare(try pipeline.work.clean(raw))
                batch.add(
                    prepared, pipeline.work.entry(of: prepared), storedBytes: pipeline.work.storedBytes(of: prepared),
                    from: Origin(file: block.file, line: record.line, block: block.sequence), arrival: block.arrival)
                if batch.isFull(bytes: pipeline.settings.batchBytes) { try await flush(&ships) }
            } catch let error as ArticleRejection {
                letters.append(DeadLetter(file: file.path, line: record.line, id: id, reason: error.reason))
            }
        }
        guard !letters.isEmpty else { return }
        try pipeline.write(letters)
        pipeline.ledger.resolve([block.sequence: letters.count]) { $0.deadLettered += letters.count }
    }

    private func decode(
        _ record: Record, _ block: Block, _ file: InputFile, _ id: inout String?
    ) throws(ArticleRejection) -> RawArticle {
        do throws(RecordDecoder.Failure) {
            let raw = try decoder.decode(record, of: block, in: file)
            id = raw.id ?? raw.url
            return raw
        } catch {
            id = error.id
            throw ArticleRejection(reason: error.reason)
        }
    }

    /// Offers the batch, builds a segment of what is wanted, and leaves the rest to a task of its own.
    private func flush(_ ships: inout Ships) async throws {
        guard !batch.isEmpty else { return }
        var batch = self.batch
        self.batch = Batch()
        let superseded = batch.removeSuperseded()
        guard await pipeline.permits.acquire() else { throw Halted() }
        let unwanted = batch.keep(try await pipeline.offer(batch.articles.map(\.entry)))
        pipeline.ledger.resolve(countByBlock(unwanted)) { $0.unchanged += unwanted.count }
        guard !batch.isEmpty else {
            pipeline.ledger.resolve(countByBlock(superseded)) { $0.superseded += superseded.count }
            return pipeline.permits.release()
        }
        let shipment = Shipment<Work>(
            articles: batch.articles, segment: pipeline.work.build(batch.articles.map(\.prepared)),
            superseded: superseded, sequence: pipeline.nextSequence())
        ships.addTask { [pipeline] in try await pipeline.ship(shipment) }
    }
}
