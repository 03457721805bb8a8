internal import Glibc
internal import KhabarFormats
package import Logging

/// Writes one line per event to standard error, for people or for programs.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat
    private let emit: @Sendable (String) -> Void
    private let now: @Sendable () -> String

    package init(
        label: String, level: Logger.Level, format: LogFormat, now: @escaping @Sendable () -> String = currentTime,
        emit: @escaping @Sendable (String) -> Void = { StandardError.writeLine($0) }
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.now = now
        self.emit = emit
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        all.merge(metadataProvider?.get() ?? [:]) { _, new in new }
        all.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { all["error"] = "\(error)" }
        let pairs = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        switch format {
        case .text:
            let values = pairs.map { " \($0.0)=\($0.1)" }.joined()
            emit(printable("\(now()) \(event.level) \(label): \(event.message)\(values)"))
        case .json:
            let fields = [
                ("time", now()), ("level", "\(event.level)"), ("logger", label), ("message", "\(event.message)"),
            ]
            emit(JSONText.object((fields + pairs).map { ($0.0, JSONText.string($0.1)) }))
        }
    }
}

/// `2026-11-21T08:13:16Z`
package func currentTime() -> String {
    var seconds = time(nil)
    var parts = unsafe tm()
    guard unsafe gmtime_r(&seconds, &parts) != nil else { return "-" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
        + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
}

/// What comes from outside must not move the cursor or begin a line of its own.
private func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return text }
    var clean = ""
    for scalar in text.unicodeScalars {
        clean.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
    }
    return clean
}
