internal import Glibc
internal import Synchronization

/// Standard error: whole lines, and on a terminal one status line below them that is redrawn in place.
package enum StandardError {
    private static let status = Mutex("")

    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    package static func writeLine(_ line: String) {
        status.withLock { status in
            write(status.isEmpty ? line + "\n" : "\r\u{1B}[K" + line + "\n" + status, to: STDERR_FILENO)
        }
    }

    /// Replaces the status line; an empty one removes it. Only for terminals.
    package static func setStatus(_ text: String) {
        status.withLock { status in
            guard !(text.isEmpty && status.isEmpty) else { return }
            write("\r\u{1B}[K" + text, to: STDERR_FILENO)
            status = text
        }
    }
}

/// Standard output carries results only.
package enum StandardOutput {
    package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether escape sequences do something there. (`TERM=dumb`: a terminal that only writes, such as an editor's.)
    package static var takesEscapes: Bool {
        let kind = unsafe getenv("TERM").map { unsafe String(cString: $0) }
        return isTerminal && kind != "dumb"
    }

    /// - Throws: when nobody reads it any more, or the disk behind it is full.
    package static func write(_ bytes: [UInt8]) throws(OutputError) {
        guard KhabarCommand.write(bytes, to: STDOUT_FILENO) else { throw OutputError(code: errno) }
    }

    /// The same for text.
    package static func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }
}

package struct OutputError: Error, CustomStringConvertible {
    package let code: Int32
    package var description: String { message(ofErrno: code) }
}

private func write(_ text: String, to descriptor: Int32) {
    // Where standard error goes nowhere there is nobody left to tell.
    _ = write(Array(text.utf8), to: descriptor)
}

/// Writes all, or returns false with the reason in `errno`.
func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
            let wrote = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { return false }
            written += wrote
        }
        return true
    }
}
