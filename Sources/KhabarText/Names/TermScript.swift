/// The script of a term without its text, by its first byte: Latin, Devanagari, Arabic, or other where a name has no sounds here.
///
/// A folded term has letters of one script, but for digits beside Latin ones.
package func scriptOfTerm(_ term: Span<UInt8>) -> Script {
    guard !term.isEmpty else { return .other }
    switch term[0] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return .latin
    case 0xD8...0xDB: return .arabic
    case 0xE0 where term.count > 1 && term[1] & 0xFE == 0xA4: return .devanagari
    default: return .other
    }
}
