/// Every bound that the protocol sets, with its reason. What a connection may use is the smaller of these and what its Welcome says.
package enum Limits {
    // MARK: Frames

    /// Before the handshake is over a peer is a stranger: enough for the longest Hello, Welcome or Error, and nothing else.
    package static let handshakePayloadBytesMax = 8 << 10
    /// Requests: the largest offer (8,192 entries of the longest id) fits; nothing else that a client sends comes near.
    package static let requestPayloadBytesMax = 9 << 20
    /// Answers: 1,000 hits with long snippets, or one very long article, before compression.
    package static let answerPayloadBytesMax = 16 << 20
    /// A frame that straddles read bursts reserves no more than this on its sender's word; past it the buffer grows with what arrives.
    static let reservedOnWordBytesMax = 512 << 10
    /// A payload below this is sent as it is: the saving would not pay for the call.
    package static let compressedPayloadBytesMin = 4 << 10
    /// Compressed payloads that save less than one part in this many are sent plain.
    static let compressionSavingDivisor = 8
    /// A payload may inflate to this many times its size plus `inflationAllowanceBytes`: text reaches 20, bombs reach 1,000.
    static let inflationRatioMax = 64
    static let inflationAllowanceBytes = 64 << 10

    // MARK: Handshake

    /// Names are for logs: a line's worth.
    package static let peerNameBytesMax = 256
    /// Long enough for any opaque or signed token in use.
    package static let tokenBytesMax = 1 << 10
    /// A server takes the current analyser alone; the rest is room to grow.
    package static let analyserVersionsMax = 16

    // MARK: Ingest

    /// Ids are mostly URLs: longer ones are refused by cleaning.
    package static let idBytesMax = 1 << 10
    /// Articles that are asked about at once; a bulk segment may hold several times as many.
    package static let offerEntriesMax = 8_192
    /// A search waits at most for one part on the same connection: 256 KiB take 2 ms at 1 Gbit/s.
    package static let segmentPartBytesMax = 256 << 10
    /// Bulk segments of news have 15 to 20 MB; a segment is validated and logged as a whole, so it must fit in memory several times.
    package static let segmentBytesMax = 64 << 20
    /// Beyond a handful, more segments in flight only queue in the server's memory.
    package static let segmentsInFlightMax = 16
    /// As many rejects as a segment can have articles of a few bytes would be absurd; a worker that reaches this is broken.
    package static let rejectsMax = 65_536

    // MARK: Search

    /// A query is a person's or a program's sentence, not a document.
    package static let queryBytesMax = 16 << 10
    package static let hitsMax = 1_000
    /// Deeper pages cost as much as all pages before them: use filters instead.
    package static let offsetMax = 100_000
    package static let highlightsPerHitMax = 1_024
    package static let idsPerDeleteMax = 1_024
    /// There are five fields.
    package static let facetsMax = 8
    /// More values than this are no overview.
    package static let facetValuesMax = 1_000
    /// Where a page or a watch goes on: an id, and what names its moment.
    package static let cursorBytesMax = idBytesMax + 64
    /// What a person has typed into a search box.
    package static let suggestBytesMax = 1 << 10
    /// A list under a search box.
    package static let suggestionsMax = 50
    /// Fields with many values (paragraphs, dropped lines, tags): a million lines are no article.
    package static let valuesPerFieldMax = 1 << 20
    package static let statisticsMax = 4_096
    /// An error's text is read by a person, in a terminal.
    package static let errorTextBytesMax = 2 << 10

    // MARK: Following

    /// A million numbers a second would last for a hundred thousand years.
    package static let sequenceMax: UInt64 = 1 << 62
    /// As many openings as a store remembers.
    package static let openingsMax = 4_096
    /// A connection that follows carries nothing else that would wait for them; larger ones would save no time.
    package static let followedBytesMax = 1 << 20
    /// Twice what a server remembers of retractions.
    package static let followedRetractionBytesMax: UInt64 = 64 << 20
    /// A server that has settled has a handful, one that is loaded some dozens.
    package static let followedSegmentsMax = 4_096
    /// Index or text of one, merged: what a machine holds in memory.
    package static let followedSegmentBytesMax: UInt64 = 16 << 30

    // MARK: Sessions

    /// Requests of one connection that are sent and not answered.
    package static let requestsInFlightMax = 256
    /// Their payloads together, past which the server refuses more: a few of the longest, and all that clients ask in earnest. They would only wait in its memory,
    /// 2 GiB of them.
    package static let requestBytesInFlightMax = 64 << 20
    /// Requests that wait in the client for a slot or for credit; past it the client refuses them at once.
    package static let requestsWaitingMax = 65_536
    /// A peer that has not finished its handshake by then is not one of ours.
    package static let handshakeTimeout: Duration = .seconds(5)
    /// Silence after which a peer is asked whether it still lives; below the usual 60 s of middle boxes.
    package static let idleTimeout: Duration = .seconds(30)
    /// How long a server may answer none of the segments that it was sent whole: far more than it takes for one, on a disk that stalls now and then.
    package static let segmentTimeout: Duration = .seconds(120)
    /// How long the answer to a ping may take, behind whatever is on its way.
    package static let pingTimeout: Duration = .seconds(15)
}
