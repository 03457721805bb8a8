/// Stems of one word that no rule brings together: of a noun and its irregular plurals (وزير, وزراء; man, men), of a strong verb's forms (win, won).
///
/// They stay apart in the index, and a query with one looks for the others too, for less: singular and plural are often about different things.
struct StemSiblings: Sendable {
    private var others: [[UInt8]: [[UInt8]]] = [:]

    /// - Parameter words: the stems of each word.
    init(_ words: [[[UInt8]]]) {
        for stems in words {
            for stem in stems {
                // Some are one when they are folded: وزراء, وزرا.
                for other in stems where other != stem && !others[stem, default: []].contains(other) {
                    others[stem, default: []].append(other)
                }
            }
        }
    }

    func of(_ stem: [UInt8]) -> [[UInt8]] { others[stem] ?? [] }
}
