internal import Synchronization

/// How independent pieces of one work are gone through: this module starts no threads, whoever has some may lend them.
package struct ParallelLoop: Sendable {
    /// Calls a body with each number below a count, once, and returns when all are done.
    package typealias Run = @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

    /// Into how many pieces work is cut at the most.
    let piecesMax: Int
    private let run: Run

    package static let serial = ParallelLoop(piecesMax: 1) { count, body in
        for number in 0..<count { body(number) }
    }

    package init(piecesMax: Int, _ run: @escaping Run) {
        self.piecesMax = piecesMax
        self.run = run
    }

    /// What `body` makes of each number below `count`, in their order. Throws the error of the least number that has one; those behind it may be left out.
    func map<Value: Sendable, Failure: Error>(
        _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        let results = Mutex([Result<Value, Failure>?](repeating: nil, count: count))
        let leastFailed = Mutex(count)
        run(count) { number in
            guard number < leastFailed.withLock({ $0 }) else { return }
            let result = Result { () throws(Failure) in try body(number) }
            if case .failure = result { leastFailed.withLock { $0 = min($0, number) } }
            results.withLock { $0[number] = result }
        }
        var values: [Value] = []
        for result in results.withLock({ $0 }) { values.append(try result!.get()) }
        return values
    }
}
