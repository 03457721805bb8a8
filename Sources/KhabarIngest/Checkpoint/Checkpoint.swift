/// What a checkpoint file says. Its text, one item per line:
///
///     checkpoint = "khabar-checkpoint 2" server shard *file end
///     server     = "server " ID
///     shard      = "shard " I "/" N
///     file       = "file " bytes " " modified " " start " " (records | "-") " " (range *("," range) | "-") " " path
///     range      = first "-" behind-last
///     end        = "end " number-of-files
///
/// `start` is `Shard.start(ofFile:)`. Format 1 had none: it counted from a file's place in the list. Paths and ids are percent-encoded where a byte is a control character, a space or a percent sign.
package struct Checkpoint: Sendable, Equatable {
    /// One input file, known by its path, size and time of change.
    package struct File: Sendable, Equatable {
        package var path: String
        package var bytes: UInt64
        package var modified: Int64
        /// Which shard took the first record. Ranges count what is left to other shards as done, so they only hold with the same start.
        package var start: UInt64
        package var progress: FileProgress
    }

    package static let firstLine = "khabar-checkpoint 2"
    /// What cannot be gone on with, but is no damage.
    package static let olderFirstLine = "khabar-checkpoint 1"

    package var server: String
    package var shard: Shard
    package var files: [File]

    package init(server: String, shard: Shard, files: [File]) {
        self.server = server
        self.shard = shard
        self.files = files
    }

    package var text: [UInt8] {
        var text = "\(Self.firstLine)\nserver \(encoded(server))\nshard \(shard)\n"
        for file in files {
            let ranges = file.progress.done.ranges.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
            let records = file.progress.records.map(String.init) ?? "-"
            text +=
                "file \(file.bytes) \(file.modified) \(file.start) \(records) \(ranges.isEmpty ? "-" : ranges) \(encoded(file.path))\n"
        }
        return Array((text + "end \(files.count)\n").utf8)
    }

    /// - Throws: the 1-based line that breaks the grammar.
    package init(text: [UInt8]) throws(DamagedLine) {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        func line(_ index: Int, after prefix: String) throws(DamagedLine) -> String {
            guard index < lines.count, lines[index].hasPrefix(prefix) else { throw DamagedLine(number: index + 1) }
            return String(lines[index].dropFirst(prefix.count))
        }
        guard lines.first == Self.firstLine else { throw DamagedLine(number: 1) }
        guard let server = decoded(try line(1, after: "server ")) else { throw DamagedLine(number: 2) }
        guard let shard = Shard(try line(2, after: "shard ")) else { throw DamagedLine(number: 3) }
        self.init(server: server, shard: shard, files: [])
        var index = 3
        while index < lines.count, lines[index].hasPrefix("file ") {
            guard let file = File(line: try line(index, after: "file ")) else { throw DamagedLine(number: index + 1) }
            files.append(file)
            index += 1
        }
        guard try line(index, after: "end ") == String(files.count), index + 2 == lines.count, lines[index + 1].isEmpty
        else { throw DamagedLine(number: index + 1) }
    }

    package struct DamagedLine: Error, Equatable { package var number: Int }
}

extension Checkpoint.File {
    fileprivate init?(line: String) {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, let bytes = UInt64(fields[0]), let modified = Int64(fields[1]),
            let start = UInt64(fields[2]), let path = decoded(fields[5])
        else { return nil }
        var progress = FileProgress()
        if fields[3] != "-" {
            guard let records = UInt64(fields[3]) else { return nil }
            progress.records = records
        }
        for range in fields[4] == "-" ? [] : fields[4].split(separator: ",", omittingEmptySubsequences: false) {
            let ends = range.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first < last else { return nil }
            progress.done.insert(first..<last)
        }
        self.init(path: path, bytes: bytes, modified: modified, start: start, progress: progress)
    }
}

private func encoded(_ text: String) -> String {
    var encoded = ""
    for scalar in text.unicodeScalars {
        if scalar.value <= 0x20 || scalar.value == 0x7F || scalar == "%" {
            let hex = String(scalar.value, radix: 16)
            encoded += "%" + (hex.utf8.count < 2 ? "0" : "") + hex
        } else {
            encoded.unicodeScalars.append(scalar)
        }
    }
    return encoded
}

private func decoded(_ text: String) -> String? {
    guard !text.isEmpty else { return nil }
    var bytes: [UInt8] = []
    let encoded = Array(text.utf8)
    var at = 0
    while at < encoded.count {
        if encoded[at] == UInt8(ascii: "%") {
            guard at + 3 <= encoded.count,
                let byte = UInt8(String(decoding: encoded[at + 1..<at + 3], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
            at += 3
        } else {
            bytes.append(encoded[at])
            at += 1
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
