internal import Glibc

/// Makes a file that nobody but its owner can read. One that is there already stays as it is.
package func createSecretFile(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) {
    func failure() -> CommandFailure {
        CommandFailure(.failure, "\(path) can't be made: \(message(ofErrno: errno))")
    }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    guard write(bytes, to: descriptor), fsync(descriptor) == 0, close(descriptor) == 0 else {
        let failure = failure()
        _ = unsafe unlink(path)
        throw failure
    }
}
