internal import CHardware

/// Somebody else's bytes at a fixed address, trivially copied: no reference counting in hot loops.
///
/// All unsafe reading of the module goes through here: each read is bounds-checked, so that a bug traps instead of reading past the end.
/// Valid as long as the `ByteStorage` that gave it; snapshots and segments hold that.
@safe
struct ByteView: Sendable {
    /// Any thread may read here: what gave the view never writes these bytes again.
    nonisolated(unsafe) private let base: UnsafeRawPointer
    let count: Int

    init(base: UnsafeRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// The bytes of `range` alone.
    func slice(_ range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe ByteView(base: base + range.lowerBound, count: range.count)
    }

    /// Where the bytes start, for what reads many of them at once and checks before that it reads none beyond `count`.
    @inline(__always) func withBase(_ body: (UnsafePointer<UInt8>) -> Void) {
        unsafe body(base.assumingMemoryBound(to: UInt8.self))
    }

    @inline(__always) func u8(_ at: Int) -> UInt8 {
        precondition(at >= 0 && at < count)
        return unsafe base.load(fromByteOffset: at, as: UInt8.self)
    }

    @inline(__always) func u32(_ at: Int) -> UInt32 {
        precondition(at >= 0 && at <= count - 4)
        return unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }

    @inline(__always) func u64(_ at: Int) -> UInt64 {
        precondition(at >= 0 && at <= count - 8)
        return unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    @inline(__always) func vector(_ at: Int) -> SIMD4<UInt32> {
        precondition(at >= 0 && at <= count - 16)
        return unsafe base.loadUnaligned(fromByteOffset: at, as: SIMD4<UInt32>.self)
    }

    /// Asks for the cache lines at and behind `at`, to be read soon.
    @inline(__always) func prefetch(_ at: Int, lines: Int) {
        var line = at
        for _ in 0..<lines where line < count {
            unsafe khabar_prefetch(base + line)
            line &+= 64
        }
    }

    /// Reads a varint at `at` and moves `at` past it. For bytes that were validated: a longer one than five bytes traps.
    @inline(__always) func varint(_ at: inout Int) -> UInt32 {
        var byte = u8(at)
        at += 1
        if byte < 0x80 { return UInt32(byte) }
        var value = UInt32(byte & 0x7F)
        var shift: UInt32 = 7
        repeat {
            byte = u8(at)
            at += 1
            value |= UInt32(byte & 0x7F) &<< shift
            shift += 7
            precondition(shift <= 35)
        } while byte >= 0x80
        return value
    }

    /// The same where one byte is no likelier than two.
    @inline(__always) func varintOfAnyLength(_ at: inout Int) -> UInt32 {
        guard at <= count &- 8, let number = ShortestVarint(u64(at)) else { return varint(&at) }
        at &+= number.bytes
        return number.value
    }

    /// Moves `at` past a varint. For bytes that were validated.
    @inline(__always) func skipVarint(_ at: inout Int) {
        while u8(at) >= 0x80 { at &+= 1 }
        at &+= 1
    }

    /// Compares the bytes of `range` with `other`, as unsigned bytes.
    func compare(_ range: Range<Int>, with other: Span<UInt8>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let shorter = min(range.count, other.count)
        var index = 0
        while index < shorter {
            let left = unsafe base.load(fromByteOffset: range.lowerBound + index, as: UInt8.self)
            let right = other[index]
            if left != right { return left < right ? -1 : 1 }
            index += 1
        }
        return range.count - other.count
    }

    /// Compares the bytes of `range` with the first `length` of `other`, as unsigned bytes.
    func compare(_ range: Range<Int>, with other: borrowing Scratch<UInt8>, count length: Int) -> Int {
        precondition(length >= 0 && length <= other.count)
        return unsafe compare(
            range, with: Span(_unsafeElements: UnsafeBufferPointer(start: other.address, count: length)))
    }

    /// Copies the bytes of `range` to `offset` of `output`. Few bytes, as most terms' are, in steps of eight.
    @inline(__always) func copy(_ range: Range<Int>, to output: borrowing Scratch<UInt8>, at offset: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        precondition(offset >= 0 && offset <= output.count &- range.count)
        let source = unsafe base + range.lowerBound
        let target = unsafe UnsafeMutableRawPointer(output.address + offset)
        let length = range.count
        // What a step copies beyond the range still lies inside both.
        if range.lowerBound <= count &- length &- 8 && offset <= output.count &- length &- 8 {
            var done = 0
            while done < length {
                unsafe target.storeBytes(
                    of: source.loadUnaligned(fromByteOffset: done, as: UInt64.self), toByteOffset: done,
                    as: UInt64.self)
                done &+= 8
            }
        } else {
            unsafe target.copyMemory(from: source, byteCount: length)
        }
    }

    /// How many bytes of `range` are equal to those of `other` from `start` on.
    @inline(__always)
    func commonPrefix(_ range: Range<Int>, with other: Span<UInt8>, from start: Int) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let shorter = min(range.count, other.count - start)
        var index = 0
        while index < shorter,
            unsafe base.load(fromByteOffset: range.lowerBound &+ index, as: UInt8.self) == other[start &+ index]
        {
            index &+= 1
        }
        return index
    }

    /// Compares the bytes of `range` with those of another view.
    func compare(_ range: Range<Int>, with other: ByteView, _ otherRange: Range<Int>) -> Int {
        other.span(otherRange) { compare(range, with: $0) }
    }

    func span<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let buffer = unsafe UnsafeBufferPointer(
            start: (base + range.lowerBound).assumingMemoryBound(to: UInt8.self), count: range.count)
        return try unsafe body(Span(_unsafeElements: buffer))
    }

    /// The bytes of `range`, copied.
    func array(_ range: Range<Int>) -> [UInt8] {
        span(range) { span in
            unsafe [UInt8](unsafeUninitializedCapacity: span.count) { buffer, count in
                unsafe span.withUnsafeBufferPointer { _ = unsafe buffer.initialize(from: $0) }
                count = span.count
            }
        }
    }

    func append(_ range: Range<Int>, to output: inout [UInt8]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        unsafe output.append(
            contentsOf: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// The bytes of `range` as text; bytes that are not UTF-8 are repaired.
    func string(_ range: Range<Int>) -> String {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe String(
            decoding: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count), as: UTF8.self)
    }

    func isUTF8(_ range: Range<Int>) -> Bool {
        span(range) { (try? UTF8Span(validating: $0)) != nil }
    }
}
