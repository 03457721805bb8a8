internal import KhabarProtocol

/// One call that is over: what a program's metrics are made of. See ``KhabarClient/KhabarClient/Configuration/onCall``.
public struct CallRecord: Sendable {
    /// What was asked for.
    public enum Operation: String, Sendable, CaseIterable {
        case search, get, delete, stats, suggest, related, watch, ping
        /// A worker's.
        case ingest
        /// Of a server that follows another.
        case follow
    }

    public let operation: Operation
    /// From the call to its answer: the wait for a connection, the way there and back, and the server's time.
    public let duration: Duration
    /// nil if it succeeded.
    public let error: KhabarError?
}

extension CallRecord.Operation {
    init(_ work: Call.Work) {
        switch work {
        case .ping: self = .ping
        case .ship, .request(.offer): self = .ingest
        case .request(.search): self = .search
        case .request(.get): self = .get
        case .request(.delete): self = .delete
        case .request(.stats): self = .stats
        case .request(.suggest): self = .suggest
        case .request(.related): self = .related
        case .request(.watch): self = .watch
        case .request(.follow), .request(.followPart): self = .follow
        }
    }
}
