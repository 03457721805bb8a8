internal import KhabarClient

/// Why a run could not be carried out.
package enum LoadFailure: Error, Equatable, CustomStringConvertible {
    /// Nobody answers at the server's address.
    case unreachable(String)
    case failed(String)

    init(_ error: KhabarError) {
        switch error.code {
        case .unreachable, .connectionLost, .goingAway: self = .unreachable(error.message)
        default: self = .failed(error.description)
        }
    }

    package var description: String {
        switch self {
        case .unreachable(let message), .failed(let message): message
        }
    }
}
