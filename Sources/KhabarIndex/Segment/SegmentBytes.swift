/// A segment as it travels and lies on disk: its index, then its text.
package struct SegmentBytes: Sendable, Equatable {
    /// Head, columns, dictionaries, postings and positions.
    package var index: [UInt8]
    /// The deflated records of the articles, which rows point into.
    package var text: [UInt8]

    package init(index: [UInt8], text: [UInt8]) {
        self.index = index
        self.text = text
    }
}
