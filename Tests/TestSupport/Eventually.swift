/// For what tells nobody when it changes: looks again and again, for a minute at most.
package func eventually(
    within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while clock.now < end {
        if try await condition() { return true }
        try? await clock.sleep(for: .milliseconds(5))
    }
    return try await condition()
}
