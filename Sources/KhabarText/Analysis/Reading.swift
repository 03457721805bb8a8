/// The language as which a term is read: what decides its stem and whether it is a stop word. The raw value is stored in segments.
package enum Reading: UInt8, Sendable, CaseIterable {
    case english = 0x65  // e
    case hindi = 0x68  // h
    case arabic = 0x61  // a
    case urdu = 0x75  // u
    /// No stem of its own: numbers, and scripts without a stemmer.
    case none = 0x2D  // -
}

/// The reading of a document's token: by its script, and for the Arabic script by the article's language (ISO 639), since Persian, Sindhi and
/// what nobody could name are closer to Urdu than to Arabic.
package func reading(of script: Script, articleLanguage: String) -> Reading {
    switch script {
    case .latin: .english
    case .devanagari: .hindi
    case .arabic: articleLanguage == "ar" ? .arabic : .urdu
    case .digits, .other: .none
    }
}

/// The readings that a query's token of this script may have had in a document.
package func plausibleReadings(of script: Script) -> [Reading] {
    switch script {
    case .latin: [.english]
    case .devanagari: [.hindi]
    case .arabic: [.arabic, .urdu]
    case .digits, .other: [.none]
    }
}
