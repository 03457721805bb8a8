extension CorpusLanguage {
    static let english = CorpusLanguage(
        code: "en",
        onsets: words("b c d d f g h l l m m n n p p r r s s t t v w br ch cl cr dr fl gr pl pr sh sp st tr th"),
        vowels: ["a", "a", "e", "e", "e", "i", "i", "o", "o", "u", "ai", "ea", "ou"],
        codas: ["", "", "", "r", "n", "n", "l", "t", "s", "m", "ck", "nd", "nt", "rt", "st", "ll"],
        prefixes: ["", "", "", "", "", "un", "re", "in", "de"],
        suffixes: ["", "s", "s", "ed", "ing", "er", "ly", "ment", "ion"],
        functionWords: words(
            """
            the of to and in a for is on that by with was as at it he from be has are said have an its not will his but \
            they which this were their been would or had more who about one after also than when year there we what up \
            other out over people into all can if two could new time between government before some first
            """),
        fullStop: ".", questionMark: "?", comma: ",", quotes: ("“", "”"),
        digits: words("0 1 2 3 4 5 6 7 8 9"),
        ownSyllables: syllables("z q x j", ["a", "e", "i", "o"]),
        medianBytes: 2_200)
}
