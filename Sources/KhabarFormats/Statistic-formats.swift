internal import KhabarClient

extension [Statistic] {
    /// One line of JSON: a member for each figure.
    package func json() -> String {
        JSONText.object(
            map { statistic in
                let value =
                    switch statistic.value {
                    case .count(let count): "\(count)"
                    case .real(let real): "\(real)"
                    case .text(let text): JSONText.string(text)
                    }
                return (statistic.name, value)
            })
    }

    /// Prometheus' text exposition format, version 0.0.4: a line a figure; figures that are text are labels of `khabar_info`.
    package func prometheusLines() -> [String] {
        var lines: [String] = []
        var labels: [String] = []
        for statistic in self {
            let name = prometheusName(statistic.name)
            switch statistic.value {
            case .count(let count): lines.append("khabar_\(name) \(count)")
            case .real(let real): lines.append("khabar_\(name) \(real)")
            case .text(let text): labels.append("\(name)=\"\(prometheusLabel(text))\"")
            }
        }
        if !labels.isEmpty { lines.append("khabar_info{\(labels.joined(separator: ","))} 1") }
        return lines
    }
}

/// `disk.logBytes` becomes `disk_log_bytes`; what no name may have becomes a low line.
private func prometheusName(_ name: String) -> String {
    var result = ""
    for byte in name.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): result += "_" + String(UnicodeScalar(byte | 0x20))
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            result.unicodeScalars.append(UnicodeScalar(byte))
        default: result += "_"
        }
    }
    return result
}

private func prometheusLabel(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += #"\\"#
        case "\"": result += #"\""#
        case "\n": result += #"\n"#
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
