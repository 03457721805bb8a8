internal import Glibc

/// A file that is read as a whole may have so many bytes.
private let bytesMax = 256 << 20

/// Reads a file, or whatever else can be read to its end.
package func readFile(_ path: String) throws(CommandFailure) -> [UInt8] {
    func failure(_ reason: String) -> CommandFailure { CommandFailure(.failure, "\(path) can't be read: \(reason)") }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(message(ofErrno: errno)) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 256 << 10)
    while true {
        let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw failure(message(ofErrno: errno)) }
        if count == 0 { return bytes }
        guard bytes.count + count <= bytesMax else { throw failure("it has more than \(bytesMax) bytes") }
        bytes += piece[..<count]
    }
}

/// The system's words for an error number.
func message(ofErrno code: Int32) -> String { unsafe String(cString: strerror(code)) }
