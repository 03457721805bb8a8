import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// The executables that were built beside the tests.
enum Program: String {
    case server = "khabar-server"
    case ingest = "khabar-ingest"
    case khabar
    case load = "khabar-load"

    private static let folder: String? = {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return own.map { ($0 as NSString).deletingLastPathComponent }
    }()

    private var path: String { (Self.folder ?? ".") + "/" + rawValue }

    /// `swift build --build-tests` makes them; a test runner of another kind may not.
    static var areBuilt: Bool {
        [Program.server, .ingest, .khabar, .load].allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    struct Result {
        var status: Int32
        var output: String
        var errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Starts the program in `folder`, where its output goes too.
    func start(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(path: path, arguments, folder, environment)
    }

    /// The same with a limit on the length of the files that it writes; writing past it fails as on a full disk.
    func start(_ arguments: [String], in folder: TemporaryFolder, fileKibibytes: Int) throws -> RunningProgram {
        // In sh, blocks of a file have 512 bytes (POSIX); the signal would end the process instead.
        let limit = "trap '' XFSZ; ulimit -f \(fileKibibytes * 2); exec \"$@\""
        return try RunningProgram(path: "/bin/sh", ["-c", limit, "sh", path] + arguments, folder, [:])
    }

    /// Runs it to its end.
    func run(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:], input: String = ""
    ) async throws -> Result {
        let program = try start(arguments, in: folder, environment: environment)
        try program.write(input)
        try program.endInput()
        return await program.end()
    }
}

final class RunningProgram: Sendable {
    private let process = Process()
    private let input = Pipe()
    private let folder: TemporaryFolder
    private let name = UUID().uuidString
    private let ended: AsyncStream<Int32>

    fileprivate init(
        path: String, _ arguments: [String], _ folder: TemporaryFolder, _ environment: [String: String]
    ) throws {
        self.folder = folder
        // A worker that ends early must not end the tests with it.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.ended = ended
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        // The settings of whoever runs the tests are not theirs.
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("KHABAR_") }
            .merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("\(name).out", "")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("\(name).err", "")))
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var output: String { folder.read("\(name).out") ?? "" }
    var errors: String { folder.read("\(name).err") ?? "" }

    func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
    func endInput() throws { try input.fileHandleForWriting.close() }
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    func end() async -> Program.Result {
        var status: Int32 = -1
        for await last in ended { status = last }
        return Program.Result(status: status, output: output, errors: errors)
    }

    /// Of a server: where it listens, from its first line.
    func address() async throws -> String {
        // The line goes to a file, and nobody tells when a file changes.
        let isReady = await eventually { output.contains("\n") || !process.isRunning }
        let line = try #require(output.split(separator: "\n").first, "\(errors)")
        try #require(isReady && line.hasPrefix("khabar-server ready 127.0.0.1:"))
        return String(line.dropFirst("khabar-server ready ".count))
    }
}
