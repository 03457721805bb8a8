/// Canonical composition (NFC, Unicode standard annex 15), for the lines that a quick look can't vouch for.
struct NormalizationTables: Sendable {
    static let shared = NormalizationTables(PackageResources.cleaning_normalization_txt)

    private var decompositions: [UInt32: (UInt32, UInt32)] = [:]
    private var compositions: [UInt64: UInt32] = [:]
    private var classes: [UInt32: UInt8] = [:]

    init(_ resource: [UInt8]) {
        for line in resourceLines(resource) {
            let isExcluded = line.hasSuffix("!")
            let text = isExcluded ? line.dropLast() : line
            if let equals = text.firstIndex(of: "=") {
                let parts = text[text.index(after: equals)...].split(separator: " ").map { hexadecimal($0) }
                let whole = hexadecimal(text[..<equals])
                decompositions[whole] = (parts[0], parts.count > 1 ? parts[1] : 0)
                if !isExcluded && parts.count > 1 { compositions[pairKey(parts[0], parts[1])] = whole }
            } else {
                let fields = text.split(separator: " ")
                let ends = fields[0].split(separator: "-").map { hexadecimal($0) }
                for scalar in ends[0]...ends[1] { classes[scalar] = UInt8(fields[1])! }
            }
        }
    }

    func combiningClass(_ scalar: UInt32) -> UInt8 { scalar < 0x300 ? 0 : classes[scalar] ?? 0 }

    /// Appends the full canonical decomposition, each scalar with its combining class.
    func decompose(_ scalar: UInt32, into out: inout [(scalar: UInt32, combiningClass: UInt8)]) {
        if scalar < 0xC0 {
            out.append((scalar, 0))
        } else if (0xAC00..<0xD7A4).contains(scalar) {
            let syllable = scalar &- 0xAC00
            out.append((0x1100 &+ syllable / 588, 0))
            out.append((0x1161 &+ syllable % 588 / 28, 0))
            if syllable % 28 != 0 { out.append((0x11A7 &+ syllable % 28, 0)) }
        } else if let (first, second) = decompositions[scalar] {
            // The database nests at most four deep.
            decompose(first, into: &out)
            if second != 0 { decompose(second, into: &out) }
        } else {
            out.append((scalar, combiningClass(scalar)))
        }
    }

    func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100..<0x1113).contains(first) && (0x1161..<0x1176).contains(second) {
            return 0xAC00 &+ ((first &- 0x1100) &* 21 &+ (second &- 0x1161)) &* 28
        }
        if (0xAC00..<0xD7A4).contains(first) && (first &- 0xAC00) % 28 == 0 && (0x11A8..<0x11C3).contains(second) {
            return first &+ (second &- 0x11A7)
        }
        return compositions[pairKey(first, second)]
    }
}

private func pairKey(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

private func hexadecimal(_ digits: Substring) -> UInt32 { UInt32(digits, radix: 16)! }

/// NFC of valid UTF-8.
func normalized(_ bytes: Span<UInt8>) -> [UInt8] { normalize(bytes, stopsAtRepair: false)! }

/// NFC of a text that needs no other repair and may have no HTML; nil for any other.
func normalizedIfPlain(_ bytes: Span<UInt8>) -> [UInt8]? { normalize(bytes, stopsAtRepair: true) }

/// Only the places that a quick look can't vouch for are taken apart: from the letter before them to the next letter that NFC never touches.
private func normalize(_ bytes: Span<UInt8>, stopsAtRepair: Bool) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count &+ 16)
    var normalizer = Normalizer()
    let classes = quickClasses
    let table = classes.span
    // Everything before `copied` is in `out`; `letter` is where the last untouched letter starts.
    var copied = 0
    var letter = 0
    var lastClass: UInt8 = 0
    var at = 0
    while at < bytes.count {
        if bytes[at] < 0x80 {
            if stopsAtRepair, table[Int(bytes[at])] != 0 { return nil }
            letter = at
            lastClass = 0
            at &+= 1
            continue
        }
        let step = quickStep(bytes, at, table)
        if stopsAtRepair, step.quick == QuickClass.unclean { return nil }
        if step.quick == 0 {
            letter = at
            lastClass = 0
        } else if step.quick == QuickClass.unsure || step.quick < lastClass {
            var end = at &+ step.length
            while end < bytes.count {
                let next = quickStep(bytes, end, table)
                if next.quick == 0 { break }
                if stopsAtRepair, next.quick >= QuickClass.html, next.quick != QuickClass.unsure { return nil }
                end &+= next.length
            }
            append(bytes, copied..<letter, to: &out)
            normalizer.append(bytes.extracting(letter..<end), to: &out)
            copied = end
            letter = end
            at = end
            lastClass = 0
            continue
        } else {
            lastClass = step.quick
        }
        at &+= step.length
    }
    append(bytes, copied..<bytes.count, to: &out)
    return out
}

private func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) {
    unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe out.append(contentsOf: $0) }
}

/// Decomposes, orders and composes; keeps its buffers.
struct Normalizer {
    private let tables = NormalizationTables.shared
    private var scalars: [(scalar: UInt32, combiningClass: UInt8)] = []
    private var composed: [UInt32] = []

    mutating func append(_ bytes: Span<UInt8>, to out: inout [UInt8]) {
        scalars.removeAll(keepingCapacity: true)
        composed.removeAll(keepingCapacity: true)
        var at = 0
        while at < bytes.count {
            let read = decodeScalar(bytes, at)
            tables.decompose(read.value, into: &scalars)
            at &+= read.length
        }
        orderMarks(&scalars)
        // A mark joins the last starter unless a mark of its class, or a starter, stands between them.
        var starter = -1
        var lastClass: UInt8 = 0
        for (scalar, combiningClass) in scalars {
            let isBlocked = starter != composed.count &- 1 && lastClass >= combiningClass
            if starter >= 0, !isBlocked, let whole = tables.composition(composed[starter], scalar) {
                composed[starter] = whole
                continue
            }
            if combiningClass == 0 { starter = composed.count }
            lastClass = combiningClass
            composed.append(scalar)
        }
        for scalar in composed { appendScalar(scalar, to: &out) }
    }
}

/// Sorts each run of marks by class, keeping the order within a class.
private func orderMarks(_ scalars: inout [(scalar: UInt32, combiningClass: UInt8)]) {
    var start = 0
    while start < scalars.count {
        guard scalars[start].combiningClass != 0 else {
            start &+= 1
            continue
        }
        var end = start
        var isOrdered = true
        while end < scalars.count && scalars[end].combiningClass != 0 {
            if end > start && scalars[end].combiningClass < scalars[end &- 1].combiningClass { isOrdered = false }
            end &+= 1
        }
        if !isOrdered {
            // The offset decides between equals: `sort` does not promise to be stable.
            let run = scalars[start..<end].enumerated().sorted {
                ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
            }
            for (offset, item) in run.enumerated() { scalars[start &+ offset] = item.element }
        }
        start = end
    }
}
