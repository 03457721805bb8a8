internal import CHardware

/// Finds members by the keys of their signatures: open addressing, 4 bytes a slot, four keys a member.
///
/// A slot holds a member and 6 bits of the key: enough to pass over most others; who is found by mistake is compared in vain.
/// Every loop is bounded, so keys chosen to collide cost no more than others: what finds no room is not found by that key.
struct CopyTable: Sendable {
    /// Of the most telling. A newcomer asks by all of its keys, so few of each member do: of 4,349 pairs of copies, cut ones among them, whose clusters were made
    /// with 4, 6, 8, 12 and 24 keys a member, 19 to 23 stayed apart each time.
    static let keysPerMember = 4
    static let membersMax = (1 << 26) - 2
    /// Members listed under one key: more have a share bar or a byline in common, or are copies of each other, of which these stand for all.
    static let membersPerKeyMax = 16
    /// Slots looked at for one key; at two thirds full a search ends after five on average (Knuth, TAOCP 3, 6.4).
    static let stepsMax = 64

    private static let empty: UInt32 = 0
    private static let removed = UInt32.max

    private var slots: [UInt32]
    /// Slots that are not empty, removed ones included.
    private var used = 0

    /// Room for so many members, at two thirds full.
    init(members: Int = 0) {
        let size = max(1 << 10, members * Self.keysPerMember * 3 / 2)
        slots = [UInt32](repeating: Self.empty, count: size)
    }

    var bytes: Int { 4 * slots.capacity }

    /// Whether the next member would make it more than two thirds full.
    var isFull: Bool { (used + Self.keysPerMember) * 3 > slots.count * 2 }

    /// A place to start, and the bits of the key in its slots.
    private func start(_ key: UInt32) -> (slot: Int, tag: UInt32) {
        let hash = UInt64(key) &* 0x9E37_79B9_7F4A_7C15
        // Scaled to the number of slots, which is no power of two (Lemire, "Fast random integer generation in an interval", 2019).
        let slot = UInt64(slots.count).multipliedFullWidth(by: hash).high
        return (Int(slot), UInt32(truncatingIfNeeded: hash >> 18) << 26)
    }

    private func after(_ slot: Int) -> Int { slot + 1 == slots.count ? 0 : slot + 1 }

    private static let memberMask: UInt32 = 1 << 26 - 1

    mutating func insert(_ member: UInt32, _ keys: [UInt32]) {
        precondition(Int(member) < Self.membersMax)
        for key in keys.prefix(Self.keysPerMember) {
            var (slot, tag) = start(key)
            var free: Int?
            var others = 0
            for _ in 0..<Self.stepsMax {
                let value = slots[slot]
                if value == Self.empty || value == Self.removed { free = free ?? slot }
                if value == Self.empty { break }
                if value != Self.removed, value & ~Self.memberMask == tag { others += 1 }
                slot = after(slot)
            }
            guard let free, others < Self.membersPerKeyMax else { continue }
            if slots[free] == Self.empty { used += 1 }
            slots[free] = tag | (member + 1)
        }
    }

    mutating func remove(_ member: UInt32, _ keys: [UInt32]) {
        for key in keys.prefix(Self.keysPerMember) {
            var (slot, tag) = start(key)
            for _ in 0..<Self.stepsMax where slots[slot] != Self.empty {
                if slots[slot] == tag | (member + 1) { slots[slot] = Self.removed }
                slot = after(slot)
            }
        }
    }

    /// Asks for the slots where the keys' searches begin, so that they come from memory all at once.
    func prefetch(_ keys: [UInt32]) {
        unsafe slots.withUnsafeBufferPointer { slots in
            for key in keys { unsafe khabar_prefetch(slots.baseAddress! + start(key).slot) }
        }
    }

    /// Appends the members under a key that are not among `members` yet, until there are `limit`.
    func find(_ key: UInt32, into members: inout [UInt32], limit: Int) {
        var (slot, tag) = start(key)
        for _ in 0..<Self.stepsMax {
            let value = slots[slot]
            if value == Self.empty || members.count >= limit { return }
            if value != Self.removed, value & ~Self.memberMask == tag {
                let member = value & Self.memberMask - 1
                if !members.contains(member) { members.append(member) }
            }
            slot = after(slot)
        }
    }
}
