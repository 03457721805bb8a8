/// Why cleaning left a line out. The raw value is stored and sent: never reuse one.
package enum DropReason: UInt8, Sendable, CaseIterable {
    case blank = 1
    case caption = 2
    case image = 3
    case link = 4
    /// Buttons, navigation, promotions, cookie notices, advertisement marks.
    case boilerplate = 5
    /// A pointer to another story.
    case readAlso = 6
    /// A date, moved to `published` or `pageDate` if it is complete and of our calendar.
    case date = 7
    /// "First published: Last updated:" with nothing behind it.
    case emptyDateLabel = 8
    case punctuation = 9
    case titleRepeat = 10
    case exactRepeat = 11
    /// At least 0.8 of its word trigrams were already said.
    case nearRepeat = 12
    /// Moved to `agency`.
    case sourceCredit = 13
    /// Moved to `dateline`.
    case dateline = 14
    /// A line of hashtags alone, moved to `hashtags`.
    case hashtags = 15
    /// Who wrote, edited or translated.
    case byline = 16
    /// Nothing but HTML: tags, comments, a script.
    case markup = 17

    /// The stable name in JSON.
    package var name: String {
        switch self {
        case .blank: "blank"
        case .caption: "caption"
        case .image: "image"
        case .link: "link"
        case .boilerplate: "boilerplate"
        case .readAlso: "read-also"
        case .date: "date"
        case .emptyDateLabel: "empty-date-label"
        case .punctuation: "punctuation"
        case .titleRepeat: "title-repeat"
        case .exactRepeat: "exact-repeat"
        case .nearRepeat: "near-repeat"
        case .sourceCredit: "source-credit"
        case .dateline: "dateline"
        case .hashtags: "hashtags"
        case .byline: "byline"
        case .markup: "markup"
        }
    }
}
