/// Why a checkpoint cannot be used, and what to do.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
    case otherServer(file: String, expected: String, found: String)
    case otherShards(file: String, shard: String)
    case changedInput(file: String, input: String)
    case olderFormat(file: String)
    case damaged(file: String, line: Int)
    case inUse(file: String)
    case unusable(file: String, SystemError)

    package var description: String {
        switch self {
        case .otherServer(let file, let expected, let found):
            "\(file) belongs to the server \(found), not to \(expected). Give another --checkpoint folder, or remove this file "
                + "to send everything again."
        case .otherShards(let file, let shard):
            "\(file) was written with another --shard than \(shard). Give the same count of shards as before, or another "
                + "--checkpoint folder."
        case .changedInput(let file, let input):
            "\(input) has changed since \(file) was written. Remove that file to read everything again: articles that the "
                + "server has already are recognised and not sent."
        case .olderFormat(let file):
            "\(file) was written by an older khabar-ingest, which shared out records otherwise. Remove it to read everything again: "
                + "articles that the server has already are recognised and not sent."
        case .damaged(let file, let line):
            "\(file) is damaged at line \(line). Remove it to read everything again: articles that the server has already are "
                + "recognised and not sent."
        case .inUse(let file): "\(file) is in use by another worker."
        case .unusable(let file, let error): "\(file): \(error)"
        }
    }
}
