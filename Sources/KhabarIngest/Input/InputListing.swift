internal import Glibc

/// The inputs that the arguments name: files as given, folders walked in the order of their names.
package struct InputListing: Sendable, Equatable {
    package private(set) var files: [InputFile] = []
    package private(set) var failures: [InputFailure] = []
    /// What was met in folders and is of no kind that is read, hidden files aside.
    package private(set) var passedOver: [String] = []
    /// Folders on the way down, by device and inode: a link back up is not followed.
    private var open: [FolderIdentity] = []

    private struct FolderIdentity: Equatable {
        var device: UInt64, inode: UInt64
    }

    package init(_ arguments: [String]) {
        for argument in arguments {
            if argument == "-" { files.append(.standardInput) } else { add(argument, as: nil, depth: 0) }
        }
    }

    /// Bytes on disk of all files, nil when some input has no size.
    package var bytes: UInt64? {
        files.contains(where: \.isLive) ? nil : files.reduce(0) { $0 + $1.bytes }
    }

    /// - Parameter name: the path below the input, for what was met in a folder. Nil: the user named this path, so it must be readable.
    private mutating func add(_ path: String, as name: String?, depth: Int) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            return fail(path, "cannot be read: \(SystemError())")
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            let identity = FolderIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
            walk(path, identity, names: name.map { $0 + "/" } ?? "", depth: depth)
        case S_IFREG:
            guard let (format, gzip) = InputFormat.of(fileName: fileName(of: path)) else {
                if name == nil { fail(path, "not a .txt, .jsonl, .jsonl.gz, .wet or .wet.gz file") }
                if name != nil { passedOver.append(path) }
                return
            }
            let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            files.append(
                InputFile(
                    path: path, name: name, format: format, gzip: gzip, bytes: UInt64(clamping: status.st_size),
                    modified: modified)
            )
        default:
            // A pipe that the user names carries JSON Lines, as standard input does; one met in a folder is not an article.
            guard name == nil else { return passedOver.append(path) }
            let kind = InputFormat.of(fileName: fileName(of: path)) ?? (.jsonLines, false)
            files.append(InputFile(path: path, format: kind.format, gzip: kind.gzip, isLive: true))
        }
    }

    /// - Parameter prefix: of the names of what lies in the folder.
    private mutating func walk(_ path: String, _ identity: FolderIdentity, names prefix: String, depth: Int) {
        guard !open.contains(identity) else { return }
        guard depth < Limits.folderDepthMax else { return fail(path, "folders are nested too deeply") }
        let names: [String]
        do throws(SystemError) { names = try folderNames(path) } catch { return fail(path, "cannot be read: \(error)") }
        open.append(identity)
        for name in names.filter({ !$0.hasPrefix(".") }).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            add(path.hasSuffix("/") ? path + name : path + "/" + name, as: prefix + name, depth: depth + 1)
        }
        open.removeLast()
    }

    private mutating func fail(_ path: String, _ reason: String) {
        failures.append(InputFailure(path: path, reason: reason))
    }
}

/// What follows the last slash.
func fileName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}
