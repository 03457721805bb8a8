internal import CHardware

extension Array where Element: BitwiseCopyable {
    /// An empty array with room for `capacity` elements; a large one lies on huge pages, if the system has any.
    static func onHugePages(capacity: Int) -> Self {
        unsafe Self(unsafeUninitializedCapacity: capacity) { buffer, _ in
            unsafe khabar_prefer_huge_pages(buffer.baseAddress, buffer.count * MemoryLayout<Element>.stride)
        }
    }

    /// The same, filled with `count` times `value`.
    static func onHugePages(repeating value: Element, count: Int) -> Self {
        unsafe Self(unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe khabar_prefer_huge_pages(buffer.baseAddress, buffer.count * MemoryLayout<Element>.stride)
            unsafe buffer.initialize(repeating: value)
            initialized = count
        }
    }
}
