import Testing
import TestSupport

@testable import KhabarText

@Suite struct CopySignatureBytesTests {
    @Test func bytesGiveTheSignatureBack() {
        var random = SplitMix64(seed: 11)
        for words in [0, 3, 10, 30, 500] {
            let made = signature(random.story(words: words) + ["17", "2015"])
            var bytes: [UInt8] = []
            made.encode(into: &bytes)
            #expect(bytes.count == CopySignature.bytes)
            #expect(CopySignature(bytes.span) == made)
        }
    }

    @Test func anyBytesCanBeComparedAndMostAreNotWellFormed() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        let honest = signature(random.story(words: 300))
        for _ in 0..<200 {
            let bytes = (0..<CopySignature.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
            let noise = CopySignature(bytes.span)
            #expect(!noise.isWellFormed, "seed \(seed)")
            #expect(noise.agreement(with: honest) == honest.agreement(with: noise), "seed \(seed)")
            #expect(noise.keys.count <= CopySignature.shinglesMax, "seed \(seed)")
        }
    }

    @Test func eachBrokenRuleIsSeen() {
        var random = SplitMix64(seed: 12)
        var bytes: [UInt8] = []
        signature(random.story(words: 20) + ["17", "2015"]).encode(into: &bytes)
        #expect(CopySignature(bytes.span).isWellFormed)
        func broken(_ change: (inout [UInt8]) -> Void) -> Bool {
            var copy = bytes
            change(&copy)
            return !CopySignature(copy.span).isWellFormed
        }
        // Out of order, twice the same, the same hash with another code, something behind the end.
        #expect(broken { $0.replaceSubrange(0..<4, with: bytes[4..<8]) })
        #expect(broken { ($0[3], $0[7]) = ($0[7], $0[3]) })
        #expect(broken { $0.replaceSubrange(4..<7, with: bytes[0..<3]) })
        #expect(broken { $0[4 * 23] = 0 })
        // Equal numbers, a number behind the end.
        #expect(broken { $0.replaceSubrange(98..<100, with: bytes[96..<98]) })
        #expect(broken { $0[110] = 1 })
    }

    /// These bytes are in segments: when they change, so must the analyser's version.
    @Test func goldenSignatures() {
        #expect(
            hash([
                "The prime minister said on Monday that talks with the neighbouring country would go on until 30 September 2015."
            ]) == 10_723_928_846_718_880_148)
        #expect(
            hash(["وزارة الدفاع الروسية أعلنت أن 12 طائرة شاركت في الضربات على مواقع في شمال البلاد صباح الخميس"])
                == 967_123_386_492_442_465)
        #expect(
            hash(["राष्ट्रपति ने कहा कि दोनों देशों के बीच बातचीत जारी रहेगी और 30 सितंबर तक समझौते पर हस्ताक्षर हो सकते हैं"]) == 6_947_084_731_269_767_049
        )
        #expect(
            hash([
                "وزیر اعظم نے کہا ہے کہ دونوں ملکوں کے درمیان مذاکرات جاری رہیں گے اور 30 ستمبر تک معاہدے پر دستخط ہو سکتے ہیں"
            ]) == 13_507_625_584_202_861_875)
    }

    private func hash(_ text: [String]) -> UInt64 {
        var bytes: [UInt8] = []
        signature(title: "Headline of three words", text).encode(into: &bytes)
        return xxh64(bytes.span)
    }
}
