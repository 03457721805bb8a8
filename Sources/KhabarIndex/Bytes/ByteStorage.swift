/// The bytes of a segment, owned, never written again, at a fixed address.
///
/// An array's elements stay where they are as long as the array is neither mutated nor released, and this type does neither before `deinit`.
package final class ByteStorage: Sendable {
    /// The bytes as the array that they came in; taking it copies nothing.
    package let bytes: [UInt8]

    package init(_ bytes: consuming [UInt8]) { self.bytes = bytes }

    package var count: Int { bytes.count }

    /// A view for hot loops; the caller keeps `self` alive while it is used.
    var view: ByteView {
        unsafe bytes.withUnsafeBytes {
            unsafe ByteView(base: $0.baseAddress ?? UnsafeRawPointer(bitPattern: 16)!, count: $0.count)
        }
    }
}
