internal import Synchronization

/// Keeps account of every record from the moment it is read until it is acknowledged, dead-lettered or printed.
package final class Ledger: Sendable {
    fileprivate struct OpenBlock {
        var file: Int
        var covered: Range<UInt64>
        var unresolved: Int
    }

    fileprivate struct State {
        var totals = IngestTotals()
        var blocks: [UInt64: OpenBlock] = [:]
        var files: [FileProgress]
        var failures: [InputFailure]
        /// Files of which reading ended in a failure.
        var failedFiles = 0
    }

    private let state: Mutex<State>
    private let onFailure: @Sendable (InputFailure) -> Void

    /// - Parameters:
    ///   - files: how many files there are.
    ///   - failures: inputs that could not even be found.
    init(files: Int, failures: [InputFailure] = [], onFailure: @escaping @Sendable (InputFailure) -> Void = { _ in }) {
        state = Mutex(State(files: Array(repeating: FileProgress(), count: files), failures: failures))
        self.onFailure = onFailure
        for failure in failures { onFailure(failure) }
    }

    /// Before anything is read: what a checkpoint says of each file.
    func resume(_ files: [FileProgress]) {
        state.withLock { state in
            precondition(files.count == state.files.count, "a checkpoint's files are not this run's")
            state.files = files
        }
    }

    package var totals: IngestTotals { state.withLock { $0.totals } }
    package var failures: [InputFailure] { state.withLock { $0.failures } }
    package var progress: [FileProgress] { state.withLock { $0.files } }

    /// Records that were read and not resolved; 0 after a run that ended well.
    package var unresolved: Int { state.withLock { $0.totals.articles - $0.totals.resolved } }

    /// Inputs whose end was not seen, for no fault of theirs: after a run that was stopped.
    package var unreadInputs: Int {
        state.withLock { state in state.files.count { $0.records == nil } - state.failedFiles }
    }

    /// Records of a block are done; `change` says in the totals what became of them.
    func resolve(_ counts: [UInt64: Int], _ change: (inout IngestTotals) -> Void) {
        state.withLock { state in
            let before = state.totals.resolved
            change(&state.totals)
            precondition(
                state.totals.resolved - before == counts.values.reduce(0, +),
                "the totals and the blocks tell different stories")
            for (sequence, count) in counts { state.resolve(sequence, count) }
        }
    }

    func add(_ change: (inout IngestTotals) -> Void) { state.withLock { change(&$0.totals) } }
}

extension Ledger.State {
    fileprivate mutating func resolve(_ sequence: UInt64, _ count: Int) {
        guard var block = blocks.removeValue(forKey: sequence) else {
            preconditionFailure("a record was resolved twice")
        }
        precondition(block.unresolved >= count, "a record was resolved twice")
        block.unresolved -= count
        if block.unresolved > 0 { blocks[sequence] = block } else { files[block.file].done.insert(block.covered) }
    }
}

extension Ledger: ReaderObserver {
    func blockRead(_ block: Block) {
        state.withLock { state in
            guard !block.records.isEmpty else { return state.files[block.file].done.insert(block.covered) }
            state.blocks[block.sequence] = OpenBlock(
                file: block.file, covered: block.covered, unresolved: block.records.count)
        }
    }

    func counted(_ counts: ReaderCounts) {
        add { totals in
            totals.records += counts.records
            totals.skippedByShard += counts.skippedByShard
            totals.skippedByCheckpoint += counts.skippedByCheckpoint
            totals.bytesRead += counts.fileBytes
            totals.textBytes += counts.textBytes
        }
    }

    func fileEnded(_ file: Int, records: UInt64) { state.withLock { $0.files[file].records = records } }

    func fileFailed(_ failure: InputFailure) {
        state.withLock { state in
            state.failures.append(failure)
            state.failedFiles += 1
        }
        onFailure(failure)
    }

    func acknowledged(_ file: Int) -> AcknowledgedRanges { state.withLock { $0.files[file].done } }
    func isFinished(_ file: Int) -> Bool { state.withLock { $0.files[file].isFinished } }
}

/// How far one file has come.
package struct FileProgress: Sendable, Equatable {
    package var done: AcknowledgedRanges
    /// How many record numbers the file has, once its end was seen.
    package var records: UInt64?

    package init(done: AcknowledgedRanges = AcknowledgedRanges(), records: UInt64? = nil) {
        self.done = done
        self.records = records
    }

    package var isFinished: Bool { records.map { done.contiguous >= $0 } ?? false }
}
