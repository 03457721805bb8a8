/// Where segments go: a server, or a test's stand-in. Called from several tasks at once.
package protocol SegmentSink<Segment>: Sendable {
    associatedtype Segment: Sendable

    /// As the user wrote it, for messages.
    var address: String { get }
    /// Connects if need be, and says which server it is (an id that survives restarts). Later calls reach that one or fail with `otherServer`.
    func identify() async throws(SinkError) -> String
    /// One answer per entry: false when the server durably holds that id with the same content and version, or something newer.
    func offer(_ entries: [OfferEntry]) async throws(SinkError) -> [Bool]
    /// Returns once the segment is durable and searchable.
    /// - Parameter sequence: from 1; the same again when a call is repeated after `unreachable`. Calls may come out of order, and an article that is
    ///   `unacceptable` alone leaves a gap.
    func ship(_ segment: Segment, articles: Int, sequence: UInt64) async throws(SinkError) -> Acknowledgement
}

/// What the server says of a segment that is now durable and searchable.
package struct Acknowledgement: Sendable, Equatable {
    package var accepted: Int
    /// Known already, or older than what the server holds.
    package var unchanged: Int
    package var rejects: [ArticleReject]
    /// The segment had arrived before; then the counts may be zero.
    package var isDuplicate: Bool

    package init(accepted: Int, unchanged: Int = 0, rejects: [ArticleReject] = [], isDuplicate: Bool = false) {
        self.accepted = accepted
        self.unchanged = unchanged
        self.rejects = rejects
        self.isDuplicate = isDuplicate
    }
}

/// One article of a segment that the server did not take.
package struct ArticleReject: Sendable, Equatable {
    /// In the segment, from 0.
    package var index: Int
    package var reason: String

    package init(index: Int, reason: String) {
        self.index = index
        self.reason = reason
    }
}

/// Why a sink could not do what was asked.
package enum SinkError: Error, Equatable {
    /// Nobody answers, or the connection was lost: worth another try.
    case unreachable(String)
    /// What answers there is no Khabar server: it will not become one.
    case absent(String)
    /// The server answers but can't take anything now (its disk or its memory is full, all its places are taken): worth another try after the pause that it asks for, and no
    /// lack of a server.
    case busy(String, after: Duration?)
    /// The server understood and says no (a version it does not take, a newer run of this producer): another try would say the same.
    case refused(String)
    /// The server takes others, but not this segment (too many bytes, not valid to it): fewer articles may do.
    case unacceptable(String)
    /// Another server answers than the one that `identify` named, and what that one acknowledged says nothing of this one. Nothing was sent to it.
    case otherServer(String)
    /// The calling task was cancelled.
    case cancelled
}
