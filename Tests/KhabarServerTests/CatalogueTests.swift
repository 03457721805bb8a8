import KhabarIndex
import KhabarText
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct CatalogueTests {
    /// A merge that was begun: what it takes, and what came of it.
    private struct Merge {
        var sources: [LoadedSegment]
        var merged: Segment?
    }

    /// Adds, retracts and merges at random beside the plain model; segments also come late, as in a replay.
    private struct Run {
        var random: ClashingArticles
        var catalogue = Catalogue()
        var plain = PlainCatalogue()
        var merge: Merge?
        /// Even ones are given in order, odd ones to segments that come late.
        var nextSequence: UInt64 = 1_000
        var lateSequences: [UInt64] = []
        var nextFile: UInt64 = 1

        init(seed: UInt64) {
            random = ClashingArticles(seed: seed)
            lateSequences = (0..<500).map { UInt64($0 * 2 + 1) }.shuffled(using: &random.random)
        }

        /// Some of what came is looked through for copies, as a server does between commits.
        mutating func clusterSome() { _ = catalogue.cluster(atMost: random.below(6)) }

        /// Every current article that was looked at has a member, and each member names one current article.
        func checkClusters(all: Bool) {
            var seen: Set<CopyClusters.Member> = []
            for loaded in catalogue.segments {
                for article in 0..<DocID(loaded.segment.articleCount) {
                    let member = loaded.members[article]
                    if all { #expect((member != nil) == loaded.live.contains(article)) }
                    guard let member else { continue }
                    #expect(loaded.live.contains(article), "a replaced article is still a copy")
                    #expect(seen.insert(member).inserted)
                    let place = TablePlace(segment: loaded.number, article: article)
                    #expect(catalogue.clusters.labels.tag(of: member) == place.tag)
                    #expect(catalogue.clusters.labels.size(of: member) == 1 || loaded.members.mayHaveCopies(article))
                }
            }
            #expect(catalogue.clusters.count == seen.count)
            guard all else { return }
            // There are three texts, so that there are at most three stories.
            let stories = Set(seen.map(catalogue.clusters.labels.label))
            #expect(stories.count <= 3)
        }

        mutating func step() throws {
            switch random.below(10) {
            case 0...3: try addInOrder()
            case 4: try addLate()
            case 5, 6: retract()
            default: if merge == nil { try beginMerge() } else { finishMerge() }
            }
        }

        private mutating func addInOrder() throws {
            let segment = try segment(random.articles(upTo: 5))
            nextSequence += 2
            var refused: Set<DocID> = []
            for article in 0..<DocID(segment.articleCount) {
                let (id, version, hash) = row(segment, article)
                let entry = PlainCatalogue.Entry(version: version, sequence: nextSequence, contentHash: hash)
                if plain.wants(id, version: version, contentHash: hash) {
                    plain.add(id, entry)
                } else {
                    refused.insert(article)
                }
            }
            #expect(Set(CommitGroup().decide(segment, catalogue).refused) == refused)
            catalogue.add(segment, origin: .log(nextSequence), refused: refused)
        }

        private mutating func addLate() throws {
            guard let sequence = lateSequences.popLast() else { return }
            let segment = try segment(random.articles(upTo: 5))
            for article in 0..<DocID(segment.articleCount) {
                let (id, version, hash) = row(segment, article)
                plain.add(id, PlainCatalogue.Entry(version: version, sequence: sequence, contentHash: hash))
            }
            catalogue.add(segment, origin: .log(sequence), refused: [])
        }

        private mutating func retract() {
            let (id, version) = (random.id(), UInt64(random.below(4)))
            let tookAway = (catalogue.retract(id, version: version, sequence: 0), plain.retract(id, version: version))
            #expect(tookAway.0 == tookAway.1)
        }

        private mutating func beginMerge() throws {
            var sources: [LoadedSegment] = []
            for segment in catalogue.segments where random.below(2) == 0 { sources.append(segment) }
            guard !sources.isEmpty else { return }
            merge = Merge(sources: sources, merged: KhabarIndex.merge(sources.map(\.mergeSource)))
        }

        private mutating func finishMerge() {
            guard let merge else { return }
            catalogue.replace(merge.sources, by: merge.merged, origin: .file(nextFile))
            nextFile += 1
            self.merge = nil
        }

        private func row(_ segment: Segment, _ article: DocID) -> (id: String, version: UInt64, hash: UInt64) {
            (segment.id(article), segment.version(article), segment.contentHash(article))
        }

        mutating func check() throws {
            #expect(live() == plain.entries)
            #expect(catalogue.snapshot.articleCount == plain.entries.count)
            #expect(catalogue.table.count == plain.entries.count)
            let snapshot = catalogue.snapshot
            for id in ClashingArticles.ids {
                let entry = plain.entries[ExactString(id)]
                let current = catalogue.current(id)
                #expect(current?.version == entry?.version)
                #expect(current?.contentHash == entry?.contentHash)
                let found = try snapshot.search(SearchRequest(.filter(.id([id]), range: 0..<0)))
                #expect(found.total == (entry == nil ? 0 : 1))
                for hit in found.hits {
                    let segment = snapshot.views[hit.place.view].segment
                    #expect(ExactString(segment.id(hit.place.article)) == ExactString(id))
                    #expect(segment.contentHash(hit.place.article) == entry?.contentHash)
                }
                let (version, hash) = (UInt64(random.below(5)), entry?.contentHash ?? 1)
                for hash in [hash, hash ^ 1] {
                    #expect(
                        catalogue.wants(id: id, version: version, contentHash: hash)
                            == plain.wants(id, version: version, contentHash: hash))
                }
            }
        }

        private func live() -> [ExactString: PlainCatalogue.Entry] {
            var live: [ExactString: PlainCatalogue.Entry] = [:]
            for loaded in catalogue.segments {
                for article in 0..<DocID(loaded.segment.articleCount) where loaded.live.contains(article) {
                    let (id, version, hash) = row(loaded.segment, article)
                    let entry = PlainCatalogue.Entry(
                        version: version, sequence: loaded.sequence(article), contentHash: hash)
                    let other = live.updateValue(entry, forKey: ExactString(id))
                    #expect(other == nil, "\(id) is there twice")
                }
            }
            return live
        }
    }

    @Test(arguments: UInt64(1)...12) func itAgreesWithDictionaries(seed: UInt64) throws {
        print("catalogue seed \(seed)")
        var run = Run(seed: seed)
        for _ in 0..<60 {
            try run.step()
            run.clusterSome()
            run.checkClusters(all: false)
            try run.check()
        }
        while run.catalogue.cluster(atMost: 7) {}
        run.checkClusters(all: true)
    }

    @Test func theOrderOfReplayDoesNotMatter() throws {
        let old = try segment([plainArticle("x", "old"), plainArticle("y", "old", version: 2)])
        let new = try segment([plainArticle("x", "new"), plainArticle("y", "new", version: 1)])
        for swaps in [false, true] {
            var catalogue = Catalogue()
            let adds = [(old, UInt64(1)), (new, UInt64(2))]
            for (segment, sequence) in swaps ? adds.reversed() : adds {
                catalogue.add(segment, origin: .log(sequence), refused: [])
            }
            #expect(catalogue.current("x")?.contentHash == new.contentHash(0))
            #expect(catalogue.current("y")?.contentHash == old.contentHash(1))
        }
    }

    @Test func aSegmentOfNothingNewIsNotKept() throws {
        var catalogue = Catalogue()
        _ = catalogue.retract("x", version: 5, sequence: 0)
        catalogue.add(try segment([plainArticle("x", version: 5)]), origin: .log(1), refused: [])
        #expect(catalogue.segments.isEmpty)
        catalogue.add(try segment([plainArticle("x", version: 6)]), origin: .log(2), refused: [])
        #expect(catalogue.segments.count == 1)
    }

    @Test func idsAreTheirBytes() throws {
        var catalogue = Catalogue()
        let ids = ["caf\u{E9}", "cafe\u{301}", "cafe\u{301} "]
        catalogue.add(try segment(ids.map { plainArticle($0) }), origin: .log(1), refused: [])
        #expect(catalogue.snapshot.articleCount == 3)
        let tookAway = catalogue.retract(ids[1], version: 0, sequence: 0)
        #expect(tookAway)
        #expect(catalogue.current(ids[0]) != nil)
        #expect(catalogue.current(ids[1]) == nil)
        #expect(catalogue.current(ids[2]) != nil)
    }
}
