/// What the reader tells of its progress; called on the reader's thread.
protocol ReaderObserver: Sendable {
    /// Before a block is sent: its records will be resolved one by one. A block without records is not sent; what it covers is done.
    func blockRead(_ block: Block)
    func counted(_ counts: ReaderCounts)
    func fileEnded(_ file: Int, records: UInt64)
    func fileFailed(_ failure: InputFailure)
    /// Records of this file that need not be read again.
    func acknowledged(_ file: Int) -> AcknowledgedRanges
    /// The whole file needs not be read again.
    func isFinished(_ file: Int) -> Bool
}

/// What a reader has seen since it last told.
struct ReaderCounts: Sendable {
    var records = 0, skippedByShard = 0, skippedByCheckpoint = 0
    var fileBytes: UInt64 = 0, textBytes: UInt64 = 0
}

/// Reads the inputs one after the other, cuts them into records, and sends those that are wanted in blocks.
struct SourceReader: Sendable {
    let files: [InputFile]
    let shard: Shard
    let stop: StopSignal
    let observer: any ReaderObserver
    /// Since the run's start.
    let elapsed: @Sendable () -> Duration
    /// Called before an input whose articles come when they come.
    let waitsForArrivals: @Sendable () -> Void
    var blockBytes = Limits.blockBytes
    var blockRecordsMax = Limits.blockRecordsMax
    var recordBytesMax = Limits.recordBytesMax

    /// Returns whether every input was read as far as it can be: false when it was stopped before.
    ///
    /// - Parameter send: waits while the lanes are busy; false when nobody takes blocks any more.
    @discardableResult
    func run(send: (Block) async -> Bool) async -> Bool {
        var sequence: UInt64 = 0
        for (index, file) in files.enumerated() {
            guard !stop.isRaised else { return false }
            if observer.isFinished(index) {
                observer.counted(ReaderCounts(fileBytes: file.bytes))
                continue
            }
            if file.isLive { waitsForArrivals() }
            let goesOn =
                switch file.format {
                case .text: await readText(file, index, &sequence, send)
                case .jsonLines: await read(file, index, LineCutter(lineBytesMax: recordBytesMax), &sequence, send)
                case .wet: await read(file, index, WETCutter(recordBytesMax: recordBytesMax), &sequence, send)
                }
            guard goesOn else { return false }
        }
        return true
    }

    private func read<Cutter: RecordCutter>(
        _ file: InputFile, _ index: Int, _ start: Cutter, _ sequence: inout UInt64, _ send: (Block) async -> Bool
    ) async -> Bool {
        var cutter = start
        var failure: ByteStreamError?
        let skip = observer.acknowledged(index)
        var sent: UInt64 = 0
        func flush() async -> Bool {
            let covered = sent..<cutter.nextNumber
            sent = cutter.nextNumber
            let (records, bytes) = cutter.takeRecords()
            return await ship(records, bytes, covered: covered, file: index, skip: skip, &sequence, send)
        }
        do throws(ByteStreamError) {
            var stream = try ByteStream(file, stop: stop, readBytes: min(Limits.readBytes, blockBytes))
            var more = true
            while more {
                let before = stream.fileBytes
                var textBytes = 0
                more = try stream.next { (bytes) in
                    textBytes += bytes.count
                    cutter.take(bytes)
                }
                observer.counted(ReaderCounts(fileBytes: stream.fileBytes - before, textBytes: UInt64(textBytes)))
                // A live input hands on what it has; a file fills blocks.
                let isFull = cutter.consumed >= blockBytes || cutter.records.count >= blockRecordsMax
                if isFull || (file.isLive && cutter.nextNumber > sent) {
                    guard await flush() else { return false }
                }
            }
        } catch { failure = error }
        // A stop leaves the last, half-read record alone, and so does a read that fails: another run reads it whole. After damage or at the end it is all there is.
        switch failure {
        case .stopped, .unreadable: break
        case .damaged, nil: cutter.finish()
        }
        guard await flush() else { return false }
        switch failure {
        case nil: observer.fileEnded(index, records: cutter.nextNumber)
        case .stopped: return false
        case .some(let error): observer.fileFailed(InputFailure(path: file.path, reason: error.reason))
        }
        return true
    }

    /// A whole file is one record.
    private func readText(
        _ file: InputFile, _ index: Int, _ sequence: inout UInt64, _ send: (Block) async -> Bool
    ) async -> Bool {
        guard shard.takes(record: 0, start: shard.start(ofFile: file.name)) else {
            observer.counted(ReaderCounts(records: 1, skippedByShard: 1, fileBytes: file.bytes))
            observer.blockRead(
                Block(sequence: sequence, file: index, records: [], bytes: [], covered: 0..<1, arrival: elapsed()))
            observer.fileEnded(index, records: 1)
            return true
        }
        var text: [UInt8] = []
        do throws(ByteStreamError) {
            var stream = try ByteStream(file, stop: stop)
            while text.count <= recordBytesMax, try stream.next({ text.append(copying: $0) }) {}
            observer.counted(ReaderCounts(fileBytes: stream.fileBytes, textBytes: UInt64(text.count)))
        } catch {
            if case .stopped = error { return false }
            observer.fileFailed(InputFailure(path: file.path, reason: error.reason))
            return true
        }
        let tooLong = text.count > recordBytesMax
        let record = Record(
            number: 0, line: 1,
            content: tooLong ? .rejected("the file is longer than \(recordBytesMax) bytes") : .bytes(0..<text.count))
        let goesOn = await ship(
            [record], tooLong ? [] : text, covered: 0..<1, file: index, skip: observer.acknowledged(index), &sequence,
            send)
        observer.fileEnded(index, records: 1)
        return goesOn
    }

    private func ship(
        _ records: [Record], _ bytes: [UInt8], covered: Range<UInt64>, file: Int, skip: AcknowledgedRanges,
        _ sequence: inout UInt64, _ send: (Block) async -> Bool
    ) async -> Bool {
        guard !covered.isEmpty else { return true }
        var counts = ReaderCounts(records: records.count)
        let start = shard.start(ofFile: files[file].name)
        let wanted = records.filter { record in
            guard shard.takes(record: record.number, start: start) else {
                counts.skippedByShard += 1
                return false
            }
            guard !skip.contains(record.number) else {
                counts.skippedByCheckpoint += 1
                return false
            }
            return true
        }
        observer.counted(counts)
        let block = Block(
            sequence: sequence, file: file, records: wanted, bytes: wanted.isEmpty ? [] : bytes, covered: covered,
            arrival: elapsed())
        observer.blockRead(block)
        guard !wanted.isEmpty else { return true }
        sequence += 1
        return await send(block)
    }
}
