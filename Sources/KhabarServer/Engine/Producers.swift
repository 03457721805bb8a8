/// Which segment of which producer: how a resend is recognised.
struct ProducerSequence: Hashable, Sendable {
    var id: UInt64
    var epoch: UInt32
    var sequence: UInt64
}

/// The segments that each recent producer has had made durable.
///
/// A forgotten producer loses nothing: the articles of a resent segment are then found to be there, one by one.
struct Producers {
    static let remembered = 1_024
    /// A producer that leaves a gap and goes on is forgotten rather than remembered without bound.
    static let beyondMax = 4_096

    private struct Producer {
        var epoch: UInt32
        /// Everything up to here is durable.
        var contiguous: UInt64
        /// What is durable beyond: segments in flight are made durable in any order.
        var beyond: Set<UInt64> = []
        var lastUse: UInt64
    }

    private var producers: [UInt64: Producer] = [:]
    private var uses: UInt64 = 0

    enum Standing: Equatable {
        case new
        case duplicate
        /// A newer run of the same producer has begun.
        case fenced
    }

    func standing(_ sequence: ProducerSequence) -> Standing {
        guard let producer = producers[sequence.id] else { return .new }
        if sequence.epoch < producer.epoch { return .fenced }
        if sequence.epoch > producer.epoch { return .new }
        return sequence.sequence <= producer.contiguous || producer.beyond.contains(sequence.sequence)
            ? .duplicate : .new
    }

    /// Everything of the producer up to this number is durable.
    func contiguous(_ sequence: ProducerSequence) -> UInt64 {
        guard let producer = producers[sequence.id], producer.epoch == sequence.epoch else { return 0 }
        return producer.contiguous
    }

    mutating func record(_ sequence: ProducerSequence) {
        uses += 1
        var producer =
            producers[sequence.id].flatMap { $0.epoch == sequence.epoch ? $0 : nil }
            ?? Producer(epoch: sequence.epoch, contiguous: 0, lastUse: uses)
        producer.lastUse = uses
        producer.beyond.insert(sequence.sequence)
        while producer.beyond.remove(producer.contiguous + 1) != nil { producer.contiguous += 1 }
        producers[sequence.id] = producer.beyond.count <= Self.beyondMax ? producer : nil
        if producers.count > Self.remembered,
            let oldest = producers.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
        {
            producers[oldest] = nil
        }
    }

    // MARK: On disk

    func encode(into bytes: inout [UInt8]) {
        bytes.appendLittle(UInt32(producers.count))
        for (id, producer) in producers.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            bytes.appendLittle(id)
            bytes.appendLittle(producer.epoch)
            bytes.appendLittle(producer.contiguous)
            bytes.appendLittle(UInt32(producer.beyond.count))
            for sequence in producer.beyond.sorted() { bytes.appendLittle(sequence) }
        }
    }

    init() {}

    init(from reader: inout RecordReader) throws(RecordError) {
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            let id: UInt64 = try reader.integer()
            uses += 1
            var producer = Producer(epoch: try reader.integer(), contiguous: try reader.integer(), lastUse: uses)
            let beyond: UInt32 = try reader.integer()
            for _ in 0..<beyond { producer.beyond.insert(try reader.integer()) }
            producers[id] = producer
        }
    }
}
