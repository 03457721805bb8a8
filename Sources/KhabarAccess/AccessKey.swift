internal import Crypto

/// A secret by which a server knows a client: 256 random bits, in letters and digits.
package struct AccessKey: Sendable {
    /// `khabar_` and 64 hexadecimal digits. The beginning lets tools find keys that were published by mistake.
    package let secret: String

    static let prefix = "khabar_"
    private static let wordCount = 4

    /// From the system's source of random numbers, which nobody can foresee.
    package init() {
        var generator = SystemRandomNumberGenerator()
        self.init(&generator)
    }

    init(_ generator: inout some RandomNumberGenerator) {
        let words = (0..<Self.wordCount).map { _ in generator.next() as UInt64 }
        secret = Self.prefix + words.map(hexadecimal).joined()
    }

    package var digest: AccessDigest { AccessDigest(of: Array(secret.utf8)) }
}

/// The SHA-256 of a key's bytes: what a server keeps of it. Who reads it has no key.
package struct AccessDigest: Hashable, Sendable, CustomStringConvertible {
    /// Big-endian, as the digest is written.
    private let words: [UInt64]

    private static let wordCount = 4
    private static let digitsPerWord = 16

    package init(of key: [UInt8]) {
        let bytes = Array(SHA256.hash(data: key))
        words = stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// Reads what `description` writes; capitals are taken too.
    init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == Self.wordCount * Self.digitsPerWord, digits.allSatisfy(\.isHexadecimalDigit) else {
            return nil
        }
        words = stride(from: 0, to: digits.count, by: Self.digitsPerWord).map { start in
            UInt64(String(decoding: digits[start..<start + Self.digitsPerWord], as: UTF8.self), radix: 16)!
        }
    }

    /// 64 hexadecimal digits.
    package var description: String { words.map(hexadecimal).joined() }

    /// Takes as long whether they differ early or late.
    func isSame(as other: AccessDigest) -> Bool {
        zip(words, other.words).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
