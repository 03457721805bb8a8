/// One worker's part of the input: every `count`th record, counted inside files too, so that workers need not know of each other.
package struct Shard: Sendable, Equatable, CustomStringConvertible {
    /// 1-based.
    package let number: UInt64
    package let count: UInt64

    package static let whole = Shard(number: 1, count: 1)!

    /// Nil unless 1 ≤ number ≤ count.
    package init?(number: UInt64, count: UInt64) {
        guard number >= 1, number <= count else { return nil }
        self.number = number
        self.count = count
    }

    /// Reads `I/N`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = UInt64(parts[0]), let count = UInt64(parts[1]) else { return nil }
        self.init(number: number, count: count)
    }

    /// Counting starts one further with each file, so that files of one record are shared out too, and a file that only some workers can read moves nothing in the others.
    package func takes(record: UInt64, ofFile file: Int) -> Bool {
        (UInt64(file) % count + record % count) % count == number - 1
    }

    package var description: String { "\(number)/\(count)" }
}
