internal import Glibc
internal import Synchronization

/// A folder that remembers what the server has acknowledged, one file per shard, held by one worker at a time.
package final class CheckpointFolder: Sendable {
    /// What saving does, in order: a test can fail before each.
    package enum Step: Sendable, CaseIterable { case openTemporary, write, synchronize, rename, synchronizeFolder }

    package let path: String
    private let folder: String
    private let shard: Shard
    private let lock: FileDescriptor
    private let beforeStep: @Sendable (Step) throws -> Void
    private let state: Mutex<State> = Mutex(State())

    private struct State {
        var server = ""
        /// This run's files by their place in it; live inputs have none.
        var slots: [Int?] = []
        var files: [Checkpoint.File] = []
        var saved: [FileProgress]?
    }

    /// Makes the folder if need be, and takes hold of the shard's file in it.
    package init(
        _ folder: String, shard: Shard, beforeStep: @escaping @Sendable (Step) throws -> Void = { _ in }
    ) throws(CheckpointError) {
        self.folder = folder
        self.shard = shard
        self.beforeStep = beforeStep
        path = "\(folder)/shard-\(shard.number)-of-\(shard.count).checkpoint"
        guard unsafe mkdir(folder, 0o755) == 0 || errno == EEXIST else {
            throw .unusable(file: folder, SystemError())
        }
        do throws(SystemError) { lock = try .open(path + ".lock", flags: O_RDWR | O_CREAT) } catch {
            throw .unusable(file: path, error)
        }
        guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(file: path) }
        try refuseOtherShards()
    }

    // Closing alone would leave the lock to a child that was forked a moment ago.
    deinit { _ = flock(lock.number, LOCK_UN) }

    /// How far each of the files has come, for this server.
    package func load(server: String, files: [InputFile]) throws(CheckpointError) -> [FileProgress] {
        let known = try read()
        if let found = known?.server, found != server {
            throw .otherServer(file: path, expected: server, found: found)
        }
        var kept = known?.files ?? []
        var places: [String: Int] = [:]
        for (index, file) in kept.enumerated() { places[file.path] = index }
        var slots: [Int?] = []
        var progress: [FileProgress] = []
        for file in files {
            guard !file.isLive, let absolute = absolutePath(file.path) else {
                slots.append(nil)
                progress.append(FileProgress())
                continue
            }
            let start = shard.start(ofFile: file.name)
            if let place = places[absolute] {
                guard kept[place].bytes == file.bytes, kept[place].modified == file.modified else {
                    throw .changedInput(file: path, input: file.path)
                }
                // Named by another folder above it, the file is shared out otherwise, and what was done says nothing.
                if kept[place].start != start { kept[place].progress = FileProgress() }
                kept[place].start = start
                slots.append(place)
                progress.append(kept[place].progress)
            } else {
                places[absolute] = kept.count
                slots.append(kept.count)
                progress.append(FileProgress())
                kept.append(
                    Checkpoint.File(
                        path: absolute, bytes: file.bytes, modified: file.modified, start: start,
                        progress: FileProgress()))
            }
        }
        state.withLock { $0 = State(server: server, slots: slots, files: kept, saved: nil) }
        return progress
    }

    /// Replaces the file, whole or not at all.
    package func save(_ progress: [FileProgress]) throws {
        let text: [UInt8]? = state.withLock { state in
            guard state.slots.count == progress.count, state.saved != progress, !state.server.isEmpty else {
                return nil
            }
            for (slot, progress) in zip(state.slots, progress) {
                if let slot { state.files[slot].progress = progress }
            }
            return Checkpoint(server: state.server, shard: shard, files: state.files).text
        }
        guard let text else { return }
        let temporary = path + ".new"
        try beforeStep(.openTemporary)
        let file = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try beforeStep(.write)
        try file.write(text.span)
        try beforeStep(.synchronize)
        try file.synchronize()
        try beforeStep(.rename)
        guard unsafe rename(temporary, path) == 0 else { throw SystemError() }
        try beforeStep(.synchronizeFolder)
        try FileDescriptor.open(folder, flags: O_RDONLY | O_DIRECTORY).synchronize()
        state.withLock { $0.saved = progress }
    }

    private func read() throws(CheckpointError) -> Checkpoint? {
        var text: [UInt8] = []
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_RDONLY)
            while text.count <= Limits.checkpointBytesMax, try file.read(Limits.readBytes, onto: &text) > 0 {}
        } catch {
            if error.code == ENOENT { return nil }
            throw .unusable(file: path, error)
        }
        guard text.count <= Limits.checkpointBytesMax else { throw .damaged(file: path, line: 1) }
        guard !text.starts(with: (Checkpoint.olderFirstLine + "\n").utf8) else { throw .olderFormat(file: path) }
        let checkpoint: Checkpoint
        do throws(Checkpoint.DamagedLine) { checkpoint = try Checkpoint(text: text) } catch {
            throw .damaged(file: path, line: error.number)
        }
        guard checkpoint.shard == shard else { throw .otherShards(file: path, shard: "\(shard)") }
        return checkpoint
    }

    /// Another count of shards cuts the input differently: mixing the two would pass over records.
    private func refuseOtherShards() throws(CheckpointError) {
        let names: [String]
        do throws(SystemError) { names = try folderNames(folder) } catch { throw .unusable(file: folder, error) }
        for name in names {
            guard name.hasPrefix("shard-"), name.hasSuffix(".checkpoint"),
                !name.hasSuffix("-of-\(shard.count).checkpoint")
            else { continue }
            throw .otherShards(file: "\(folder)/\(name)", shard: "\(shard)")
        }
    }
}

private func absolutePath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
}
