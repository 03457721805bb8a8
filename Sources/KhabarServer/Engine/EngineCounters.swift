/// What the engine has done since it started.
struct EngineCounters: Sendable {
    var commits: UInt64 = 0
    var segments: UInt64 = 0
    var articles: UInt64 = 0
    var bytes: UInt64 = 0
    var merges: UInt64 = 0
}
