import TestSupport

@testable import KhabarText

/// The signature of a text, its paragraphs one after the other; paragraphs of single words are as good as any.
func signature(title: String = "", _ paragraphs: [String]) -> CopySignature {
    var sketcher = CopySketcher()
    return signature(title: title, paragraphs, &sketcher)
}

func signature(title: String = "", _ paragraphs: [String], _ sketcher: inout CopySketcher) -> CopySignature {
    var tokens = Tokens()
    tokenize(title.utf8.span, into: &tokens)
    sketcher.addTitle(tokens, hashes: tokens.termHashes(), 0..<tokens.count)
    for paragraph in paragraphs {
        tokens.removeAll()
        tokenize(paragraph.utf8.span, into: &tokens)
        sketcher.add(tokens, hashes: tokens.termHashes(), 0..<tokens.count)
    }
    return sketcher.finish()
}

extension CopySignature {
    func isCopy(of other: CopySignature) -> Bool { relation(to: other) == .copy }
}

extension SplitMix64 {
    /// Words of eight letters, none of them a function word.
    mutating func story(words count: Int) -> [String] {
        (0..<count).map { _ in
            String(
                (0..<8).map { _ in Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8.random(in: 0..<26, using: &self)))
                })
        }
    }
}
