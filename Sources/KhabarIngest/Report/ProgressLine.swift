/// One line that says how far a run has come.
package struct ProgressLine: Sendable {
    /// Bytes of all inputs on disk; nil when some have no size.
    package var inputBytes: UInt64?

    package init(inputBytes: UInt64?) { self.inputBytes = inputBytes }

    /// `12,345 articles · 67.8 MB · 9.1 MB/s · 1,234 articles/s · 45 % · 0:12 left · 3 dead letters`
    package func text(_ totals: IngestTotals, elapsed: Duration) -> String {
        let seconds = max(elapsed.seconds, 0.001)
        var parts = [
            "\(grouped(totals.resolved)) articles",
            "\(fixed(Double(totals.textBytes) / 1e6)) MB",
            "\(fixed(Double(totals.textBytes) / 1e6 / seconds)) MB/s",
            "\(grouped(Int(Double(totals.resolved) / seconds))) articles/s",
        ]
        if let inputBytes, inputBytes > 0 {
            let share = min(1, Double(totals.bytesRead) / Double(inputBytes))
            parts.append("\(Int(share * 100)) %")
            if share > 0, share < 1 { parts.append("\(clockTime(seconds * (1 - share) / share)) left") }
        }
        if totals.deadLettered > 0 {
            parts.append(totals.deadLettered == 1 ? "1 dead letter" : "\(grouped(totals.deadLettered)) dead letters")
        }
        return parts.joined(separator: " · ")
    }
}

extension Duration {
    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// `1,234,567`
func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude).utf8)
    var text: [UInt8] = number < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
        text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
}

/// One digit behind the point.
func fixed(_ number: Double) -> String {
    let tenths = Int((min(number, 1e15) * 10).rounded())
    return "\(grouped(tenths / 10)).\(tenths % 10)"
}

/// `0:07`, `12:34`, `1:02:03`
func clockTime(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (whole / 3_600, whole / 60 % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
}
