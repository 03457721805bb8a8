internal import Glibc

/// A system call that failed, in the system's words.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let code: Int32

    init() { code = errno }

    package var description: String {
        var buffer = [CChar](repeating: 0, count: 256)
        // The POSIX form fills the buffer, terminated.
        guard khabarErrorText(code, &buffer, buffer.count) else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

private func khabarErrorText(_ code: Int32, _ buffer: inout [CChar], _ count: Int) -> Bool {
    unsafe strerror_r(code, &buffer, count) == 0
}

/// An open file, closed with its last reference.
final class FileDescriptor: Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { if number > 2 { _ = close(number) } }

    static func open(_ path: String, flags: Int32, mode: mode_t = 0o644) throws(SystemError) -> FileDescriptor {
        while true {
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
            if number >= 0 { return FileDescriptor(owning: number) }
            guard errno == EINTR else { throw SystemError() }
        }
    }

    /// Reads at most `count` bytes onto the end of `bytes`; 0 at the end of the file.
    func read(_ count: Int, onto bytes: inout [UInt8]) throws(SystemError) -> Int {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        let got = retrying {
            unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress! + start, count) }
        }
        let failure = got < 0 ? SystemError() : nil
        bytes.removeLast(count - max(0, got))
        if let failure { throw failure }
        return got
    }

    func write(_ bytes: Span<UInt8>) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written..<bytes.count)
            let wrote = retrying {
                unsafe rest.withUnsafeBufferPointer { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            }
            guard wrote > 0 else { throw SystemError() }
            written += wrote
        }
    }

    /// Whether it is a file on a disk, rather than a pipe or a device.
    func isRegular() throws(SystemError) -> Bool {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemError() }
        return status.st_mode & S_IFMT == S_IFREG
    }

    func synchronize() throws(SystemError) {
        guard retrying({ Int(fsync(number)) }) == 0 else { throw SystemError() }
    }
}

/// What a folder holds, in no order.
func folderNames(_ path: String) throws(SystemError) -> [String] {
    guard let folder = unsafe opendir(path) else { throw SystemError() }
    defer { unsafe closedir(folder) }
    return try unsafe remainingNames(in: folder)
}

/// - Throws: what keeps the folder from being read to its end; `readdir` tells that from the end by `errno` alone.
@unsafe func remainingNames(in folder: OpaquePointer) throws(SystemError) -> [String] {
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = unsafe readdir(folder) else {
            guard errno == 0 else { throw SystemError() }
            return names
        }
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
}

private func retrying(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
