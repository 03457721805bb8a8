import Glibc
import KhabarClient

// Prints the best headlines for each query of the command line.

let arguments = CommandLine.arguments.dropFirst()
guard let server = arguments.first.flatMap({ Address($0) }), arguments.count > 1 else {
    print("usage: headlines HOST:PORT QUERY...")
    exit(2)
}
await printHeadlines(for: Array(arguments.dropFirst()), from: server)

/// Asks everything at once, on one connection; answers are printed as they come.
func printHeadlines(for queries: [String], from server: Address) async {
    let client = KhabarClient(server: server)
    await withTaskGroup(of: String.self) { group in
        for query in queries {
            group.addTask { await headlines(for: query, from: client) }
        }
        for await text in group { print(text) }
    }
    await client.close()
}

/// The answer to one query, or why there is none.
func headlines(for query: String, from client: KhabarClient) async -> String {
    do throws(KhabarError) {
        let results = try await client.search(SearchQuery(query, limit: 3), timeout: .seconds(5))
        let total = results.totalIsExact ? "\(results.total)" : "at least \(results.total)"
        return (["\(query): \(total) found"] + results.hits.map(lines(of:))).joined(separator: "\n")
    } catch {
        return "\(query): \(error)\(advice(on: error))"
    }
}

/// A hit's title, and its snippet with what matched between asterisks.
func lines(of hit: SearchHit) -> String {
    let snippet = hit.markedSnippet(open: "*", close: "*", escapesHTML: false)
    return "  \(hit.title ?? hit.id) [\(hit.language)]\n    \(snippet)"
}

/// What a program would do about the error.
func advice(on error: KhabarError) -> String {
    switch error.retry {
    case .never: ""
    case .later: "; again in \(error.retryAfter ?? .seconds(1))"
    case .elsewhere: "; calling again connects anew"
    }
}
