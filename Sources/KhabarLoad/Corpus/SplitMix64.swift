/// A small generator whose whole state is one number, so that a printed seed gives the same run again (G. L. Steele et al.,
/// "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). Not for secrets.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number in `0..<bound`, by multiplication: for bounds that are small against 2³² the bias can't be seen.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0 && bound <= 1 << 31)
        return Int(((next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// A generator of its own for each number, so that article n can be made without those before it.
    package static func stream(_ number: UInt64, ofSeed seed: UInt64) -> SplitMix64 {
        SplitMix64(seed: mixed(mixed(seed) &+ number))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

// Only the four operations that IEEE 754 fixes to the last bit are used, never the C library's `exp` or `log`: the
// same seed must give the same bytes on every machine.

extension SplitMix64 {
    /// About normal, with mean 0 and deviation 1: the sum of twelve uniform numbers.
    mutating func normal() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += Double(next() >> 11) * 0x1p-53 }
        return sum
    }

    /// Log-normal: half of the values are below the median; the larger `spread`, the longer the tail.
    mutating func logNormal(median: Double, spread: Double) -> Double {
        var power = 1 + normal() * spread / 1024
        for _ in 0..<10 { power *= power }
        return median * power
    }
}
