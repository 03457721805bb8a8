/// The files of a data folder, and their names.
///
/// Numbers of log and segment files hold the epoch in their upper half and a counter in their lower one. An epoch is
/// used by one opening only, so a number is never used twice, and later files have larger numbers.
enum StoreFile: Equatable {
    case lock
    case identity
    case manifest
    case log(UInt64)
    case segment(UInt64)
    /// The cut-off tail of a log file, kept for inspection.
    case torn(log: UInt64, offset: UInt64)
    /// Being written; it becomes another file by being renamed. One that is found at opening is left over.
    case temporary(String)

    var name: String {
        switch self {
        case .lock: "LOCK"
        case .identity: "IDENTITY"
        case .manifest: "MANIFEST"
        case .log(let number): "log-\(hexadecimal(number))"
        case .segment(let number): "segment-\(hexadecimal(number))"
        case .torn(let log, let offset): "log-\(hexadecimal(log))-\(hexadecimal(offset)).torn"
        case .temporary(let name): "\(name).temporary"
        }
    }

    /// Nil for a name that is no part of a store.
    init?(name: String) {
        let fields = name.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = fields.dropFirst().map { UInt64($0.prefix(16), radix: 16) ?? .max }
        var candidates: [StoreFile] = [.lock, .identity, .manifest]
        if numbers.count == 1 { candidates += [.log(numbers[0]), .segment(numbers[0])] }
        if numbers.count == 2 { candidates.append(.torn(log: numbers[0], offset: numbers[1])) }
        if name.hasSuffix(".temporary") {
            let whole = String(name.dropLast(".temporary".count))
            if StoreFile(name: whole) != nil { candidates.append(.temporary(whole)) }
        }
        // Only the exact spelling is ours.
        guard let file = candidates.first(where: { $0.name == name }) else { return nil }
        self = file
    }
}

private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
