/// Bounds on what one article may be. Everything past them but hashtags is refused with a `Rejection`, never cut silently.
package enum Limits {
    /// A news story has 3 KB; a report or a live blog seldom 1 MB. More than this is a dump, not an article.
    package static let textBytesMax = 16 << 20
    /// Lines of one text. Each costs a few dozen bytes while it is cleaned, so this bounds memory.
    package static let linesMax = 1 << 18
    /// Ids are keys in every segment and message. A longer URL is replaced by its hash, a longer given id is refused.
    package static let idBytesMax = 1024
    /// URLs, titles, source names and dates of real pages stay far below these.
    package static let urlBytesMax = 16 << 10
    package static let titleBytesMax = 64 << 10
    package static let sourceBytesMax = 4 << 10
    package static let publishedBytesMax = 256
    package static let tagBytesMax = 1 << 10
    package static let tagsMax = 256
    /// Hashtags kept of one article; a text of nothing but hashtags would otherwise double its own size.
    package static let hashtagsMax = 256
    package static let hashtagBytesMax = 256
}
