import ArgumentParser
import func Glibc.umask
import KhabarCommand
import KhabarFormats
import KhabarStore

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a server's data folder, also while the server uses it.",
        discussion: """
            Runs on the server's machine, and needs no server. Everything that was acknowledged before it began is in the copy, and of what came \
            meanwhile maybe a part. Segments are summed on the way, and the copy gets its name when it is whole, flushed to disk, and has been opened as a \
            server does; until then its name ends in .partial, and what a backup that was killed left under such a name can go. Only its owner \
            can read it. To put it back, stop the server, put the copy in the place of its data folder, and start it; remove the workers' \
            checkpoints too.
            """)

    @Option(help: "How what was copied is written.")
    var format: OutputFormat = .text

    @Argument(help: "The server's data folder, as of its --data.")
    var data: String

    @Argument(help: "The folder to make, which must not be there.")
    var destination: String

    func validate() throws {
        guard !destination.isEmpty else { throw ValidationError("The destination has no name.") }
    }

    func run() throws {
        // What was private stays so.
        umask(0o077)
        let report: BackupReport
        do throws(StoreError) {
            defer { StandardError.setStatus("") }
            var shown: UInt64?
            report = try Store.backUp(
                data, to: destination,
                progress: { copied, total in
                    let percent = total == 0 ? 100 : copied / (total / 100 + 1)
                    guard StandardError.isTerminal, percent != shown else { return }
                    shown = percent
                    StandardError.setStatus("\(percent) % of \(total >> 20) MiB")
                })
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
        for remark in report.remarks { StandardError.writeLine("khabar backup: \(remark)") }
        switch format {
        case .text:
            try writeResult(
                "\(destination): \(report.segmentFiles) segment files, \(report.logRecords) records of the log, \(report.bytes) bytes"
            )
        case .json:
            try writeResult(
                JSONText.object([
                    ("segmentFiles", "\(report.segmentFiles)"), ("logRecords", "\(report.logRecords)"),
                    ("bytes", "\(report.bytes)"),
                ]))
        }
    }
}
