/// A point of monotonic time, in nanoseconds since an origin that the caller chooses. Sessions have no clock: time comes in with each event.
package struct Moment: Comparable, Hashable, Sendable {
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment `duration` later, which is none earlier than this; stops at the end of time.
    package func advanced(by duration: Duration) -> Moment {
        let (seconds, attoseconds) = max(duration, .zero).components
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return Moment(nanoseconds: .max) }
        let (span, carry) = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        let (sum, end) = nanoseconds.addingReportingOverflow(span)
        return Moment(nanoseconds: carry || end ? .max : sum)
    }

    /// Whole milliseconds from `earlier` to here, at least 0, at most what a frame can carry.
    package func milliseconds(since earlier: Moment) -> UInt32 {
        guard nanoseconds > earlier.nanoseconds else { return 0 }
        return UInt32(clamping: (nanoseconds - earlier.nanoseconds) / 1_000_000)
    }
}
