/// How far a server has come that follows another.
struct FollowingStatus: Sendable {
    /// Up to which sequence number the leader had something, when it was last asked.
    var leaderSequence: UInt64 = 0
    /// When it last answered.
    var contact: ContinuousClock.Instant?
    /// Why nothing comes from it.
    var failure: String?

    /// Whether the leader answers, and what it has is known but for what arrives at this moment.
    var isInTouch: Bool {
        guard failure == nil, let contact else { return false }
        return .now - contact < FollowHub.patience + .seconds(5)
    }
}
