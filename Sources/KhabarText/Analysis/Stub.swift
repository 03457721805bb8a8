// temporary
package enum Script: UInt8, Sendable { case latin, devanagari, arabic, digits, other }
package enum Reading: UInt8, Sendable { case english = 0x65, hindi = 0x68, arabic = 0x61, urdu = 0x75, none = 0x2D }
package struct Tokens { package var termBytes: [UInt8] = [], termEnds: [UInt32] = [], starts: [UInt32] = [], ends: [UInt32] = [], positions: [UInt32] = [], scripts: [Script] = []
  package init() {}
  package mutating func removeAll() { termBytes.removeAll(keepingCapacity: true); termEnds.removeAll(keepingCapacity: true); starts.removeAll(keepingCapacity: true); ends.removeAll(keepingCapacity: true); positions.removeAll(keepingCapacity: true); scripts.removeAll(keepingCapacity: true) } }
package func tokenize(_ text: Span<UInt8>, into tokens: inout Tokens) {
  var p: UInt32 = 0
  var i = 0
  while i < text.count {
    while i < text.count, text[i] <= 32 { i += 1 }
    let s = i
    while i < text.count, text[i] > 32 { i += 1 }
    if i > s { for k in s..<min(i, s + 64) { tokens.termBytes.append(text[k]) }
      tokens.termEnds.append(UInt32(tokens.termBytes.count)); tokens.starts.append(UInt32(s)); tokens.ends.append(UInt32(i)); tokens.positions.append(p); p += 1
      tokens.scripts.append(text[s] < 128 ? .latin : text[s] < 0xE0 ? .arabic : .devanagari) }
  }
  for _ in 0..<16 { tokens.termBytes.append(0) }
}
package func reading(of script: Script, articleLanguage: String) -> Reading { switch script { case .latin: .english; case .devanagari: .hindi; case .arabic: articleLanguage == "ar" ? .arabic : .urdu; default: .none } }
package final class Stemmer { package init() {}; package func stem(_ term: Span<UInt8>, as reading: Reading, into stem: inout [UInt8]) { for k in 0..<min(term.count, 6) { stem.append(term[k]) } } }
package func isStopWord(_ term: Span<UInt8>, reading: Reading) -> Bool { false }
package enum Analyzer { package static let version: UInt32 = 1 }
package struct QueryTerm: Sendable { package var exact: [UInt8]; package var script: Script; package var stems: [(reading: Reading, stem: [UInt8])]; package var isStopWord: Bool; package var position: UInt32; package var start: Int; package var end: Int }
package func analyzeQuery(_ text: String) -> [QueryTerm] {
  var t = Tokens(); tokenize(text.utf8.span, into: &t)
  let s = Stemmer()
  var start = 0
  return (0..<t.termEnds.count).map { i in
    let term = Array(t.termBytes[start..<Int(t.termEnds[i])]); start = Int(t.termEnds[i])
    let readings: [Reading] = t.scripts[i] == .arabic ? [.arabic, .urdu] : [reading(of: t.scripts[i], articleLanguage: "und")]
    return QueryTerm(exact: term, script: t.scripts[i], stems: readings.filter { $0 != .none }.map { r in var o: [UInt8] = []; s.stem(term.span, as: r, into: &o); return (r, o) }, isStopWord: false, position: t.positions[i], start: Int(t.starts[i]), end: Int(t.ends[i])) }
}
