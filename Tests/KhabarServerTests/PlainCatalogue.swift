import KhabarIndex
import KhabarText

@testable import KhabarServer

/// What the catalogue should come to, kept in dictionaries.
struct PlainCatalogue {
    struct Entry: Equatable {
        var version: UInt64
        var sequence: UInt64
        var contentHash: UInt64
    }

    private(set) var entries: [ExactString: Entry] = [:]
    private(set) var retractions: [ExactString: UInt64] = [:]

    func wants(_ id: String, version: UInt64, contentHash: UInt64) -> Bool {
        if let retracted = retractions[ExactString(id)], version <= retracted { return false }
        guard let entry = entries[ExactString(id)] else { return true }
        return version > entry.version || (version == entry.version && contentHash != entry.contentHash)
    }

    /// The greatest (version, sequence) wins, however they come.
    mutating func add(_ id: String, _ entry: Entry) {
        let key = ExactString(id)
        if let retracted = retractions[key], entry.version <= retracted { return }
        if let other = entries[key], (other.version, other.sequence) > (entry.version, entry.sequence) { return }
        entries[key] = entry
    }

    mutating func retract(_ id: String, version: UInt64) -> Bool {
        let key = ExactString(id)
        retractions[key] = max(version, retractions[key] ?? 0)
        guard let entry = entries[key], entry.version <= version else { return false }
        entries[key] = nil
        return true
    }
}
