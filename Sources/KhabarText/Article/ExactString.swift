/// A string as a key: equal when its bytes are.
///
/// Swift's strings are equal when they are canonically equivalent, but two ids that differ in their bytes name two articles, whatever they look like:
/// real crawls have both `é` and `e` with an accent in otherwise equal URLs.
package struct ExactString: Hashable, Sendable, Comparable {
    package let string: String

    package init(_ string: String) { self.string = string }

    package static func == (left: Self, right: Self) -> Bool {
        let (one, other) = (left.string.utf8.span, right.string.utf8.span)
        guard one.count == other.count else { return false }
        for index in one.indices where one[index] != other[index] { return false }
        return true
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var string = string
        string.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
