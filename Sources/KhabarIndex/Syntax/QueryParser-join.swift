/// An operand, and the sign that it was given.
struct SignedNode {
    var sign: Clause.Occurrence?
    var node: QueryNode

    /// Whether it is a `*` and no more.
    var isEverything: Bool {
        if sign == nil, case .filter(.everything, _) = node { true } else { false }
    }
}

/// Clauses that stood side by side, without AND or OR between them.
///
/// A filter without a sign must match: nobody who writes `lang:ur` wants Urdu articles merely preferred. Two filters
/// without a sign on a field that has one value are one filter with both: `source:a source:b` would else find nothing. What every article passes
/// counts where nothing else stands beside it.
func sideBySide(_ operands: [SignedNode]) -> QueryNode? {
    var clauses: [Clause] = []
    var unsigned: [Int] = []
    let selecting = operands.filter { !$0.isEverything }
    for operand in selecting.isEmpty ? Array(operands.prefix(1)) : selecting {
        let (sign, node) = (operand.sign, operand.node)
        if sign == nil, case .filter(let filter, let range) = node {
            if unsigned.contains(where: { merge(filter, range, into: &clauses[$0]) }) { continue }
            unsigned.append(clauses.count)
        }
        clauses.append(Clause(sign ?? (node.isFilter ? .must : .should), node))
    }
    return joined(clauses)
}

private func merge(_ filter: Filter, _ range: Range<Int>, into clause: inout Clause) -> Bool {
    guard case .filter(let earlier, let earlierRange) = clause.node else { return false }
    let merged: Filter
    switch (earlier, filter) {
    case (.language(let one), .language(let other)): merged = .language(union(one, other))
    case (.source(let one), .source(let other)): merged = .source(union(one, other))
    case (.id(let one), .id(let other)): merged = .id(union(one, other))
    default: return false
    }
    clause.node = .filter(merged, range: earlierRange.lowerBound..<range.upperBound)
    return true
}

private func union(_ one: [String], _ other: [String]) -> [String] { one + other.filter { !one.contains($0) } }

/// A list of clauses in its simplest form with the same meaning and the same score; nil when there are none.
func joined(_ clauses: [Clause]) -> QueryNode? {
    if clauses.isEmpty { return nil }
    let asksForSome = clauses.contains { $0.occurrence == .should }
    let onlyShould = clauses.allSatisfy { $0.occurrence == .should }
    var flat: [Clause] = []
    for clause in clauses {
        guard case .list(let inner) = clause.node else {
            flat.append(clause)
            continue
        }
        // `a OR (b OR c)`; and `a AND (b AND c)`, unless its words would excuse the outer list's `should`.
        let dissolves =
            switch clause.occurrence {
            case .should: onlyShould && inner.allSatisfy { $0.occurrence == .should }
            case .must: inner.allSatisfy { $0.occurrence != .should } && (!asksForSome || clause.node.isFilter)
            case .mustNot: false
            }
        if dissolves { flat += inner } else { flat.append(clause) }
    }
    if flat.count == 1, flat[0].occurrence != .mustNot { return flat[0].node }
    return .list(flat)
}
