/// The identity of the analysis: two programs whose versions are equal turn every text into the same terms, stems and signatures of copies.
package enum Analyzer {
    /// Raise it with every change of a rule in the code.
    private static let rules: UInt32 = 6

    /// Changes with any rule, with the language data, and with what the linked libstemmer does.
    ///
    /// A hash (FNV-1a) over the rules' number, the resources, and the English stems of words that exercise each step of the algorithm.
    package static let version: UInt32 = {
        var hash = FNV1a()
        hash.combine(rules)
        for resource in [
            PackageResources.analysis_words_txt, PackageResources.analysis_fold_txt,
            PackageResources.analysis_compounds_txt, PackageResources.analysis_spelling_en_txt,
            PackageResources.analysis_stem_ar_txt, PackageResources.analysis_stem_en_txt,
            PackageResources.analysis_stem_hi_txt, PackageResources.analysis_stem_ur_txt,
            PackageResources.analysis_stop_ar_txt, PackageResources.analysis_stop_en_txt,
            PackageResources.analysis_stop_hi_txt, PackageResources.analysis_stop_ur_txt,
        ] {
            hash.combine(resource)
        }
        let stemmer = Stemmer()
        for word in stemmerProbes.split(separator: " ") {
            var stem: [UInt8] = []
            stemmer.stem([UInt8](word.utf8).span, as: .english, into: &stem)
            hash.combine(stem)
        }
        return hash.value
    }()

    private static let stemmerProbes = """
        caresses flies dies ties gas this kiwis agreed feed hoping hopping luxuriating falling sitting happy cry by say skies dying idly \
        gently ugly early only singly news howe atlas cosmos bias andes inning outing canning herring earring proceed exceed succeed \
        relational conditional rational valency hesitancy digitizer operator feudalism decisiveness hopefulness callousness formality \
        sensitivity sensibility triplicate formative electricity electrical hopeful goodness revival allowance inference airliner \
        gyroscopic adjustable defensible irritant replacement adjustment dependent adoption activate effective bowdlerize rate controlling \
        generously communication arsenal universities youth yellow boy enjoy past paste emerging international presidents attacked
        """
}

/// The 32-bit FNV-1a hash (Fowler, Noll, Vo), lengths included.
private struct FNV1a {
    var value: UInt32 = 0x811C_9DC5

    mutating func combine(_ bytes: [UInt8]) {
        combine(UInt32(truncatingIfNeeded: bytes.count))
        for byte in bytes { value = (value ^ UInt32(byte)) &* 0x0100_0193 }
    }

    mutating func combine(_ number: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            value = (value ^ (number >> shift & 0xFF)) &* 0x0100_0193
        }
    }
}
