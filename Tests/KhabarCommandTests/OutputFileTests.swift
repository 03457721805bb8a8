import Foundation
import Glibc
import TestSupport
import Testing

@testable import KhabarCommand

/// Results of long work, put in their place when they are whole.
@Suite struct OutputFileTests {
    private let folder = TemporaryFolder()

    private func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    @Test func whatWasThereStaysUntilAllIsWritten() throws {
        let path = folder.write("report", "old")
        let file = try OutputFile(path)
        try file.write(Array("new".utf8))
        #expect(folder.read("report") == "old")
        try file.finish()
        #expect(folder.read("report") == "new")
        let other = try OutputFile(path)
        try other.write(Array("half".utf8))
        other.discard()
        #expect(folder.read("report") == "new")
        #expect(throws: CommandFailure.self) {
            try OutputFile.write(path) { (_) throws(CommandFailure) in throw CommandFailure(.failure, "no") }
        }
        #expect(folder.read("report") == "new")
        #expect(names() == ["report"])
    }

    /// A link goes on naming its file, and nobody may read what they could not read before.
    @Test func linksAndPermissionsStay() throws {
        let path = folder.write("2026", "old")
        #expect(unsafe chmod(path, 0o600) == 0)
        #expect(unsafe symlink("2026", folder.file("latest")) == 0)
        try OutputFile.write(Array("new".utf8), path: folder.file("latest"))
        #expect(folder.read("2026") == "new")
        var information = stat()
        #expect(unsafe lstat(folder.file("latest"), &information) == 0 && information.st_mode & S_IFMT == S_IFLNK)
        #expect(unsafe stat(path, &information) == 0 && information.st_mode & 0o777 == 0o600)
        #expect(names() == ["2026", "latest"])
    }

    /// What can't be replaced is written behind what is there: a pipe, and whatever standard output is.
    @Test func whatIsNoFileIsWrittenInPlace() throws {
        let path = folder.write("all", "before\n")
        let descriptor = unsafe open(path, O_WRONLY | O_APPEND)
        defer { close(descriptor) }
        try OutputFile.write(Array("run\n".utf8), path: "/dev/fd/\(descriptor)")
        #expect(folder.read("all") == "before\nrun\n")
        try OutputFile.write([1, 2], path: "/dev/null")
        #expect(throws: CommandFailure.self) { try OutputFile(folder.file("none/report")) }
        #expect(names() == ["all"])
    }
}
