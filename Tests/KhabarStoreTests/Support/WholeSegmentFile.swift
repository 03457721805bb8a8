@testable import KhabarStore

extension Store {
    /// A segment file's bytes in one part.
    func readSegmentFile(_ number: UInt64) throws(StoreError) -> [UInt8] {
        let bytes = segments.entry(number)?.bytes ?? 0
        return try readSegmentFile(number, head: Int(bytes)) { _ in [] }[0]
    }
}
