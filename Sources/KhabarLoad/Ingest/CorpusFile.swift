internal import Glibc
internal import KhabarIngest
internal import KhabarText
internal import KhabarDeflate

/// Reads articles from JSON Lines, plain or gzip, one at a time and in constant memory.
final class CorpusFile {
    private let path: String
    private let descriptor: Int32
    private let inflater: GzipInflater?
    private var reader = JSONArticleReader()
    /// What was read and not yet cut into lines.
    private var bytes: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var line = 0

    init(path: String) throws(InputError) {
        self.path = path
        if path.hasSuffix(".gz") {
            do throws(DeflateError) { inflater = try GzipInflater() } catch { throw InputError(path, "\(error)") }
        } else {
            inflater = nil
        }
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Nil at the end. A line that is no article is an error: a load test wants a corpus that it can count on.
    func next() throws(InputError) -> RawArticle? {
        while let range = try nextLine() {
            line += 1
            let text = Array(bytes[range])
            guard !isBlank(text.span) else { continue }
            do throws(JSONRejection) {
                return try reader.read(text.span)
            } catch {
                throw InputError(path, line: line, error.description)
            }
        }
        return nil
    }

    private func nextLine() throws(InputError) -> Range<Int>? {
        var searched = position
        while true {
            if let end = lineFeed(bytes.span, from: searched) {
                defer { position = end + 1 }
                return position..<end
            }
            if isAtEnd {
                guard position < bytes.count else { return nil }
                defer { position = bytes.count }
                return position..<bytes.count
            }
            guard bytes.count - position <= Limits.lineBytesMax else {
                throw InputError(path, line: line + 1, "longer than \(Limits.lineBytesMax) bytes")
            }
            bytes.removeFirst(position)
            position = 0
            searched = bytes.count
            try readMore()
        }
    }

    private func readMore() throws(InputError) {
        var piece = [UInt8](repeating: 0, count: Limits.readBytes)
        var count = -1
        repeat {
            count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw .system(path) }
        isAtEnd = count == 0
        guard let inflater else {
            bytes.append(contentsOf: piece[..<count])
            return
        }
        do {
            if isAtEnd { return try inflater.finish() }
            try inflater.inflate(piece.span.extracting(0..<count)) { piece in
                unsafe piece.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
            }
        } catch {
            throw InputError(path, "damaged: \(error)")
        }
    }
}

private func lineFeed(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    while at < bytes.count {
        if bytes[at] == 0x0A { return at }
        at += 1
    }
    return nil
}

private func isBlank(_ line: Span<UInt8>) -> Bool {
    for at in 0..<line.count where line[at] != 0x20 && line[at] != 0x09 && line[at] != 0x0D { return false }
    return true
}
