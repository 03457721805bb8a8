import KhabarText

/// What the manifest holds beside the segment files: retractions and producers.
struct EngineState {
    private static let version: UInt32 = 1

    var retractions: [ExactString: UInt64]
    var producers: Producers

    init(retractions: [ExactString: UInt64], producers: Producers) {
        self.retractions = retractions
        self.producers = producers
    }

    func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendLittle(Self.version)
        bytes += RetractionRecord(retractions.map { (id: $0.key.string, version: $0.value) }).encode()
        producers.encode(into: &bytes)
        return bytes
    }

    /// An empty state is that of a new folder.
    init(_ bytes: [UInt8]) throws(RecordError) {
        retractions = [:]
        producers = Producers()
        guard !bytes.isEmpty else { return }
        var reader = RecordReader(bytes)
        let version: UInt32 = try reader.integer()
        guard version == Self.version else {
            throw RecordError("the state has version \(version), this server knows \(Self.version)")
        }
        for (id, version) in try RetractionRecord(from: &reader).retractions { retractions[ExactString(id)] = version }
        producers = try Producers(from: &reader)
        try reader.finish()
    }
}
