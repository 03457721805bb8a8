import KhabarProtocol
import Testing

@Suite struct ServerRoleTests {
    /// Opens a session by hand.
    private func opened(_ server: TestServer, hello: Hello) {
        _ = server.receive(Preface.current.bytes + encoded(OutgoingFrame(.hello(hello))))
        _ = server.events()
    }

    private func error(_ bytes: [UInt8]) throws -> ErrorMessage? {
        guard case .error(let error)? = try decoded(bytes).last?.message else { return nil }
        return error
    }

    @Test func rolesAreKept() throws {
        var hello = Samples.hello
        hello.roles = .ingest
        let server = TestServer()
        opened(server, hello: hello)
        let answer = try error(server.receive(encoded(OutgoingFrame(.get(Get(id: "1")), correlationID: 1))))
        #expect(answer?.code == .forbidden && answer?.scope == .request)
        #expect(!server.isClosed)
    }

    /// The server lets a client do less than it asks for, and never more.
    @Test func rolesAreThoseThatWereGranted() throws {
        for (asked, granted, admitted) in [
            (Roles([.search, .admin]), Roles.search, Roles.search), (.search, [.search, .ingest], .search),
            ([.search, .ingest], .search, .search), ([.ingest, .search], [.ingest, .search], [.ingest, .search]),
        ] {
            var hello = Samples.hello
            hello.roles = asked
            let server = TestServer()
            server.roles = granted
            opened(server, hello: hello)
            #expect(server.session.admitted?.roles == admitted)
            #expect(server.outstandingCredit == (admitted.contains(.ingest) ? server.credit : 0))
            for (id, request, needed) in [
                (1, Message.get(Get(id: "1")), Roles.search), (2, .delete(Delete(ids: ["1"])), .admin),
                (3, .follow(Follow(after: 0, mark: 0)), .follow), (4, .offer(Offer(entries: [])), .ingest),
            ] as [(UInt64, Message, Roles)] {
                let answer = try error(server.receive(encoded(OutgoingFrame(request, correlationID: id))))
                #expect((answer?.code == .forbidden) == admitted.isDisjoint(with: needed), "\(asked) \(granted) \(id)")
            }
        }
    }
}
