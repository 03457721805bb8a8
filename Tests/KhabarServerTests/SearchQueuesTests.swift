import Dispatch
import Synchronization
import Testing

@testable import KhabarServer

@Suite struct SearchQueuesTests {
    private final class Client: Sendable {
        let name: String
        init(_ name: String) { self.name = name }
    }

    /// One thread, held up by work of `first` until `proceed` is signalled.
    private func heldUp(by first: Client, _ proceed: DispatchSemaphore) -> SearchQueues {
        let queues = SearchQueues(threads: 1)
        let hasBegun = DispatchSemaphore(value: 0)
        let isTaken = queues.submit(of: ObjectIdentifier(first)) {
            hasBegun.signal()
            proceed.wait()
        }
        precondition(isTaken)
        hasBegun.wait()
        return queues
    }

    @Test func connectionsTakeTurns() {
        let (many, one, two) = (Client("many"), Client("one"), Client("two"))
        let (proceed, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let queues = heldUp(by: many, proceed)
        let order = Mutex<[String]>([])
        let work = Array(repeating: many, count: 5) + [one, two, two]
        for (number, client) in work.enumerated() {
            let isTaken = queues.submit(of: ObjectIdentifier(client)) {
                order.withLock { $0.append("\(client.name) \(number)") }
                done.signal()
            }
            #expect(isTaken)
        }
        proceed.signal()
        for _ in work { done.wait() }
        #expect(
            order.withLock { $0 } == [
                "many 0", "one 5", "two 6", "many 1", "two 7", "many 2", "many 3", "many 4",
            ])
    }

    /// Segments are validated for as long as it takes, on as many threads as there are; a search begins all the same.
    @Test func segmentsHoldNoSearchUp() throws {
        let engine = try Engine.opened(nil)
        let client = Client("one")
        let hasBegun = Atomic<Bool>(false)
        let isTooLate = Atomic<Bool>(false)
        let group = DispatchGroup()
        for _ in 0..<4 * RequestService.searchThreads {
            engine.validationQueue.async(group: group) {
                let clock = ContinuousClock()
                let end = clock.now + .seconds(2)
                while !hasBegun.load(ordering: .relaxed) {
                    if clock.now > end { isTooLate.store(true, ordering: .relaxed) }
                    if isTooLate.load(ordering: .relaxed) { return }
                }
            }
        }
        let queues = SearchQueues(threads: 1)
        let isTaken = queues.submit(of: ObjectIdentifier(client)) { hasBegun.store(true, ordering: .relaxed) }
        #expect(isTaken)
        group.wait()
        let begunTooLate = isTooLate.load(ordering: .relaxed)
        #expect(!begunTooLate)
        engine.stop()
    }

    @Test func thereIsAlwaysAPlaceForOneMore() {
        let clients = (0..<5).map { Client("\($0)") }
        let proceed = DispatchSemaphore(value: 0)
        let queues = heldUp(by: clients[0], proceed)
        var taken: [Int] = []
        for client in clients {
            var count = 0
            while queues.submit(of: ObjectIdentifier(client), {}) { count += 1 }
            taken.append(count)
        }
        // Half of what is free, then half of the rest, and so on.
        #expect(taken == [512, 256, 128, 64, 32])
        proceed.signal()
    }
}
