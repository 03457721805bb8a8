/// What share of its weight a query's word keeps by its length: the 0.4th power of its letters, of ten.
///
/// A rare word says what is looked for, a short one less so than a long one that is as rare: it is more often a part of something else. Indexes of letter n-grams weigh like that without
/// saying so, since a long word has more of them. Measured in docs/ranking.md.
enum LengthShare {
    /// By letters, from one; longer words keep all.
    private static let shares: [Float] = [
        0.398_1, 0.525_3, 0.617_8, 0.693_1, 0.757_9, 0.815_2, 0.867, 0.914_6, 0.958_7, 1,
    ]

    /// - Parameter term: UTF-8 as the analyser writes it; signs that follow a letter count.
    static func of(_ term: [UInt8]) -> Float {
        of(letters: term.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) })
    }

    static func of(letters: Int) -> Float { shares[max(1, min(letters, shares.count)) - 1] }
}
