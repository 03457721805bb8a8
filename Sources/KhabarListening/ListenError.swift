import func Glibc.strerror
internal import NIOCore

/// The address can't be listened at.
package struct ListenError: Error, CustomStringConvertible {
    private let host: String
    private let port: Int
    private let cause: any Error

    package init(host: String, port: Int, cause: any Error) {
        self.host = host
        self.port = port
        self.cause = cause
    }

    package var description: String {
        let reason = (cause as? IOError).map { unsafe String(cString: strerror($0.errnoCode)) } ?? "\(cause)"
        return "can't listen at \(host):\(port): \(reason)"
    }
}
