import KhabarStore
import TestSupport

/// The state of a `MemoryFileSystem`.
struct MemoryDisk: Sendable {
    enum Change: Sendable {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)

        func apply(to bytes: inout [UInt8]) {
            switch self {
            case .write(let offset, let new):
                if bytes.count < offset + new.count {
                    bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count)
                }
                bytes.replaceSubrange(offset..<(offset + new.count), with: new)
            case .truncate(let count):
                if count <= bytes.count {
                    bytes.removeSubrange(count...)
                } else {
                    bytes += [UInt8](repeating: 0, count: count - bytes.count)
                }
            }
        }
    }

    struct Node: Sendable {
        /// As processes see it.
        var live: [UInt8] = []
        var durable: [UInt8] = []
        /// Since the last sync.
        var pending: [Change] = []
    }

    /// One atomic change of the folder.
    struct EntryChange: Sendable {
        var removed: [String] = []
        var added: [(path: String, node: Int)] = []

        func apply(to entries: inout [String: Int]) {
            for path in removed { entries[path] = nil }
            for (path, node) in added { entries[path] = node }
        }
    }

    var plan = MemoryFileSystem.Plan()
    var calls = 0
    var nodes: [Int: Node] = [:]
    var entries: [String: Int] = [:]
    /// Those that were made; a file may lie in one that was not.
    var folders: Set<String> = []
    private var durableEntries: [String: Int] = [:]
    private var pendingEntries: [EntryChange] = []
    private var handles: [Int32: Int] = [:]
    private var locks: [Int: Int32] = [:]
    private var lastHandle: Int32 = 0
    private var lastNode = 0

    init() {}

    mutating func nextFault() -> MemoryFileSystem.Fault? {
        calls += 1
        if calls == plan.call { return plan.fault }
        return plan.forGood && calls > plan.call ? .refuse : nil
    }

    func node(_ file: OpenFile) -> Node { nodes[handles[file.descriptor]!]! }

    mutating func open(_ path: String, _ access: FileAccess) -> Int32? {
        if entries[path] == nil {
            switch access {
            case .read, .update: return nil
            case .create, .createUncached, .updateOrCreate:
                lastNode += 1
                nodes[lastNode] = Node()
                change(EntryChange(added: [(path, lastNode)]))
            }
        }
        lastHandle += 1
        handles[lastHandle] = entries[path]!
        if access == .create || access == .createUncached {
            change(OpenFile(descriptor: lastHandle, path: path), .truncate(0))
        }
        return lastHandle
    }

    mutating func close(_ descriptor: Int32) {
        precondition(handles[descriptor] != nil, "closed twice")
        locks = locks.filter { $0.value != descriptor }
        handles[descriptor] = nil
    }

    mutating func change(_ file: OpenFile, _ change: Change) {
        let number = handles[file.descriptor]!
        change.apply(to: &nodes[number]!.live)
        nodes[number]!.pending.append(change)
    }

    mutating func synchronize(_ file: OpenFile, fault: MemoryFileSystem.Fault?) {
        let number = handles[file.descriptor]!
        var pending = nodes[number]!.pending
        if fault == .refuse { pending = [] }
        if fault == .half || fault == .short { pending = Array(pending.prefix(pending.count / 2)) }
        for change in pending { change.apply(to: &nodes[number]!.durable) }
        nodes[number]!.pending = []
    }

    /// False when a folder would take the place of one that is not empty.
    mutating func rename(_ old: String, _ new: String) -> Bool {
        // A folder is no entry of its own here: all that is in it moves, at once.
        let moved = entries.filter { $0.key == old || $0.key.hasPrefix(old + "/") }
        precondition(!moved.isEmpty, "there is no \(old)")
        if entries.keys.contains(where: { $0.hasPrefix(new + "/") }) { return false }
        change(
            EntryChange(
                removed: Array(moved.keys),
                added: moved.map { (path: new + $0.key.dropFirst(old.count), node: $0.value) }))
        return true
    }

    mutating func remove(_ path: String) -> Bool {
        if entries[path] == nil { return false }
        change(EntryChange(removed: [path]))
        return true
    }

    private mutating func change(_ change: EntryChange) {
        change.apply(to: &entries)
        pendingEntries.append(change)
    }

    mutating func synchronizeEntries() {
        for change in pendingEntries { change.apply(to: &durableEntries) }
        pendingEntries = []
    }

    mutating func lock(_ file: OpenFile) -> Bool {
        let number = handles[file.descriptor]!
        if locks[number] != nil { return false }
        locks[number] = file.descriptor
        return true
    }

    mutating func setDurably(_ path: String, _ bytes: [UInt8]) {
        lastNode += 1
        nodes[lastNode] = Node(live: bytes, durable: bytes)
        entries[path] = lastNode
        durableEntries[path] = lastNode
    }

    func afterKill() -> MemoryDisk {
        var disk = self
        disk.handles = [:]
        disk.locks = [:]
        disk.plan = MemoryFileSystem.Plan()
        disk.calls = 0
        return disk
    }

    /// Of the folder's changes any subset has been made durable; of a file's changes any subset, each torn anywhere, or
    /// only its size.
    func afterPowerLoss(seed: UInt64) -> MemoryDisk {
        var random = SplitMix64(seed: seed)
        var disk = afterKill()
        let style = random.next() % 4
        for change in pendingEntries {
            let survives = style == 0 ? false : style == 1 ? true : random.next() % 2 == 0
            if survives { change.apply(to: &disk.durableEntries) }
        }
        disk.pendingEntries = []
        disk.entries = disk.durableEntries
        for number in disk.nodes.keys.sorted() {
            let pending = disk.nodes[number]!.pending
            var durable = disk.nodes[number]!.durable
            let style = random.next() % 5
            let kept = Int(random.next() % UInt64(pending.count + 1))
            for (index, change) in pending.enumerated() {
                switch style {
                case 0: break
                case 1: change.apply(to: &durable)
                case 2:
                    if index < kept { change.apply(to: &durable) }
                    if index == kept { change.torn(&random).apply(to: &durable) }
                case 3: if random.next() % 2 == 0 { change.torn(&random).apply(to: &durable) }
                default: change.zeroed().apply(to: &durable)
                }
            }
            disk.nodes[number] = Node(live: durable, durable: durable)
        }
        return disk
    }
}

extension MemoryDisk.Change {
    fileprivate func torn(_ random: inout SplitMix64) -> Self {
        guard case .write(let offset, let bytes) = self, !bytes.isEmpty else { return self }
        let start = random.next() % 2 == 0 ? 0 : Int(random.next() % UInt64(bytes.count))
        let end = start + Int(random.next() % UInt64(bytes.count - start + 1))
        return .write(offset: offset + start, bytes: Array(bytes[start..<end]))
    }

    /// The size is durable, the bytes are not. What was durable before stays.
    fileprivate func zeroed() -> Self {
        guard case .write(let offset, let bytes) = self else { return self }
        return .write(offset: offset + bytes.count, bytes: [])
    }
}
