internal import ArgumentParser

/// How many results may be asked for: by all commands the same, since `KHABAR_LIMIT` is read by all of them.
package enum ResultLimit {
    package static let range = 0...1_000

    package static func check(_ limit: Int) throws {
        guard range.contains(limit) else {
            throw ValidationError("--limit must be \(range.lowerBound) to \(range.upperBound).")
        }
    }
}
