package import KhabarClient
package import KhabarIndex
internal import KhabarProtocol
internal import KhabarText

/// Delivers segments to a server over KhabarClient's one pipelined connection.
package struct ClientSink: SegmentSink {
    private let client: KhabarClient
    /// Names this run: a segment sent again after a cut is recognised by it and its sequence number.
    private let producerID: UInt64

    package init(server: Address, access: KhabarClient.Access = KhabarClient.Access(), version: String) {
        var configuration = KhabarClient.Configuration(ingestWith: Analyzer.version)
        configuration.access = access
        configuration.name = "khabar-ingest \(version)"
        // The pipeline has its own patience; a request must not wait longer than one of its attempts.
        configuration.connectPatience = .zero
        client = KhabarClient(server: server, configuration: configuration)
        producerID = .random(in: 1 ... .max)
    }

    package var address: String { client.server.description }

    package func identify() async throws(SinkError) -> String {
        do throws(KhabarError) {
            return try await client.welcome().serverID.description
        } catch {
            throw SinkError(error)
        }
    }

    package func offer(_ entries: [OfferEntry]) async throws(SinkError) -> [Bool] {
        let offered = entries.map { Offer.Entry(id: $0.id, version: $0.version, contentHash: $0.contentHash) }
        do throws(KhabarError) {
            return try await client.offer(offered)
        } catch {
            throw SinkError(error)
        }
    }

    package func ship(
        _ segment: SegmentBytes, articles: Int, sequence: UInt64
    ) async throws(SinkError) -> Acknowledgement {
        do throws(KhabarError) {
            let ack = try await client.shipSegment(
                index: segment.index, text: segment.text, producerID: producerID, epoch: 1, sequence: sequence)
            return Acknowledgement(
                accepted: Int(ack.accepted), unchanged: Int(ack.unchanged),
                rejects: ack.rejects.map { ArticleReject(index: Int($0.article), reason: $0.text) },
                isDuplicate: ack.duplicate)
        } catch {
            throw SinkError(error)
        }
    }

    /// Says good-bye to the server.
    package func close() async { await client.close() }
}

extension SinkError {
    /// - Parameter isCancelled: whether the calling task was: a server may call something cancelled as well, which is an answer like others.
    init(_ error: KhabarError, isCancelled: Bool = Task.isCancelled) {
        switch (error.code, error.retry) {
        case (.cancelled, _) where isCancelled: self = .cancelled
        // The client refuses what is longer than this server takes, by its Welcome.
        case (.invalidSegment, .never), (.invalidArgument, _): self = .unacceptable(error.message)
        case (.otherServer, _):
            self = .otherServer(
                """
                \(error.message). Nothing was sent to it. Start the server with the data folder that it had (was it mounted?), and run this \
                again to send the rest; or run this again with another --checkpoint folder, or without one, to send everything to the server that is there now
                """)
        case (.notKhabar, _): self = .absent(error.message)
        case (_, .never): self = .refused(error.message)
        case (.goingAway, _): self = .unreachable(error.message)
        case (_, .later): self = .busy(error.message, after: error.retryAfter)
        case (_, .elsewhere): self = .unreachable(error.message)
        }
    }
}
