import Foundation
import Testing

@testable import KhabarIndex

@Suite struct LengthShareTests {
    @Test func isAPowerOfTheLetters() {
        for letters in 1...10 {
            #expect(abs(Double(LengthShare.of(letters: letters)) - pow(Double(letters) / 10, 0.4)) < 0.000_1)
        }
        #expect(LengthShare.of(letters: 0) == LengthShare.of(letters: 1))
        #expect(LengthShare.of(letters: 64) == 1)
    }

    @Test(arguments: [("oil", 3), ("تیل", 3), ("तेल", 3), ("राष्ट्रपति", 10), ("", 1)])
    func lettersOfAnyScriptCountOnce(_ term: String, _ letters: Int) {
        #expect(LengthShare.of(Array(term.utf8)) == LengthShare.of(letters: letters))
    }
}
