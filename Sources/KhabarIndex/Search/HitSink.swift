/// Takes the articles that match, in no order that means anything.
protocol HitSink {
    /// Whether articles may be left out that score less than `threshold`.
    var mayPrune: Bool { get }
    var threshold: Int32 { get }

    /// Articles that match may have been left out.
    mutating func skipped()
    mutating func take(_ hit: Hit)
}

/// The best hits, and how many there are.
struct BestHits: HitSink {
    var top: TopHits
    var total: HitCount

    @inline(__always) var mayPrune: Bool { total.mayPrune }
    @inline(__always) var threshold: Int32 { top.threshold }

    @inline(__always) mutating func skipped() { total.skipped() }

    @inline(__always) mutating func take(_ hit: Hit) {
        total.found()
        if hit.score >= top.threshold { top.insert(hit) }
    }
}

/// Every hit.
struct EveryHit: HitSink {
    let body: (Hit) -> Void

    var mayPrune: Bool { false }
    var threshold: Int32 { 0 }

    mutating func skipped() {}
    mutating func take(_ hit: Hit) { body(hit) }
}
