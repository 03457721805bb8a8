/// A term's grapheme clusters, as the standard library sees them: those of terms without a virama.
func plainLetters(_ term: [UInt8]) -> [String] { String(decoding: term, as: UTF8.self).map(String.init) }

/// Optimal string alignment by its whole table.
func plainDistance<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
    var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { table[i][0] = i }
    for j in 0...b.count { table[0][j] = j }
    for i in stride(from: 1, through: a.count, by: 1) {
        for j in stride(from: 1, through: b.count, by: 1) {
            let same = a[i - 1] == b[j - 1]
            table[i][j] = min(table[i - 1][j - 1] + (same ? 0 : 1), table[i - 1][j] + 1, table[i][j - 1] + 1)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
            }
        }
    }
    return table[a.count][b.count]
}
