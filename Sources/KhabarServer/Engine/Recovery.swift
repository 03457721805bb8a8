import Dispatch
package import Logging
import KhabarIndex
import KhabarStore
import KhabarText

extension Engine {
    /// Opens a data folder: segment files first, then the log's records in order, each decided as it was when it came. Without a folder, all is in memory.
    ///
    /// - Parameters:
    ///   - follows: whether articles come from another server alone. It needs a folder.
    ///   - isStopping: asked before each segment; once it is true, `RecoveryStopped` is thrown and the folder left as it is.
    package static func open(
        data: String?, memoryLimitBytes: Int, retractionBytesMax: Int = Engine.retractionBytesMax, logger: Logger,
        follows: Bool = false, isStopping: () -> Bool = { false }
    ) throws -> Engine {
        var isStopped = false
        do {
            return try recovered(data, memoryLimitBytes, retractionBytesMax, follows, logger) {
                isStopped = isStopping()
                return isStopped
            }
        } catch {
            // The store wraps what is thrown while it reads the log.
            throw isStopped ? RecoveryStopped() : error
        }
    }

    /// Whether a server's data is in the folder `data`.
    package static func hasData(_ data: String) -> Bool { Store.exists(data) }

    private static func recovered(
        _ data: String?, _ memoryLimitBytes: Int, _ retractionBytesMax: Int, _ follows: Bool, _ logger: Logger,
        _ isStopping: () -> Bool
    ) throws -> Engine {
        var catalogue = Catalogue()
        guard let data else {
            return Engine(
                store: nil, catalogue: catalogue, producers: Producers(), looseRecords: [],
                memoryLimitBytes: memoryLimitBytes, retractionBytesMax: retractionBytesMax, logger: logger)
        }
        let opened = try Store.open(data)
        let state = try EngineState(opened.state)
        var producers = state.producers
        // Which of the records before this manifest said so is not known.
        for (id, version) in state.retractions {
            _ = catalogue.retract(id.string, version: version, sequence: opened.lastSequence)
        }
        for (number, _) in opened.segmentFiles {
            if isStopping() { throw RecoveryStopped() }
            let bytes = try SegmentFile.read(number, from: opened.store)
            let segment = try Segment.validated(bytes, isSummed: true, allCores)
            try demandOwnAnalyser(segment)
            catalogue.add(segment, origin: .file(number), refused: [])
        }
        var looseRecords: [UInt64] = []
        let report = try opened.store.recover { record in
            if isStopping() { throw RecoveryStopped() }
            switch record.kind {
            case RecordKind.segment:
                let decoded = try SegmentRecord(record.payload)
                let segment = try Segment.validated(decoded.segment, isSummed: true)
                try demandOwnAnalyser(segment)
                guard decoded.refused.allSatisfy({ $0 < segment.articleCount }) else {
                    throw RecordError("a refused article is out of range")
                }
                producers.record(decoded.producer)
                catalogue.add(segment, origin: .log(record.sequence), refused: Set(decoded.refused))
                if !catalogue.segments.contains(where: { $0.origin == .log(record.sequence) }) {
                    looseRecords.append(record.sequence)
                }
            case RecordKind.retraction:
                for (id, version) in try RetractionRecord(record.payload).retractions {
                    _ = catalogue.retract(id, version: version, sequence: record.sequence)
                }
                looseRecords.append(record.sequence)
            default:
                throw RecordError("records of kind \(record.kind) are unknown to this version")
            }
        }
        Self.log(report, logger)
        catalogue.hasAll(upTo: opened.store.statistics().lastSequence)
        let engine = Engine(
            store: opened.store, catalogue: catalogue, producers: producers, looseRecords: looseRecords,
            memoryLimitBytes: memoryLimitBytes, retractionBytesMax: retractionBytesMax, follows: follows, logger: logger
        )
        engine.clusterRecovered()
        return engine
    }

    /// A query's terms are this analyser's: another's would not be found by them, and nobody would be told.
    private static func demandOwnAnalyser(_ segment: Segment) throws(RecordError) {
        guard segment.analyserVersion == Analyzer.version else {
            throw RecordError(
                "the index was made by version \(segment.analyserVersion) of the analyser and this server has version "
                    + "\(Analyzer.version); load the articles anew into an empty data folder, or start the server that "
                    + "made it")
        }
    }

    /// More pieces than cores, since some take longer than others; not many more, as each counts the words of all articles of its segment.
    static var allCores: ParallelLoop {
        ParallelLoop(piecesMax: 16) { count, body in DispatchQueue.concurrentPerform(iterations: count, execute: body) }
    }

    private static func log(_ report: RecoveryReport, _ logger: Logger) {
        if let tail = report.tornTail {
            logger.warning(
                "The log ended in bytes that are no whole record; nothing shows that they were ever acknowledged, and they were set aside",
                metadata: [
                    "file": "\(tail.file)", "offset": "\(tail.offset)", "bytes": "\(tail.droppedBytes)",
                    "reason": "\(tail.reason)", "keptAs": "\(tail.keptAs)",
                ])
        }
        for text in report.passedOver {
            logger.warning("Recovery passed over something", metadata: ["what": "\(text)"])
        }
        if !report.unknownFiles.isEmpty {
            logger.warning(
                "Files in the data folder are not the server's", metadata: ["files": "\(report.unknownFiles)"])
        }
        logger.info(
            "Replayed the log", metadata: ["records": "\(report.records)", "bytes": "\(report.payloadBytes)"])
    }
}

/// The server was told to stop while it read its data.
package struct RecoveryStopped: Error {}
