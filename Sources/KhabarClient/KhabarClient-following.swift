package import KhabarProtocol

/// For a server that follows another.
extension KhabarClient {
    /// What the server has behind a position, once there is something, or with nothing after some 25 seconds.
    package func follow(_ follow: Follow, timeout: Duration) async throws(KhabarError) -> FollowResult {
        guard case .followResult(let result) = try await ask(.follow(follow), timeout) else { unexpected() }
        return result
    }

    /// The bytes at a place of what was announced; never empty.
    package func follow(_ part: FollowPart, timeout: Duration) async throws(KhabarError) -> [UInt8] {
        guard case .followBytes(let answer) = try await ask(.followPart(part), timeout) else { unexpected() }
        return answer.bytes
    }
}
