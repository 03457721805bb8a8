package import ArgumentParser
package import Logging

/// The two options of every command about what it tells on standard error.
package struct LogOptions: ParsableArguments {
    @Option(name: .customLong("log-level"), help: "What to tell on standard error, from this level up.")
    package var level: LogLevel = .notice

    @Option(name: .customLong("log-format"), help: "How it is written: lines of text, or one JSON object per line.")
    package var format: LogFormat = .text

    package init() {}

    /// Sends every logger's lines to standard error. Once per process.
    package func bootstrap() {
        let (level, format) = (level.level, format)
        LoggingSystem.bootstrap { label in LineLogHandler(label: label, level: level, format: format) }
    }
}

package enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

package enum LogLevel: String, ExpressibleByArgument, CaseIterable, Sendable {
    case trace, debug, info, notice, warning, error, critical

    package var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
