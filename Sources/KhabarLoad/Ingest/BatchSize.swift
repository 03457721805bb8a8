/// When a batch is full.
package enum BatchSize: Sendable, Equatable {
    case articles(Int)
    /// Of raw text; the article that reaches it is the last.
    case bytes(Int)

    /// `500` is articles; `64K` and `8M` are bytes, in powers of 1,024.
    package init?(_ text: String) {
        let shifts: [Character: Int] = ["K": 10, "k": 10, "M": 20, "m": 20]
        let shift = text.last.flatMap { shifts[$0] }
        guard let number = Int(shift == nil ? text[...] : text.dropLast()), number > 0, number <= 1 << 30
        else { return nil }
        if let shift {
            guard number << shift <= Limits.batchBytesMax else { return nil }
            self = .bytes(number << shift)
        } else {
            guard number <= Limits.batchArticlesMax else { return nil }
            self = .articles(number)
        }
    }

    func isReached(articles: Int, bytes: Int) -> Bool {
        switch self {
        case .articles(let count): articles >= count || bytes >= Limits.batchBytesMax
        case .bytes(let count): bytes >= count || articles >= Limits.batchArticlesMax
        }
    }
}
