import KhabarAccess
import KhabarProtocol
import Synchronization

/// The access that is in force, which may change while the server runs.
final class AccessControl: Sendable {
    private let state: Mutex<Access>

    init(_ access: Access) { state = Mutex(access) }

    var current: Access { state.withLock { $0 } }

    func replace(by access: Access) { state.withLock { $0 = access } }

    /// Whether a client that was let in as `hello` says, its roles being those it was granted, may stay so.
    func stillAdmits(_ hello: Hello) -> Bool {
        guard case .admitted(let grant) = current.judge(hello) else { return false }
        return grant.roles == hello.roles
    }
}
