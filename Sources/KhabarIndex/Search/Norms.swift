/// What an article's length does to its scores, by length code: k1 · (1 - b + b · length / average).
///
/// Read once a posting, so it lies at a fixed address and is not counted; whoever reads holds the `Scoring` that it came from.
@safe
struct Norms: @unchecked Sendable {
    private let base: UnsafePointer<Float>

    fileprivate init(_ base: UnsafePointer<Float>) { unsafe self.base = base }

    /// Any code has a norm, so no bounds need checking.
    @inline(__always) subscript(code: UInt8) -> Float { unsafe base[Int(code)] }
}

/// Owns the 256 norms of one average length.
@safe
final class NormTable: @unchecked Sendable {
    private static let count = 256
    private let base: UnsafeMutablePointer<Float>

    init(k1: Float, b: Float, averageLength: Float) {
        unsafe base = .allocate(capacity: Self.count)
        for code in 0..<Self.count {
            let length = code <= Int(LengthCode.greatest) ? Float(LengthCode.decode(UInt8(code))) : .infinity
            unsafe (base + code).initialize(to: k1 * (1 - b + b * length / averageLength))
        }
    }

    deinit { unsafe base.deallocate() }

    var norms: Norms { unsafe Norms(UnsafePointer(base)) }
}
