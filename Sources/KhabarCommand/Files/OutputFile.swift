internal import Glibc

/// A file on its way to its place, where it is put when it is whole: who looks there finds what was there before, or all that is new.
///
/// What is no regular file, such as a pipe, is written where it is.
package struct OutputFile {
    private let path: String
    /// Nil: what is written cannot be put in place later.
    private let temporary: String?
    private let descriptor: Int32

    package init(_ path: String) throws(CommandFailure) {
        self.path = path
        var information = stat()
        let isRegular = unsafe lstat(path, &information) != 0 || information.st_mode & S_IFMT == S_IFREG
        temporary = isRegular ? path + ".new" : nil
        descriptor = unsafe open(temporary ?? path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw Self.failure(path) }
    }

    /// Writes one whole file.
    package static func write(_ bytes: [UInt8], path: String) throws(CommandFailure) {
        try write(path) { (file) throws(CommandFailure) in try file.write(bytes) }
    }

    /// Writes a file that `body` makes, or none where that throws.
    package static func write(
        _ path: String, _ body: (OutputFile) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        let file = try OutputFile(path)
        do throws(CommandFailure) { try body(file) } catch {
            file.discard()
            throw error
        }
        try file.finish()
    }

    package func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard KhabarCommand.write(bytes, to: descriptor) else { throw Self.failure(path) }
    }

    /// Puts the file in its place. The last call, if `discard` isn't.
    package func finish() throws(CommandFailure) {
        var isDone = close(descriptor) == 0
        if isDone, let temporary { isDone = unsafe rename(temporary, path) == 0 }
        guard isDone else {
            let failure = Self.failure(path)
            removeTemporary()
            throw failure
        }
    }

    /// Leaves the place as it was.
    package func discard() {
        close(descriptor)
        removeTemporary()
    }

    private func removeTemporary() {
        if let temporary { _ = unsafe unlink(temporary) }
    }

    /// For a call that has just failed.
    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.failure, "\(path) can't be written: \(message(ofErrno: errno))")
    }
}
