/// "These articles I could send: which do you want?"
///
///     offer = [id:string version:u64 contentHash:u64]
package struct Offer: Payload {
    package static let type = MessageType.offer

    package struct Entry: Equatable, Sendable {
        package var id: String
        package var version: UInt64
        package var contentHash: UInt64

        package init(id: String, version: UInt64, contentHash: UInt64) {
            self.id = id
            self.version = version
            self.contentHash = contentHash
        }
    }

    /// At most `Limits.offerEntriesMax`.
    package var entries: [Entry]

    package init(entries: [Entry]) { self.entries = entries }

    package func encode(into output: inout [UInt8]) {
        output.appendCount(entries.count, limit: Limits.offerEntriesMax)
        for entry in entries {
            output.appendString(entry.id)
            output.appendInteger(entry.version)
            output.appendInteger(entry.contentHash)
        }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        let count = try fields.count(payload, entryBytesMin: 20, limit: Limits.offerEntriesMax)
        entries = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let id = try fields.string(payload, "id", limit: Limits.idBytesMax)
            let version = try fields.integer(payload, UInt64.self)
            entries.append(Entry(id: id, version: version, contentHash: try fields.integer(payload)))
        }
    }
}
