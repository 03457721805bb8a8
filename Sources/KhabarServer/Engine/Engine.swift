import Dispatch
package import KhabarIndex
import KhabarStore
import KhabarText
import Logging
import Synchronization

/// Takes segments and retractions, makes them durable, and publishes what is searchable.
///
/// One queue writes: it takes everything that waits, decides what each segment changes, appends it to the log, syncs once, publishes once, then
/// answers. Reading needs none of it: searches hold an immutable snapshot.
package final class Engine: Sendable {
    typealias Completion<Value> = @Sendable (Result<Value, IngestError>) -> Void

    enum Work: Sendable {
        case segment(Segment, SegmentBytes, ProducerSequence, Completion<IngestOutcome>)
        case retraction([String], version: UInt64?, Completion<Int>)
        case merged([LoadedSegment], Segment?, file: UInt64?, @Sendable () -> Void)
        case followed(LeaderChanges, Completion<Void>)
    }

    /// Of one commit's articles, for so many copies are looked for before it is published; for the rest when nothing else is to be done.
    static let clusteredBeforePublishing = 4_096
    /// For so many without letting go of the catalogue, which lookups by id wait for: some 5 ms, more where there are many copies.
    static let clusteredAtOnce = 512

    let store: Store?
    let memoryLimitBytes: Int
    /// What all retractions may take in the manifest.
    let retractionBytesMax: Int
    let logger: Logger
    private let writerQueue = DispatchQueue(label: "khabar.writer")
    /// As many segments at once as there are cores.
    let validationQueue = DispatchQueue(label: "khabar.validation", attributes: .concurrent)
    /// What is looked up in the catalogue. The writer may hold that for tens of milliseconds: no event loop and no thread that searches waits for it.
    let lookupQueue = DispatchQueue(label: "khabar.lookup")
    private let pending = Mutex<Pending>(Pending())
    /// Bytes of the segments that were taken and have no answer yet.
    let onTheirWay = Mutex(0)
    /// What the catalogue held when it was last published: what waits for it waits for the writer.
    let heldBytes: Atomic<Int>
    /// Written by the writer alone, after what it says is durable.
    let catalogue: Mutex<Catalogue>
    private let published: Mutex<Snapshot>
    /// The writer's own.
    let producers: Mutex<Producers>
    let bookkeeping: Mutex<Bookkeeping>
    let counters = Mutex<EngineCounters>(EngineCounters())
    /// Of a server that follows another and takes nothing from anybody else.
    let following: Mutex<FollowingStatus>?
    let merging: MergeScheduler
    /// Called on the writer's queue after each publication.
    let onPublish = Mutex<[@Sendable () -> Void]>([])
    /// Whether searches that names may widen have been asked here: from then on a segment is published with what they look up, so that none waits for it.
    let widens = Atomic<Bool>(false)
    /// Connections that may send segments.
    let workers = Atomic<Int>(0)

    private struct Pending {
        var work: [Work] = []
        var isScheduled = false
        /// Only what was handed in is still to be done.
        var isStopping = false
        var isClosed = false
    }

    struct Bookkeeping {
        /// Records in the log that the next manifest covers: retractions, and what was merged or outranked whole.
        var looseRecords: [UInt64] = []
        /// Without a store, the last sequence number given.
        var lastSequence: UInt64 = 0
        /// The least that the disk did not take, since it last took as much.
        var refusedBytes: Int?
    }

    /// With what recovery found; see `Engine.open`.
    init(
        store: Store?, catalogue: consuming sending Catalogue, producers: Producers, looseRecords: [UInt64],
        memoryLimitBytes: Int, retractionBytesMax: Int, follows: Bool = false, logger: Logger
    ) {
        self.store = store
        self.memoryLimitBytes = memoryLimitBytes
        self.retractionBytesMax = retractionBytesMax
        self.logger = logger
        published = Mutex(catalogue.snapshot)
        heldBytes = Atomic(catalogue.heldBytes)
        self.catalogue = Mutex(catalogue)
        self.producers = Mutex(producers)
        bookkeeping = Mutex(Bookkeeping(looseRecords: looseRecords))
        following = follows ? Mutex(FollowingStatus()) : nil
        merging = MergeScheduler()
    }

    package var snapshot: Snapshot { published.withLock { $0 } }

    /// The greatest sequence number given so far: no article has a greater one.
    var lastSequence: UInt64 { store?.statistics().lastSequence ?? bookkeeping.withLock { $0.lastSequence } }

    /// Tells a sequence number from the same one in data that a backup put back has undone; nil where there is none to be told from.
    func mark(of sequence: UInt64) -> UInt64? { store?.history.mark(of: sequence) }

    // MARK: Taking

    /// Validates a segment beside the writer, then hands it over. `answer` is called at once or on a thread of the engine's.
    func take(_ bytes: SegmentBytes, _ producer: ProducerSequence, _ answer: @escaping Completion<IngestOutcome>) {
        // 0 would be taken for a resend of what was never sent.
        guard producer.sequence > 0 else { return answer(.failure(.invalid("its sequence number is 0"))) }
        let count = bytes.index.count + bytes.text.count
        if let refusal = reserve(count) { return answer(.failure(refusal)) }
        let completion: Completion<IngestOutcome> = { [self] result in
            unreserve(count)
            answer(result)
        }
        validationQueue.async { [self] in
            do throws(SegmentError) {
                let segment = try Segment.validated(bytes)
                guard segment.analyserVersion == Analyzer.version else {
                    return completion(.failure(.analyserMismatch(segment.analyserVersion)))
                }
                // Sequence numbers decide which of two equal versions is current: only the server gives them.
                guard (0..<DocID(segment.articleCount)).allSatisfy({ segment.sequence($0) == 0 }) else {
                    return completion(
                        .failure(.invalid("its articles have sequence numbers, which are the server's to give")))
                }
                if widens.load(ordering: .relaxed) { segment.prepareNames() }
                submit(.segment(segment, bytes, producer, completion))
            } catch {
                completion(.failure(.invalid(error.reason)))
            }
        }
    }

    /// Retracts articles, up to `version` or whatever they have now; answers how many that takes away.
    func retract(_ ids: [String], version: UInt64?, _ completion: @escaping Completion<Int>) {
        submit(.retraction(ids, version: version, completion))
    }

    func submit(_ work: Work) {
        let (isClosed, mustSchedule) = pending.withLock { pending in
            if pending.isClosed { return (true, false) }
            pending.work.append(work)
            defer { pending.isScheduled = true }
            return (false, !pending.isScheduled)
        }
        if isClosed { return refuse(work, .closed) }
        if mustSchedule { writerQueue.async { [self] in write() } }
    }

    private func refuse(_ work: Work, _ error: IngestError) {
        switch work {
        case .segment(_, _, _, let completion): completion(.failure(error))
        case .retraction(_, _, let completion): completion(.failure(error))
        case .merged(_, _, let file, let done):
            if let file { store?.discardSegmentFile(file) }
            done()
        case .followed(let changes, let completion):
            discard(changes)
            completion(.failure(error))
        }
    }

    /// A worker has left: what was left alone for its sake may be merged.
    func workerLeft() { writerQueue.async { [self] in merging.schedule(self) } }

    /// Goes on once all segments were validated that came before, and handed to the writer.
    func finishValidation() async {
        await withCheckedContinuation { continuation in
            validationQueue.async(flags: .barrier) { continuation.resume() }
        }
    }

    /// Finishes what was handed in, then closes the store. Later work is refused.
    package func close() {
        pending.withLock { $0.isStopping = true }
        writerQueue.sync { [self] in
            commitAll()
            let late = pending.withLock { pending in
                pending.isClosed = true
                defer { pending.work = [] }
                return pending.work
            }
            for work in late { refuse(work, .closed) }
            do throws(StoreError) {
                try store?.close()
            } catch {
                logger.error("The data folder was not closed cleanly", metadata: ["error": "\(error)"])
            }
        }
    }

    // MARK: Writing (on the writer's queue)

    private func write() {
        repeat { commitAll() } while clusterSome()
        merging.schedule(self)
    }

    private func commitAll() {
        while true {
            let work = pending.withLock { pending in
                if pending.work.isEmpty { pending.isScheduled = false }
                defer { pending.work = [] }
                return pending.work
            }
            if work.isEmpty { return }
            commit(work)
        }
    }

    /// Looks for copies of some articles that wait for it; false when none do, or the server is stopping: the next run looks anew.
    private func clusterSome() -> Bool {
        guard !pending.withLock({ $0.isStopping }) else { return false }
        guard catalogue.withLock({ $0.cluster(atMost: Self.clusteredAtOnce) }) else { return false }
        publish()
        return true
    }

    /// Publishes a snapshot whose searches are widened by these aliases, as later ones are; nil: by those that come with Khabar.
    ///
    /// - Parameter aliases: asked for when it is this change's turn, so that of several at once the last one counts.
    func use(_ aliases: @Sendable () -> Aliases?) {
        writerQueue.sync {
            let aliases = aliases()
            catalogue.withLock { $0.aliases = aliases }
            publish()
        }
    }

    /// Looks for the copies of what recovery found, beside searches, which so long see each article alone.
    func clusterRecovered() { writerQueue.async { [self] in write() } }

    /// Appends all, syncs once, publishes once, answers.
    private func commit(_ work: [Work]) {
        var group = CommitGroup()
        for item in work {
            switch item {
            case .segment(let segment, let bytes, let producer, let completion):
                stage(segment, bytes, producer, completion, &group)
            case .retraction(let ids, let version, let completion):
                stage(retracting: ids, version: version, completion, &group)
            case .merged(let sources, let merged, let file, let done):
                // What was staged so far comes first, so that nothing is folded away that a merge has not seen.
                finish(&group)
                install(sources, merged, file: file)
                done()
            case .followed(let changes, let completion):
                finish(&group)
                completion(takeOver(changes))
            }
        }
        finish(&group)
    }

    private func stage(
        _ segment: Segment, _ bytes: SegmentBytes, _ producer: ProducerSequence,
        _ completion: @escaping Completion<IngestOutcome>, _ group: inout CommitGroup
    ) {
        switch producers.withLock({ $0.standing(producer) }) {
        case .fenced: return completion(.failure(.fenced))
        case .duplicate:
            let contiguous = producers.withLock { $0.contiguous(producer) }
            group.answers.append { _ in
                completion(
                    .success(IngestOutcome(contiguous: contiguous, isDuplicate: true, accepted: 0, unchanged: 0)))
            }
            return
        case .new: break
        }
        let (refused, brings) = catalogue.withLock { group.decide(segment, $0) }
        let accepted = segment.articleCount - refused.count
        do throws(StoreError) {
            // A segment that changes nothing leaves no trace on the disk.
            if accepted > 0 {
                let head = SegmentRecord.head(
                    producer, refused: refused, index: bytes.index.count, text: bytes.text.count)
                let sequence = try append(RecordKind.segment, [head, bytes.index, bytes.text])
                group.segments.append((segment, sequence, Set(refused)))
                group.stage(brings)
            }
        } catch {
            return completion(.failure(cannotWrite(error, bytes: bytes.index.count + bytes.text.count)))
        }
        group.producers.append(producer)
        let unchanged = refused.count
        group.answers.append { [self] failure in
            if let failure { return completion(.failure(failure)) }
            let contiguous = producers.withLock { $0.contiguous(producer) }
            completion(
                .success(
                    IngestOutcome(contiguous: contiguous, isDuplicate: false, accepted: accepted, unchanged: unchanged))
            )
        }
    }

    private func stage(
        retracting ids: [String], version: UInt64?, _ completion: @escaping Completion<Int>, _ group: inout CommitGroup
    ) {
        // Staged articles of this group count too: publish them first, so that a retraction sees what was sent before it.
        finish(&group)
        let retractions = catalogue.withLock { catalogue in
            ids.map(catalogue.key).compactMap { id -> (id: String, version: UInt64)? in
                // Without a version and without an article there is nothing to retract, and nothing to say up to where.
                guard let upTo = version ?? catalogue.current(id)?.version else { return nil }
                // Retracted up to there already: nothing is left to take away, and the log need not grow for it.
                if let known = catalogue.retractions[ExactString(id)], known.version >= upTo { return nil }
                return (id, upTo)
            }
        }
        guard !retractions.isEmpty else { return completion(.success(0)) }
        let (held, added) = catalogue.withLock { catalogue in
            let new = Set(retractions.map { ExactString($0.id) }).filter { catalogue.retractions[$0] == nil }
            return (catalogue.retractionBytes, new.reduce(0) { $0 + RetractionRecord.entryBytes($1.string) })
        }
        guard held + added <= retractionBytesMax else {
            return completion(.failure(.tooManyRetractions(bytes: held, limit: retractionBytesMax)))
        }
        let sequence: UInt64
        do throws(StoreError) {
            sequence = try append(RecordKind.retraction, [RetractionRecord(retractions).encode()])
            try store?.sync()
        } catch {
            return completion(.failure(cannotWrite(error, bytes: 0)))
        }
        bookkeeping.withLock { $0.looseRecords.append(sequence) }
        wrote(bytes: 0)
        let count = catalogue.withLock { catalogue in
            catalogue.hasAll(upTo: sequence)
            return retractions.count { catalogue.retract($0.id, version: $0.version, sequence: sequence) }
        }
        publish()
        foldLooseRecords()
        completion(.success(count))
    }

    private func append(_ kind: UInt8, _ parts: [[UInt8]]) throws(StoreError) -> UInt64 {
        guard let store else {
            return bookkeeping.withLock { bookkeeping in
                bookkeeping.lastSequence += 1
                return bookkeeping.lastSequence
            }
        }
        return try store.append(kind: kind, parts: parts)
    }

    private func finish(_ group: inout CommitGroup) {
        guard !group.answers.isEmpty else { return }
        var failure: IngestError?
        if !group.segments.isEmpty {
            do throws(StoreError) {
                try store?.sync()
            } catch {
                failure = cannotWrite(error, bytes: 0)
            }
        }
        if failure == nil {
            for producer in group.producers { producers.withLock { $0.record(producer) } }
            for (segment, sequence, refused) in group.segments {
                catalogue.withLock { catalogue in
                    catalogue.add(segment, origin: .log(sequence), refused: refused)
                    catalogue.hasAll(upTo: sequence)
                }
            }
            clusterFirst()
            if !group.segments.isEmpty {
                wrote(bytes: group.segments.reduce(0) { max($0, $1.0.index.count + $1.0.text.count) })
                publish()
            }
            counters.withLock { counters in
                counters.commits += 1
                for (segment, _, refused) in group.segments {
                    counters.segments += 1
                    counters.articles += UInt64(segment.articleCount - refused.count)
                    counters.bytes += UInt64(segment.index.count + segment.text.count)
                }
            }
        }
        for answer in group.answers { answer(failure) }
        group = CommitGroup()
    }

    func clusterFirst() {
        for _ in 0..<(Self.clusteredBeforePublishing / Self.clusteredAtOnce) {
            guard catalogue.withLock({ $0.cluster(atMost: Self.clusteredAtOnce) }) else { break }
        }
    }

    func publish() {
        let (snapshot, held) = catalogue.withLock { ($0.snapshot, $0.heldBytes) }
        // Before the segments that were added are answered, and no longer on their way.
        heldBytes.store(held, ordering: .releasing)
        // What only the snapshot before held is freed by this thread, not under the lock that every search takes.
        let before = published.withLock { published in
            defer { published = snapshot }
            return published
        }
        withExtendedLifetime(before) {}
        for look in onPublish.withLock({ $0 }) { look() }
    }
}
