import KhabarIndex
import KhabarProtocol
import KhabarText

/// What clients are told of what was not done.
extension ErrorMessage {
    static func readOnly(scope: ErrorScope) -> ErrorMessage {
        ErrorMessage(
            code: .readOnly, retry: .never, applied: .no, scope: scope,
            text: "this server follows another, and takes articles and retractions from that one alone: send them there"
        )
    }

    init(_ error: QuerySyntaxError) {
        self.init(
            code: .badRequest, retry: .never, applied: .no, scope: .request, detail: UInt64(error.offset),
            text: "\(error)")
    }

    init(_ error: IngestError, scope: ErrorScope) {
        let (code, retry, after, text): (ErrorCode, RetryClass, UInt32, String) =
            switch error {
            case .invalid(let reason): (.invalidSegment, .never, 0, "the segment was refused: \(reason)")
            case .fenced: (.fenced, .never, 0, "a newer run of this producer has begun")
            case .analyserMismatch(let version):
                (
                    .analyserMismatch, .never, 0,
                    "the segment was analysed by version \(version), this server takes \(Analyzer.version)"
                )
            case .cannotWrite(let cause):
                (.cannotWrite, .later, 1_000, "the server can't make anything durable: \(cause)")
            case .memoryFull(let bytes, let limit):
                (
                    .overloaded, .later, 5_000,
                    "the index holds \(bytes >> 20) MiB of the \(limit >> 20) MiB that it may; raise --memory or retract articles"
                )
            case .tooManyRetractions(let bytes, let limit):
                (
                    .overloaded, .never, 0,
                    "the server remembers \(bytes >> 10) KiB of retractions and may remember \(limit >> 10) KiB; load the articles that are to stay into an empty data folder"
                )
            case .closed: (.goingAway, .later, 500, "the server is stopping")
            }
        self.init(
            code: code, retry: retry, applied: .no, scope: scope, retryAfterMilliseconds: after, text: text)
    }
}

extension IngestError: CustomStringConvertible {
    package var description: String { ErrorMessage(self, scope: .batch).text }
}
