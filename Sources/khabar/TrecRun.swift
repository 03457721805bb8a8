import Foundation
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

    func write(_ server: ServerOptions) async throws {
        let lines = try readQueries()
        let output = try RunFile(run)
        do {
            let failure = try await server.withClient { (client) throws(KhabarError) in
                try await ask(lines, client, output)
            }
            if let failure { throw failure }
            try output.finish()
        } catch {
            output.discard()
            throw error
        }
    }

    private func readQueries() throws -> [(id: String, text: String)] {
        let text: String
        do { text = try String(contentsOfFile: queries, encoding: .utf8) } catch {
            throw CommandFailure(.failure, "\(queries) can't be read: \(error.localizedDescription)")
        }
        return try text.split(whereSeparator: \.isNewline).map(parse)
    }

    private func parse(_ line: Substring) throws -> (id: String, text: String) {
        guard let tab = line.firstIndex(of: "\t"), tab > line.startIndex, !line[..<tab].contains(where: \.isWhitespace)
        else {
            throw CommandFailure(.failure, "\(queries): a line is not QID<TAB>QUERY: \(line.prefix(80))")
        }
        return (String(line[..<tab]), String(line[line.index(after: tab)...]))
    }

    /// Asks and writes in the order of the lines. Returns why the output could not be written.
    private func ask(
        _ lines: [(id: String, text: String)], _ client: KhabarClient, _ output: RunFile
    ) async throws(KhabarError) -> CommandFailure? {
        do {
            try await withThrowingTaskGroup(of: (Int, SearchResults).self) { group in
                var answers: [Int: SearchResults] = [:]
                var started = 0
                var written = 0
                while written < lines.count {
                    while started < lines.count, started - written < Self.unwrittenMax,
                        started - written - answers.count < Self.inFlightMax
                    {
                        let number = started
                        var query = wanted
                        query.text = lines[number].text
                        group.addTask { [query] in (number, try await client.search(query)) }
                        started += 1
                    }
                    guard let (number, results) = try await group.next() else {
                        preconditionFailure("an answer is awaited that nobody asked for")
                    }
                    answers[number] = results
                    while let next = answers.removeValue(forKey: written) {
                        try output.write(Self.rows(lines[written].id, next))
                        written += 1
                    }
                }
            }
            return nil
        } catch let error as KhabarError {
            throw error
        } catch let failure as CommandFailure {
            return failure
        } catch {
            preconditionFailure("only the client and the output throw here: \(error)")
        }
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
            for byte in String(scalar).utf8 { column += String(format: "%%%02X", byte) }
        }
        return column
    }
}

/// A run on its way to its place, where it is put when it is whole: a part of one would be evaluated like a whole.
private struct RunFile {
    private let path: String
    /// Nil: what is written cannot be put in place later, as in a pipe.
    private let temporary: String?
    private let handle: FileHandle

    init(_ path: String) throws {
        self.path = path
        let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
        let isReplaced = type == nil || type == .typeRegular
        temporary = isReplaced ? path + ".new" : nil
        do {
            let url = URL(fileURLWithPath: temporary ?? path)
            if isReplaced { try Data().write(to: url) }
            handle = try FileHandle(forWritingTo: url)
        } catch { throw Self.failure(path, error.localizedDescription) }
    }

    func write(_ text: String) throws {
        do { try handle.write(contentsOf: Data(text.utf8)) } catch {
            throw Self.failure(path, error.localizedDescription)
        }
    }

    func finish() throws {
        do { try handle.close() } catch { throw Self.failure(path, error.localizedDescription) }
        guard let temporary else { return }
        guard unsafe rename(temporary, path) == 0 else {
            throw Self.failure(path, unsafe String(cString: strerror(errno)))
        }
    }

    func discard() {
        if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
    }

    private static func failure(_ path: String, _ reason: String) -> CommandFailure {
        CommandFailure(.failure, "\(path) can't be written: \(reason)")
    }
}
