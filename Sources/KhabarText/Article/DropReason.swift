/// Why cleaning left a line out. The raw value is stored and sent: never reuse one.
package enum DropReason: UInt8, Sendable, CaseIterable {
    case blank = 1
    case caption = 2
}
