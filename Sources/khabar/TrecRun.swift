import Foundation
import KhabarClient
import KhabarCommand

/// Runs a file of queries and writes what standard evaluation tools read: `qid Q0 id rank score khabar`.
struct TrecRun {
    let queries: String
    let run: String
    let limit: Int
    let layers: SearchQuery.Layers

    /// So many queries are under way at once.
    private static let inFlight = 16

    func write(_ server: ServerOptions) async throws {
        let lines: [(id: String, text: String)]
        do {
            lines = try String(contentsOfFile: queries, encoding: .utf8).split(whereSeparator: \.isNewline).map(parse)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failure, "\(queries) can't be read: \(error.localizedDescription)")
        }
        let answers = try await server.withClient { (client) throws(KhabarError) in try await ask(lines, client) }
        var output = ""
        for (line, results) in zip(lines, answers) {
            for (index, hit) in results.hits.enumerated() {
                output += "\(line.id) Q0 \(hit.id) \(index + 1) \(hit.score) khabar\n"
            }
        }
        do {
            try output.write(toFile: run, atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure(.failure, "\(run) can't be written: \(error.localizedDescription)")
        }
    }

    private func parse(_ line: Substring) throws -> (id: String, text: String) {
        guard let tab = line.firstIndex(of: "\t"), tab > line.startIndex else {
            throw CommandFailure(.failure, "\(queries): a line is not QID<TAB>QUERY: \(line.prefix(80))")
        }
        return (String(line[..<tab]), String(line[line.index(after: tab)...]))
    }

    private func ask(
        _ lines: [(id: String, text: String)], _ client: KhabarClient
    ) async throws(KhabarError) -> [SearchResults] {
        let (limit, layers) = (limit, layers)
        do {
            return try await withThrowingTaskGroup(of: (Int, SearchResults).self) { group in
                var answers = [SearchResults?](repeating: nil, count: lines.count)
                var next = 0
                func start() {
                    guard next < lines.count else { return }
                    let (number, text) = (next, lines[next].text)
                    next += 1
                    group.addTask {
                        // Copies are never collapsed: judgements are about single articles.
                        let query = SearchQuery(
                            text, limit: limit, layers: layers, snippets: false, collapseCopies: false)
                        return (number, try await client.search(query))
                    }
                }
                for _ in 0..<Self.inFlight { start() }
                while let (number, results) = try await group.next() {
                    answers[number] = results
                    start()
                }
                return answers.compactMap { $0 }
            }
        } catch let error as KhabarError {
            throw error
        } catch {
            preconditionFailure("only the client throws here: \(error)")
        }
    }
}
