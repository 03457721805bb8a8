/// A text in the alphabet that suits it, which is what is deflated.
struct CodedText {
    let alphabet: Alphabet
    let bytes: [UInt8]
    /// How many bytes the text itself has.
    let textBytes: Int

    init(_ text: [UInt8]) {
        textBytes = text.count
        let alphabet = Alphabet.likelyBest(for: text.span)
        // Letters of the script that the alphabet lacks take more than in UTF-8.
        if let coded = alphabet.codec?.encode(text.span, atMost: text.count - 1) {
            self.alphabet = alphabet
            bytes = coded
        } else {
            self.alphabet = .utf8
            bytes = text
        }
    }
}
