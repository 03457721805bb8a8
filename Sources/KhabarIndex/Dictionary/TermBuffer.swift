/// The term at hand of a walk through a dictionary, in memory of its own that never moves nor grows.
@safe
struct TermBuffer: ~Copyable {
    private let bytes = Scratch<UInt8>(repeating: 0, count: Limits.termBytesMax)
    private(set) var count = 0

    @inline(__always) subscript(index: Int) -> UInt8 { bytes[index] }

    /// Keeps the first `shared` bytes, and puts those of `range` behind them. All of it must fit.
    @inline(__always) mutating func replace(from shared: Int, with view: ByteView, _ range: Range<Int>) {
        precondition(shared <= count)
        view.copy(range, to: bytes, at: shared)
        count = shared &+ range.count
    }

    var array: [UInt8] { (0..<count).map { bytes[$0] } }

    func compare(with view: ByteView, _ range: Range<Int>) -> Int {
        -view.compare(range, with: bytes, count: count)
    }
}
