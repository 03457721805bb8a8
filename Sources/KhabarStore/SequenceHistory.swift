/// Which opening of the store gave which sequence numbers, by a random mark of each opening that gave any.
///
/// When a backup is put back, numbers are given anew that were given before and are lost. Who kept one of those is told by the mark: it is not the one that the
/// number has now. Epochs don't tell, since they are counted anew as well.
package struct SequenceHistory: Equatable, Sendable {
    package struct Opening: Equatable, Sendable {
        /// Its numbers are those from here to the next one's first.
        package let first: UInt64
        package let mark: UInt64

        package init(first: UInt64, mark: UInt64) {
            self.first = first
            self.mark = mark
        }
    }

    /// In ascending order.
    package private(set) var openings: [Opening] = []

    init() {}

    /// - Parameter openings: in ascending order, at most `Limits.openingsMax`.
    package init(_ openings: [Opening]) { self.openings = openings }

    /// The mark of the opening that gave a number, or would give it next; nil before the first that is remembered.
    package func mark(of sequence: UInt64) -> UInt64? { openings.last { $0.first <= sequence }?.mark }

    /// From `first` on the numbers are another opening's. One that began there or later has left none that is durable.
    mutating func begin(at first: UInt64, mark: UInt64) {
        while let last = openings.last, last.first >= first { openings.removeLast() }
        openings.append(Opening(first: first, mark: mark))
        if openings.count > Limits.openingsMax { openings.removeFirst() }
    }
}
