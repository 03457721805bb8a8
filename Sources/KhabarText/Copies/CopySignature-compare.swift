/// How far two signatures agree.
package struct CopyAgreement: Sendable, Equatable {
    /// Shingles of the smaller text that the sample of the larger would show if it had them.
    package var comparable: Int
    /// Those of them that both have.
    package var shared: Int
    package var comparableNumbers: Int
    package var sharedNumbers: Int
}

/// What two articles are to each other.
package enum CopyRelation: Sendable {
    case copy
    /// One text with other numbers: reports of one kind from two days.
    case otherNumbers
    case other
}

extension CopySignature {
    /// Copies tell one story in one text, cut or with additions. Symmetric; nothing is said of texts that are too short.
    ///
    /// Measured on scraped Urdu stories: of the pairs whose word-3-gram containment is 0.8 or more 99.7 % are copies by this rule.
    package func relation(to other: CopySignature) -> CopyRelation {
        let agreement = agreement(with: other)
        guard agreement.shared >= Self.sharedMin,
            agreement.shared * 4 >= agreement.comparable * Self.shareQuartersMin
        else { return .other }
        return Self.numbersAgree(agreement) ? .copy : .otherNumbers
    }

    private static func numbersAgree(_ agreement: CopyAgreement) -> Bool {
        agreement.comparableNumbers < numbersMin
            || agreement.sharedNumbers * 3 >= agreement.comparableNumbers * numbersThirdsMin
    }

    /// Containment, estimated: shared / comparable.
    ///
    /// A full sample ends at some priority; what is beyond it in the other sample cannot be compared and is left out of both. The codes are coarse, so
    /// the last code of a full sample, of which a part was left out, does not count either. Equal samples are compared whole.
    package func agreement(with other: CopySignature) -> CopyAgreement {
        let (ones, others) = (shingles.span, other.shingles.span)
        let isEqual = self == other
        let end = isEqual ? Self.noShingle : min(sampleEnd, other.sampleEnd)
        let (count, otherCount) = (Self.count(ones, below: end), Self.count(others, below: end))
        var agreement = CopyAgreement(
            comparable: min(count, otherCount), shared: 0, comparableNumbers: min(numberCount, other.numberCount),
            sharedNumbers: 0)
        for index in 0..<count {
            for otherIndex in 0..<otherCount where (ones[index] ^ others[otherIndex]) & Self.hashMask == 0 {
                agreement.shared += 1
                break
            }
        }
        let (numbers, otherNumbers) = (numbers.span, other.numbers.span)
        for index in 0..<numberCount {
            for otherIndex in 0..<other.numberCount where numbers[index] == otherNumbers[otherIndex] {
                agreement.sharedNumbers += 1
                break
            }
        }
        return agreement
    }

    /// Every shingle of the text below it is in the sample.
    private var sampleEnd: UInt32 {
        let last = shingles.span[Self.shinglesMax - 1]
        return last == Self.noShingle ? Self.noShingle : last & ~Self.hashMask
    }

    private static func count(_ values: Span<UInt32>, below end: UInt32) -> Int {
        var count = 0
        while count < values.count, values[count] < end { count += 1 }
        return count
    }
}
