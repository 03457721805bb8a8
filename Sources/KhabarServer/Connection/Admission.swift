import KhabarAccess
import KhabarProtocol

/// Decides whether a connection is let in, as what, and keeps the places that it takes until it ends.
struct Admission {
    private let service: RequestService
    private let access: AccessControl
    private var places: [Places] = []

    init(_ service: RequestService, _ access: AccessControl) {
        self.service = service
        self.access = access
    }

    enum Decision {
        /// `credit`: bytes of segments that it may begin at once.
        case admitted(AccessGrant, credit: Int)
        case refused(ErrorMessage)
    }

    /// Once for a connection.
    mutating func decide(_ hello: Hello) -> Decision {
        // First, so that strangers take nobody's place.
        let grant: AccessGrant
        switch access.current.judge(hello) {
        case .refused(let error): return .refused(error)
        case .admitted(let admitted): grant = admitted
        }
        if grant.roles.contains(.ingest), service.engine.following != nil {
            return .refused(.readOnly(scope: .connection))
        }
        guard enter(service.connectionPlaces) else {
            return Self.full("all \(service.connectionPlaces.count) connections that this server takes are open")
        }
        guard grant.roles.contains(.ingest) else { return .admitted(grant, credit: 0) }
        guard enter(service.ingestPlaces) else {
            return Self.full(
                "all \(service.ingestPlaces.count) ingest connections that the memory budget allows are taken")
        }
        return .admitted(grant, credit: service.segmentBytesMax * Places.segmentsPerIngestPlace)
    }

    /// Whether a client that was let in, its roles being those it was granted, may stay.
    func stillAdmits(_ hello: Hello) -> Bool { access.stillAdmits(hello) }

    /// Gives the places back. More than once does no harm.
    mutating func end() {
        for place in places { place.leave() }
        places = []
    }

    private mutating func enter(_ place: Places) -> Bool {
        guard place.enter() else { return false }
        places.append(place)
        return true
    }

    private static func full(_ text: String) -> Decision {
        .refused(
            ErrorMessage(
                code: .tooManyConnections, retry: .later, applied: .no, scope: .connection,
                retryAfterMilliseconds: 1_000, text: text))
    }
}
