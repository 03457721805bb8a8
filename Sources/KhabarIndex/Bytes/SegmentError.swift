/// Why bytes from outside are no valid segment, or an article in one can't be read.
package struct SegmentError: Error, Equatable, CustomStringConvertible {
    /// Which part of the segment broke which rule.
    package let reason: String

    init(_ reason: String) { self.reason = reason }

    package var description: String { "invalid segment: \(reason)" }
}
