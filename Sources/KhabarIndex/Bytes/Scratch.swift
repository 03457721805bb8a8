/// A fixed number of plain values for an inner loop: no reference count, no copy on write, checked bounds.
@safe
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating value: Element, count: Int) {
        self.count = count
        unsafe base = Self.allocate(count)
        unsafe base.initialize(repeating: value, count: count)
    }

    init(_ values: [Element]) {
        count = values.count
        unsafe base = Self.allocate(count)
        for index in values.indices { unsafe (base + index).initialize(to: values[index]) }
    }

    deinit {
        if count > 0 { unsafe base.deallocate() }
    }

    /// For no elements an address that is never read.
    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
        if count > 0 { return .allocate(capacity: count) }
        return unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment)!
    }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count)
            return unsafe base[index]
        }
        @inline(__always) nonmutating set {
            precondition(index >= 0 && index < count)
            unsafe base[index] = newValue
        }
    }

    var array: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Of the first element, for what works on many at once; valid as long as `self`.
    @inline(__always) var address: UnsafeMutablePointer<Element> { unsafe base }
}

extension Scratch where Element == UInt8 {
    /// Copies the bytes of `range` to `offset`; they must not overlap what is written.
    @inline(__always) func copy(_ range: Range<Int>, to offset: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        precondition(offset >= 0 && offset <= count &- range.count)
        unsafe (address + offset).update(from: address + range.lowerBound, count: range.count)
    }

    /// The sixteen bytes from `offset` on.
    @inline(__always) func vector(_ offset: Int) -> SIMD16<UInt8> {
        precondition(offset >= 0 && offset <= count &- 16)
        return unsafe UnsafeRawPointer(address + offset).loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// The eight bytes from `offset` on as a number that sorts as they do.
    @inline(__always) func bigEndian(_ offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= count &- 8)
        return unsafe UInt64(bigEndian: UnsafeRawPointer(address + offset).loadUnaligned(as: UInt64.self))
    }
}
