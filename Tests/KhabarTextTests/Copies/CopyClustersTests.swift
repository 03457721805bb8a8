import Testing
import TestSupport

@testable import KhabarText

@Suite struct CopyClustersTests {
    /// The clusters with the signatures that a server would look up in its segments.
    final class Index {
        var clusters = CopyClusters()
        /// By tag, of which each insertion has a new one.
        private var signatures: [UInt64: CopySignature] = [:]
        private var insertions: UInt64 = 1 << 40
        /// Of the last insertion.
        var lookups = 0

        func insert(_ signature: CopySignature) -> UInt32? {
            lookups = 0
            insertions += 1
            let member = clusters.insert(signature, tag: insertions) {
                lookups += 1
                return signatures[$0]!
            }
            if member != nil { signatures[insertions] = signature }
            return member
        }

        func remove(_ member: UInt32) {
            clusters.remove(member, signatures.removeValue(forKey: clusters.labels.tag(of: member))!)
        }
    }

    /// Stories, each as several copies: cut, with a changed word, with a tail.
    private static func copies(_ stories: Int, _ random: inout SplitMix64) -> [(story: Int, signature: CopySignature)] {
        (0..<stories).flatMap { story in
            let words = random.story(words: Int.random(in: 150...500, using: &random))
            var changed = words
            changed[words.count / 3] = "changed"
            return [words, words, Array(words.prefix(120)), changed, words + random.story(words: 40)].map {
                (story, signature($0))
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func copiesComeTogetherInAnyOrder(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<3 {
            let index = Index()
            var labels: [Int: Set<UInt32>] = [:]
            var members: [(story: Int, member: UInt32)] = []
            // More than the table holds at first, so that it is rebuilt on the way.
            for (story, signature) in Self.copies(60, &random).shuffled(using: &random) {
                members.append((story, try #require(index.insert(signature))))
            }
            for (story, member) in members {
                labels[story, default: []].insert(index.clusters.labels.label(of: member))
            }
            #expect(labels.values.allSatisfy { $0.count == 1 }, "seed \(seed)")
            #expect(Set(labels.values).count == 60, "seed \(seed)")
            #expect(members.allSatisfy { index.clusters.labels.size(of: $0.member) == 5 }, "seed \(seed)")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func whatIsRemovedIsForgotten(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let index = Index()
        let stories = Self.copies(30, &random).shuffled(using: &random)
        var alive: [Int: Set<UInt32>] = [:]
        for round in 0..<3 {
            for (story, signature) in stories {
                alive[story, default: []].insert(try #require(index.insert(signature)))
            }
            for (story, members) in alive {
                for member in members.sorted().shuffled(using: &random).dropLast(story % 3) {
                    index.remove(member)
                    alive[story]!.remove(member)
                }
                for member in alive[story]! {
                    #expect(
                        Set(index.clusters.labels.members(with: member)) == alive[story]!,
                        "seed \(seed), round \(round)")
                    #expect(index.clusters.labels.size(of: member) == alive[story]!.count, "seed \(seed)")
                    #expect(alive[story]!.contains(index.clusters.labels.label(of: member)), "seed \(seed)")
                }
            }
            #expect(index.clusters.count == alive.values.reduce(0) { $0 + $1.count }, "seed \(seed)")
        }
    }

    @Test func aFloodOfOneTextIsBounded() throws {
        var random = SplitMix64(seed: 8)
        let flood = signature(random.story(words: 300))
        let index = Index()
        var members: [UInt32] = []
        for _ in 0..<CopyClusters.Limits.clusterMax + 500 {
            members.append(try #require(index.insert(flood)))
            // Rebuilding looks every signature up, once in half of all insertions; that aside, few are compared.
            #expect(index.lookups <= members.count + 128)
        }
        let largest = members.map { index.clusters.labels.size(of: $0) }.max()
        #expect(largest == CopyClusters.Limits.clusterMax)
        #expect(index.clusters.bytes < members.count * 100)
        for member in members.prefix(50) { index.remove(member) }
        #expect(index.clusters.count == members.count - 50)
        #expect(index.clusters.labels.size(of: members[50]) == CopyClusters.Limits.clusterMax - 50)
    }

    @Test func keysThatMeetOnPurposeAreBounded() {
        // One key in common, all else made up: nobody is a copy, and everyone is looked at only a little.
        let index = Index()
        var comparisons = 0
        for number in 0..<2_000 {
            var bytes: [UInt8] = [1, 0, 0, 0]
            for shingle in 1..<UInt32(24) {
                let value = shingle << 24 | UInt32(number * 24 + 2) + shingle
                for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(value >> shift & 0xFF)) }
            }
            bytes += [UInt8](repeating: 0, count: 16)
            _ = index.insert(CopySignature(bytes.span))
            comparisons += index.lookups
        }
        #expect(index.clusters.count == 2_000)
        #expect(comparisons < 2_000 * (16 + 16))
    }

    @Test func aChainOfChangesDoesNotBecomeOneStory() throws {
        var random = SplitMix64(seed: 21)
        var words = random.story(words: 200)
        let index = Index()
        var members: [UInt32] = []
        for step in 0..<40 {
            for at in stride(from: step % 20, to: 200, by: 20) { words[at] = random.story(words: 1)[0] }
            members.append(try #require(index.insert(signature(words))))
        }
        let labels = index.clusters.labels
        #expect(labels.label(of: members[0]) != labels.label(of: members[39]))
        #expect(members.contains { labels.size(of: $0) > 1 })
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func reportsOfTwoDaysStayApart(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let words = random.story(words: 80)
        func report(_ numbers: [Int]) -> CopySignature { signature(words + numbers.map(String.init)) }
        // Each day's report comes three times; once the numbers were lost on the way.
        let (monday, tuesday) = (report([97_328, 1_781, 969]), report([96_112, 340, 871]))
        let arrivals = [monday, monday, monday, tuesday, tuesday, tuesday, report([])].shuffled(using: &random)
        let index = Index()
        let members = try arrivals.map { try #require(index.insert($0)) }
        let labels = index.clusters.labels
        func labelsOf(_ day: CopySignature) -> Set<UInt32> {
            Set(zip(members, arrivals).filter { $0.1 == day }.map { labels.label(of: $0.0) })
        }
        #expect(labelsOf(monday).isDisjoint(with: labelsOf(tuesday)), "seed \(seed)")
        #expect(labelsOf(monday).count == 1 && labelsOf(tuesday).count == 1, "seed \(seed)")
    }

    @Test func labelsThatASearchHoldsDoNotChange() throws {
        var random = SplitMix64(seed: 9)
        let story = signature(random.story(words: 200))
        let index = Index()
        let first = try #require(index.insert(story))
        let held = index.clusters.labels
        let second = try #require(index.insert(story))
        #expect(held.size(of: first) == 1)
        #expect(index.clusters.labels.size(of: first) == 2)
        #expect(index.clusters.labels.label(of: first) == index.clusters.labels.label(of: second))
    }

    @Test func aTextThatIsTooShortIsNoMember() {
        let index = Index()
        #expect(index.insert(signature(["Photographs from yesterday's evening match"])) == nil)
        #expect(index.clusters.count == 0)
    }
}
