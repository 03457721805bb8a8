import Testing

@testable import KhabarText

/// Pages as a crawler leaves them, with what becomes of each line: `K` is kept as a paragraph, `T` the title, `S` the summary, and the others give
/// the reason for which the line is dropped. Under a kept line `=` is what it reads like afterwards, if not the same, and `+` a further paragraph of it. `@` lines give facts.
/// The texts are invented; what stands around them is what such sites print.
struct PageExpectation: Sendable, CustomTestStringConvertible {
    var name: String
    var language: String
    var source: [String] = []
    var givenTitle: String?
    var title: String?
    var summary: String?
    var body: [String] = []
    var dropped: [String] = []
    var facts: [String: String] = [:]

    var testDescription: String { "\(language) \(name)" }

    static func read(_ text: String, _ language: String) -> [PageExpectation] {
        var pages: [PageExpectation] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                pages.append(PageExpectation(name: String(line.dropFirst(4)), language: language))
                continue
            }
            guard let last = pages.indices.last else { continue }
            if line.hasPrefix("@ ") {
                let fact = line.dropFirst(2).split(separator: " ", maxSplits: 1).map(String.init)
                if fact[0] == "given" { pages[last].givenTitle = fact[1] } else { pages[last].facts[fact[0]] = fact[1] }
                continue
            }
            guard let bar = line.firstIndex(of: "|") else {
                pages[last].source.append(String(line))
                continue
            }
            let fate = String(line[..<bar])
            let rest = String(line[line.index(after: bar)...])
            switch fate {
            case "=" where pages[last].body.isEmpty: pages[last].title = rest
            case "=": pages[last].body[pages[last].body.count - 1] = rest
            case "+": pages[last].body.append(rest)
            default: break
            }
            if fate == "=" || fate == "+" { continue }
            pages[last].source.append(rest)
            switch fate {
            case "K": pages[last].body.append(rest)
            case "T": pages[last].title = rest
            case "S": pages[last].summary = rest
            default: pages[last].dropped.append("\(pages[last].source.count) \(fate)")
            }
        }
        return pages
    }
}

private let pages =
    PageExpectation.read(hindiPages, "hi") + PageExpectation.read(arabicPages, "ar")
    + PageExpectation.read(urduPages, "ur") + PageExpectation.read(englishPages, "en")

struct PageTests {
    @Test(arguments: pages)
    func pageIsCleanedAsACarefulReaderWould(_ page: PageExpectation) throws {
        let text = Array(page.source.joined(separator: "\n").utf8)
        let article = try Cleaner().clean(RawArticle(id: "a", title: page.givenTitle, text: text))
        #expect(article.dropped.map { "\($0.line) \($0.reason.name)" } == page.dropped)
        #expect(article.body == page.body)
        #expect(article.title == page.title ?? page.givenTitle)
        #expect(article.summary == page.summary)
        #expect(article.language == page.language)
        #expect(article.dateline == page.facts["dateline"])
        #expect(article.agency == page.facts["agency"])
        #expect(article.published?.text == page.facts["published"])
        #expect(article.pageDate?.text == page.facts["pageDate"])
        #expect(article.hashtags.joined(separator: " ") == page.facts["hashtags"] ?? "")
    }

    @Test func thereAreTenPagesOfEachLanguage() {
        for language in ["hi", "ar", "ur", "en"] {
            #expect(pages.filter { $0.language == language }.count >= 10)
        }
    }
}
