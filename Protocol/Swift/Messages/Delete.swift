/// Retracts articles. Answered by Deleted once the tombstones are fsynced.
///
///     delete = ids:[string] version:(0:u8 | 1:u8 u64)
package struct Delete: Payload {
    package static let type = MessageType.delete

    /// At most `Limits.idsPerDeleteMax`.
    package var ids: [String]
    /// The tombstone outranks articles up to this version; nil = any version that is there.
    package var version: UInt64?

    package init(ids: [String], version: UInt64? = nil) {
        self.ids = ids
        self.version = version
    }

    package func encode(into output: inout [UInt8]) {
        output.appendStrings(ids, limit: Limits.idsPerDeleteMax)
        output.appendBool(version != nil)
        if let version { output.appendInteger(version) }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        ids = try fields.strings(payload, "id", limit: Limits.idsPerDeleteMax, bytesMax: Limits.idBytesMax)
        version = try fields.bool(payload, "version") ? try fields.integer(payload) : nil
    }
}
