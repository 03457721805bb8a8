internal import Glibc
internal import KhabarText
internal import Synchronization

/// An article that could not be taken, and why.
package struct DeadLetter: Sendable, Equatable {
    package var file: String
    package var line: UInt64
    package var id: String?
    package var reason: String

    package init(file: String, line: UInt64, id: String?, reason: String) {
        self.file = file
        self.line = line
        self.id = id
        self.reason = reason
    }

    /// `{"file","line","id","reason"}` and a line feed.
    package var json: [UInt8] {
        var object = JSONObject()
        object.member("file", file)
        object.member("line", line)
        object.member("id", id)
        object.member("reason", reason)
        return object.finish() + [0x0A]
    }
}

/// The file that tells of every article that was not taken. Made when the first one comes; appended to, one whole line at a time.
package final class DeadLetterFile: Sendable {
    package let path: String
    private let file: Mutex<FileDescriptor?> = Mutex(nil)

    package init(path: String) { self.path = path }

    /// Returns once the system has the lines; what is written together stays together.
    package func write(_ letters: [DeadLetter]) throws(SystemError) {
        guard !letters.isEmpty else { return }
        var bytes: [UInt8] = []
        for letter in letters { bytes.append(contentsOf: letter.json) }
        let result: Result<Void, SystemError> = file.withLock { file in
            do throws(SystemError) {
                if file == nil { file = try .open(path, flags: O_WRONLY | O_APPEND | O_CREAT) }
                try file?.write(bytes.span)
                return .success(())
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Returns once the lines are on the disk: before a checkpoint says that they are dealt with. A pipe or a device such as /dev/null keeps nothing.
    package func synchronize() throws(SystemError) {
        guard let open = file.withLock({ $0 }), try open.isRegular() else { return }
        try open.synchronize()
    }
}
