/// A number with at most two decimals, cut, not rounded. Any will do: it may come from a server.
package func twoDecimals(_ value: Double) -> String {
    // Plus zero: what is cut to nothing has no sign.
    let hundredths = (value * 100).rounded(.towardZero) / 100 + 0
    return "\(hundredths.isFinite ? hundredths : value)"
}
