internal import KhabarProtocol

extension KhabarClient {
    /// Searches.
    ///
    /// - Parameters:
    ///   - query: what to search for, and how.
    ///   - timeout: for this call, instead of the configuration's. The server gives up at the same time.
    /// - Throws: `badRequest` for a query that can't be parsed, `overloaded` with a pause to make, or what is wrong with the connection.
    public func search(_ query: SearchQuery, timeout: Duration? = nil) async throws(KhabarError) -> SearchResults {
        guard case .searchResult(let result) = try await ask(.search(try query.message()), timeout) else {
            unexpected()
        }
        return SearchResults(result)
    }

    /// Fetches an article; nil when the server has none of that id.
    public func get(_ id: String, timeout: Duration? = nil) async throws(KhabarError) -> StoredArticle? {
        try check([id])
        guard case .articleResult(let result) = try await ask(.get(Get(id: id)), timeout) else { unexpected() }
        return result.article.map(StoredArticle.init)
    }

    /// Retracts articles. When it returns, the retraction is on the server's disk.
    ///
    /// - Parameters:
    ///   - ids: any number; they are sent in groups of 1,024.
    ///   - version: also outranks articles that come later, up to this version. Nil = whatever is there.
    ///   - timeout: for each group, instead of the configuration's.
    /// - Returns: how many articles are gone that were there.
    /// - Throws: if a group fails, what is wrong with it. The groups before it are retracted: `applied` is not `no` then.
    @discardableResult
    public func delete(
        _ ids: [String], version: UInt64? = nil, timeout: Duration? = nil
    ) async throws(KhabarError) -> Int {
        try check(ids)
        var count = 0
        for start in stride(from: 0, to: ids.count, by: Limits.idsPerDeleteMax) {
            let group = Array(ids[start..<min(start + Limits.idsPerDeleteMax, ids.count)])
            let request = Request.delete(Delete(ids: group, version: version))
            do throws(KhabarError) {
                guard case .deleted(let deleted) = try await ask(request, timeout) else { unexpected() }
                count += Int(deleted.count)
            } catch  where start > 0 {
                throw error.after("\(start) of \(ids.count) ids were retracted before (\(count) articles are gone)")
            }
        }
        return count
    }

    /// The server's figures about itself, in an order fit for reading.
    public func stats(timeout: Duration? = nil) async throws(KhabarError) -> [Statistic] {
        guard case .statsResult(let result) = try await ask(.stats, timeout) else { unexpected() }
        return result.entries.map(Statistic.init)
    }

    /// Connects if need be, and makes sure that the server answers.
    @discardableResult
    public func ping(timeout: Duration? = nil) async throws(KhabarError) -> ServerInformation {
        ServerInformation(try await call(.ping, timeout: timeout ?? configuration.requestTimeout).server)
    }

    func ask(_ request: Request, _ timeout: Duration?) async throws(KhabarError) -> Message {
        try await call(.request(request), timeout: timeout ?? configuration.requestTimeout).message
    }

    func check(_ ids: [String]) throws(KhabarError) {
        for id in ids where id.utf8.count > Limits.idBytesMax {
            throw .invalid("an id has at most \(Limits.idBytesMax) bytes, not \(id.utf8.count)")
        }
    }

    /// The session completes a request with the answer of its type only.
    func unexpected() -> Never { preconditionFailure("the session let an answer of the wrong type pass") }
}
