/// How far a server has come that follows another.
struct FollowingStatus: Sendable {
    /// Up to which sequence number the leader had something, when it was last asked.
    var leaderSequence: UInt64 = 0
    /// When it last answered.
    var contact: ContinuousClock.Instant?
    /// Why nothing comes from it.
    var failure: String?
}
