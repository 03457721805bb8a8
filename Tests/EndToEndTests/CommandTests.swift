import Glibc
import KhabarClient
import Testing

/// `khabar` as people and scripts call it: what it says when something is wrong, and how it ends.
@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct CommandTests {
    private let folder = TemporaryFolder()

    private func khabar(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Program.Result {
        try await Program.khabar.run(arguments, in: folder, environment: environment)
    }

    /// Nobody listens; or somebody does who never says a word. All commands call that the same, with little time and with enough.
    @Test(arguments: [["search", "x"], ["stats"], ["watch", "x"], ["watch", "--from", "00", "x"]])
    func aServerThatIsNotThereIsTold(command: [String]) async throws {
        let gone = try await RunningServer()
        try await gone.stop()
        let silent = try SilentListener()
        let clock = ContinuousClock()
        for port in [gone.port, silent.port] {
            let start = clock.now
            let result = try await khabar(command + ["--server", "127.0.0.1:\(port)", "--timeout", "1"])
            #expect(result.status == 3, "\(result.errors)")
            #expect(result.errors.contains("127.0.0.1:\(port)"))
            // Five seconds are what a handshake may take, forty what a watch waits for an answer.
            #expect(clock.now - start < .seconds(5))
        }
    }
}

/// A port where connections wait to be accepted, for ever.
private final class SilentListener {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let isBound = unsafe bind(descriptor, address, size) == 0 && listen(descriptor, 8) == 0
                return unsafe isBound && getsockname(descriptor, address, &size) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(result)
    }

    deinit { close(descriptor) }
}
