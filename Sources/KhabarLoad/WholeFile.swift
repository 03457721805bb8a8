internal import Glibc

/// Reads a file that may have so many bytes.
package func readFile(_ path: String, bytesMax: Int) throws(InputError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Limits.readBytes)
    while true {
        let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .system(path) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: piece[..<count])
        guard bytes.count <= bytesMax else { throw InputError(path, "longer than \(bytesMax) bytes") }
    }
}

/// Writes a file, in place of one that was there.
package func writeFile(_ bytes: [UInt8], path: String) throws(InputError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(path) }
    var written = 0
    while written < bytes.count {
        let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
            let error = InputError.system(path)
            close(descriptor)
            throw error
        }
        written += count
    }
    guard close(descriptor) == 0 else { throw .system(path) }
}
