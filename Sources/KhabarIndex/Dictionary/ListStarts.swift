/// Where lists start, ascending, to be found again by these places: what a shared stem names.
///
/// Stems come in about the order of the words that they share with, so that a search begins where the last one ended.
struct ListStarts {
    private var starts: [UInt32] = []
    /// Where the last search ended.
    private var last = 0

    mutating func reserve(_ count: Int) { starts.reserveCapacity(count) }

    /// `start` must be greater than all before it.
    @inline(__always) mutating func append(_ start: Int) { starts.append(UInt32(start)) }

    /// All of `others` must be greater.
    mutating func append(contentsOf others: ListStarts) { starts.append(contentsOf: others.starts) }

    /// Where the list at `index` starts; nil behind the last one.
    func start(_ index: Int) -> Int? { index < starts.count ? Int(starts[index]) : nil }

    /// The number of the list that starts at `start`.
    mutating func find(_ start: Int) -> Int? {
        guard let wanted = UInt32(exactly: start) else { return nil }
        // All before `low` start before it, all from `high` on do not.
        var low: Int
        var high: Int
        var step = 1
        if last < starts.count && starts[last] < wanted {
            low = last + 1
            high = low
            while high < starts.count && starts[high] < wanted {
                low = high + 1
                high = min(low + step, starts.count)
                step *= 2
            }
        } else {
            high = last
            low = high
            while low > 0 && starts[low - 1] >= wanted {
                high = low - 1
                low = max(high - step, 0)
                step *= 2
            }
        }
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        last = low
        return low < starts.count && starts[low] == wanted ? low : nil
    }
}
