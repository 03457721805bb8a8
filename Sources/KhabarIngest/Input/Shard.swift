internal import KhabarText

/// One worker's part of the input: every `count`th record, counted inside files too, so that workers need not know of each other.
package struct Shard: Sendable, Equatable, CustomStringConvertible {
    /// 1-based.
    package let number: UInt64
    package let count: UInt64

    package static let whole = Shard(number: 1, count: 1)!

    /// Nil unless 1 ≤ number ≤ count ≤ `Limits.shardsMax`.
    package init?(number: UInt64, count: UInt64) {
        guard number >= 1, number <= count, count <= Limits.shardsMax else { return nil }
        self.number = number
        self.count = count
    }

    /// Reads `I/N`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = UInt64(parts[0]), let count = UInt64(parts[1]) else { return nil }
        self.init(number: number, count: count)
    }

    /// Which shard takes a file's first record, from 0: XXH64 of the name in UTF-8, seed 0, modulo `count`.
    ///
    /// By its name, so that files of one record are shared out too, and workers that list a folder at different moments agree on each file in both lists.
    /// - Parameter name: `InputFile.name`.
    package func start(ofFile name: String) -> UInt64 { xxh64(Array(name.utf8).span) % count }

    /// - Parameter start: of the record's file.
    package func takes(record: UInt64, start: UInt64) -> Bool { (start % count + record % count) % count == number - 1 }

    package var description: String { "\(number)/\(count)" }
}
