import KhabarClient
import KhabarCommand

/// Runs a file of queries and writes what standard evaluation tools read: `qid Q0 id rank score khabar`.
struct TrecRun {
    let queries: String
    let run: String
    /// What is asked with each query's text.
    let wanted: SearchQuery

    /// So many queries are under way at once.
    private static let inFlightMax = 16
    /// Queries that are under way, or answered and waiting for one before them: memory does not depend on how many the file has.
    private static let unwrittenMax = 64

    /// A line of the file: its number, from 1, and what it asks.
    private struct Query {
        let line: Int
        let id: String
        let text: String
    }

    private typealias Answer = Result<SearchResults, KhabarError>

    /// Of a line that is wrong so many characters are shown.
    private static let shownMax = 80

    /// Asks all there is, so that whoever wrote the file is told of all that is wrong with it; the run is written only when nothing is.
    func write(_ server: ServerOptions) async throws {
        var bad = 0
        let lines = try readQueries(&bad)
        let output = try OutputFile(run)
        do {
            let (refused, failure) = try await server.withClient { (client) throws(KhabarError) in
                try await ask(lines, client, output)
            }
            if let failure { throw failure }
            bad += refused
            guard bad == 0 else {
                throw CommandFailure(
                    .failure,
                    "\(bad) \(bad == 1 ? "line" : "lines") of \(queries) can't be asked; \(run) was not written")
            }
        } catch {
            output.discard()
            throw error
        }
        try output.finish()
    }

    private func readQueries(_ bad: inout Int) throws -> [Query] {
        let text = try readText(queries)
        var read: [Query] = []
        var lines: [String: Int] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        where !line.isEmpty {
            guard let tab = line.firstIndex(of: "\t"), tab > line.startIndex,
                !line[..<tab].contains(where: \.isWhitespace)
            else {
                bad += 1
                tell(index + 1, line, "it is not QID<TAB>QUERY")
                continue
            }
            let query = Query(line: index + 1, id: String(line[..<tab]), text: String(line[line.index(after: tab)...]))
            // An evaluation takes rows of one id for one query's.
            if let other = lines[query.id] {
                bad += 1
                tell(query.line, line, "line \(other) has this id too")
                continue
            }
            lines[query.id] = query.line
            if query.text.allSatisfy(\.isWhitespace) {
                bad += 1
                tell(query.line, line, "there is no query")
                continue
            }
            read.append(query)
        }
        return read
    }

    private func readText(_ path: String) throws(CommandFailure) -> String {
        var bytes = try readFile(path)[...]
        // A mark of the byte order is none of the first line.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.failure, "\(path) can't be read: it is not UTF-8")
        }
        return text
    }

    /// As compilers do it: file, line, what stands there, and what is wrong with it.
    private func tell(_ line: Int, _ text: some StringProtocol, _ reason: String) {
        let isCut = text.count > Self.shownMax
        let shown = terminalText(String(text.prefix(Self.shownMax)), bold: false) + (isCut ? "…" : "")
        StandardError.writeLine("\(queries):\(line): \(shown): \(terminalText(reason, bold: false))")
    }

    /// Asks and writes in the order of the lines. Returns how many were refused, and why the output could not be written.
    private func ask(
        _ lines: [Query], _ client: KhabarClient, _ output: OutputFile
    ) async throws(KhabarError) -> (refused: Int, CommandFailure?) {
        var refused = 0
        do {
            try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
                var answers: [Int: Answer] = [:]
                var started = 0
                var written = 0
                while written < lines.count {
                    while started < lines.count, started - written < Self.unwrittenMax,
                        started - written - answers.count < Self.inFlightMax
                    {
                        let number = started
                        var query = wanted
                        query.text = lines[number].text
                        group.addTask { [query] in (number, await Self.answer(query, client)) }
                        started += 1
                    }
                    guard let (number, answer) = try await group.next() else {
                        preconditionFailure("an answer is awaited that nobody asked for")
                    }
                    answers[number] = answer
                    while let next = answers.removeValue(forKey: written) {
                        let query = lines[written]
                        switch next {
                        case .success(let results): try output.write(Array(Self.rows(query.id, results).utf8))
                        // Others may be well all the same.
                        case .failure(let error) where [.badRequest, .invalidArgument].contains(error.code):
                            refused += 1
                            tell(query.line, "\(query.id)\t\(query.text)", error.message)
                        case .failure(let error): throw error
                        }
                        written += 1
                    }
                }
            }
            return (refused, nil)
        } catch let error as KhabarError {
            throw error
        } catch let failure as CommandFailure {
            return (refused, failure)
        } catch {
            preconditionFailure("only the client and the output throw here: \(error)")
        }
    }

    private static func answer(_ query: SearchQuery, _ client: KhabarClient) async -> Answer {
        do throws(KhabarError) { return .success(try await client.search(query)) } catch { return .failure(error) }
    }

    private static func rows(_ query: String, _ results: SearchResults) -> String {
        results.hits.enumerated().map { index, hit in
            "\(query) Q0 \(column(hit.id)) \(index + 1) \(hit.score) khabar\n"
        }.joined()
    }

    /// An id as one column. A percent sign stays: ids that are URLs are to be found in the judgements as they are.
    private static func column(_ id: String) -> String {
        var column = ""
        for scalar in id.unicodeScalars {
            guard scalar.properties.isWhitespace || scalar.properties.generalCategory == .control else {
                column.unicodeScalars.append(scalar)
                continue
            }
            for byte in String(scalar).utf8 {
                let digits = String(byte, radix: 16, uppercase: true)
                column += byte < 0x10 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return column
    }
}
