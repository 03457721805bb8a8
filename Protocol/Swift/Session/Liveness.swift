/// Decides when to ask a silent peer for a sign of life, and when to give it up.
struct Liveness {
    enum Verdict: Equatable {
        case fine
        case ask(pingID: UInt64)
        case dead
    }

    /// Ids of pings that keep a connection alive begin here, far above those of requests.
    static let pingIDs: UInt64 = 1 << 63

    private var idleTimeout: Duration
    private var pingTimeout: Duration
    private var lastHeard: Moment
    private var lastPingID = Self.pingIDs
    private var asked: (id: UInt64, at: Moment)?

    init(idleTimeout: Duration, pingTimeout: Duration, now: Moment) {
        self.idleTimeout = idleTimeout
        self.pingTimeout = pingTimeout
        lastHeard = now
    }

    /// Bytes came, whatever they are.
    mutating func heard(at now: Moment) { lastHeard = max(lastHeard, now) }

    /// From now on the peer is given up once it has been silent for `silence`, if not before. It is asked after half of that; the question stands behind what was
    /// written before, which over a slow line takes its time.
    mutating func bear(_ silence: Duration, from now: Moment) {
        idleTimeout = min(idleTimeout, silence / 2)
        pingTimeout = min(pingTimeout, silence / 2)
        // How long it was silent before doesn't count, unless it was asked already.
        heard(at: now)
    }

    /// An id for a ping that is sent for another reason.
    mutating func nextPingID() -> UInt64 {
        lastPingID += 1
        return lastPingID
    }

    /// Whether this pong was awaited.
    mutating func ponged(_ id: UInt64) -> Bool {
        guard asked?.id == id else { return false }
        asked = nil
        return true
    }

    /// When `judge` has something to say.
    var due: Moment {
        guard let asked else { return lastHeard.advanced(by: idleTimeout) }
        return max(asked.at, lastHeard).advanced(by: pingTimeout)
    }

    mutating func judge(at now: Moment) -> Verdict {
        guard now >= due else { return .fine }
        guard asked == nil else { return .dead }
        let id = nextPingID()
        asked = (id, now)
        return .ask(pingID: id)
    }
}
