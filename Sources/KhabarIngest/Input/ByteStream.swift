internal import Glibc
internal import KhabarDeflate

/// A request to stop reading that also wakes a reader waiting at a pipe.
final class StopSignal: Sendable {
    private let descriptor: FileDescriptor
    private let trigger: FileDescriptor

    init() throws(SystemError) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw SystemError() }
        descriptor = FileDescriptor(owning: ends[0])
        trigger = FileDescriptor(owning: ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    func raise() {
        // Nobody reads the byte: the pipe stays readable, and one that is full already says the same.
        let byte: [UInt8] = [1]
        try? trigger.write(byte.span)
    }

    var isRaised: Bool {
        var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) > 0
    }

    /// Waits until `other` can be read or this is raised; true when it can be read and this is not raised.
    func waitReadable(_ other: FileDescriptor) -> Bool {
        var requests = [
            pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other.number, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let ready = unsafe poll(&requests, 2, -1)
            if ready < 0, errno == EINTR { continue }
            return requests[0].revents == 0
        }
    }
}

/// Why an input's bytes ended before their end.
enum ByteStreamError: Error {
    case unreadable(SystemError)
    case damaged(DeflateError)
    case stopped

    var reason: String {
        switch self {
        case .unreadable(let error): "cannot be read: \(error)"
        case .damaged(let error): "damaged: \(error); what came before was taken"
        case .stopped: "stopped"
        }
    }
}

/// Reads an input's bytes from start to end, inflated where they are gzip, and hands them on in pieces.
struct ByteStream {
    private let file: FileDescriptor
    private let isLive: Bool
    private let inflater: GzipInflater?
    private let stop: StopSignal
    /// Bytes read from the file itself.
    private(set) var fileBytes: UInt64 = 0
    private var buffer: [UInt8] = []
    private let readBytes: Int

    init(_ input: InputFile, stop: StopSignal, readBytes: Int = Limits.readBytes) throws(ByteStreamError) {
        do throws(SystemError) {
            if input.path == "-" {
                file = FileDescriptor(owning: 0)
            } else {
                // A named pipe that nobody writes to would keep `open` waiting, and no stop would be seen.
                file = try .open(input.path, flags: O_RDONLY | O_NONBLOCK)
                _ = fcntl(file.number, F_SETFL, 0)
            }
        } catch { throw .unreadable(error) }
        do throws(DeflateError) { inflater = input.gzip ? try GzipInflater() : nil } catch { throw .damaged(error) }
        isLive = input.isLive
        self.stop = stop
        self.readBytes = readBytes
    }

    /// One read of the file: calls `body` for each piece, returns false at the end.
    mutating func next(_ body: (borrowing Span<UInt8>) -> Void) throws(ByteStreamError) -> Bool {
        guard isLive ? stop.waitReadable(file) : !stop.isRaised else { throw .stopped }
        buffer.removeAll(keepingCapacity: true)
        let count: Int
        do throws(SystemError) { count = try file.read(readBytes, onto: &buffer) } catch {
            throw .unreadable(error)
        }
        fileBytes += UInt64(count)
        guard let inflater else {
            if count > 0 { body(buffer.span) }
            return count > 0
        }
        do {
            guard count > 0 else {
                try inflater.finish()
                return false
            }
            try inflater.inflate(buffer.span, to: body)
            return true
        } catch let error as DeflateError {
            throw .damaged(error)
        } catch {
            preconditionFailure("only zlib throws here")
        }
    }
}
