internal import Glibc

/// A file on its way to its place, where it is put when it is whole: who looks there finds what was there before, or all that is new.
///
/// What is no regular file, such as a pipe or `/dev/stdout`, is written where it is, behind what is there. A link to a file stays one: the file is replaced.
package struct OutputFile {
    private let path: String
    /// Where the file is put later, and from where; nil where it is written in place.
    private let replaced: (path: String, temporary: String)?
    private let descriptor: Int32

    package init(_ path: String) throws(CommandFailure) {
        self.path = path
        var information = stat()
        let exists = unsafe stat(path, &information) == 0
        // What these name is another's open file: whoever redirects to one wants it written, not replaced.
        let isOpenFile = path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
        if isOpenFile || exists && information.st_mode & S_IFMT != S_IFREG {
            replaced = nil
            descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        } else {
            let target = exists ? Self.resolved(path) : path
            let temporary = "\(target).\(getpid()).new"
            replaced = (target, temporary)
            descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            // Nobody may read the new file who may not read the old one.
            if descriptor >= 0, exists { _ = fchmod(descriptor, information.st_mode & 0o7777) }
        }
        if descriptor < 0 { throw Self.failure(path) }
    }

    /// The file that a chain of links leads to.
    private static func resolved(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
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

    /// Puts the file in its place. The last call, whether or not it throws, if `discard` isn't.
    package func finish() throws(CommandFailure) {
        // Its bytes first, so that no power cut leaves an empty file in place of the old one. A pipe has none to keep.
        var isDone = fsync(descriptor) == 0 || replaced == nil
        isDone = close(descriptor) == 0 && isDone
        if isDone, let replaced { isDone = unsafe rename(replaced.temporary, replaced.path) == 0 }
        guard isDone else {
            let failure = Self.failure(path)
            removeTemporary()
            throw failure
        }
    }

    /// Leaves the place as it was. The last call.
    package func discard() {
        close(descriptor)
        removeTemporary()
    }

    private func removeTemporary() {
        if let replaced { _ = unsafe unlink(replaced.temporary) }
    }

    /// For a call that has just failed.
    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.failure, "\(path) can't be written: \(message(ofErrno: errno))")
    }
}
