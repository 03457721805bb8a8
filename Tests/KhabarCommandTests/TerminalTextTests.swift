import KhabarCommand
import Testing

@Suite struct TerminalTextTests {
    @Test func highlightsAreBold() {
        #expect(terminalText("the oil price", highlights: [4..<7]) == "the \u{1B}[1moil\u{1B}[22m price")
        #expect(terminalText("oil", highlights: [0..<3]) == "\u{1B}[1moil\u{1B}[22m")
        #expect(terminalText("oil", highlights: [0..<3], bold: false) == "oil")
    }

    @Test func rightToLeftTextIsIsolated() {
        #expect(terminalText("تیل کی", highlights: [0..<6]) == "\u{2068}\u{1B}[1mتیل\u{1B}[22m کی\u{2069}")
        #expect(terminalText("तेल") == "तेल")
        #expect(terminalText("\u{202E}oil\u{2069}") == "oil")
    }

    @Test func controlsAreTakenOut() {
        #expect(terminalText("a\u{1B}[2Jb\u{9B}2Jc\u{7}\u{0}\u{7F}") == "a[2Jb2Jc")
        #expect(terminalText("a\nb\tc\r\u{2028}d") == "a b c  d")
        #expect(terminalText("می\u{200C}خواہم\u{200F}") == "\u{2068}می\u{200C}خواہم\u{2069}")
    }

    @Test(arguments: [
        [-5..<2], [2..<100], [0..<0], [1..<3, 0..<2], [Int.min..<Int.max], [7..<9], [1..<2, 1..<2],
    ])
    func anyRangesWillDo(_ highlights: [Range<Int>]) {
        let line = terminalText("तेल", highlights: highlights)
        #expect(line.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[22m", with: "") == "तेल")
    }

    @Test(arguments: [
        (12.3456, "12.34"), (0.999, "0.99"), (7, "7.0"), (0, "0.0"), (-0.001, "0.0"), (-1.239, "-1.23"),
        (1e17, "1e+17"),
        (1e308, "1e+308"), (.infinity, "inf"), (.nan, "nan"),
    ])
    func scoresOfAnySize(_ score: Double, _ text: String) {
        #expect(twoDecimals(score) == text)
    }
}
