/// Bounds of what strangers may ask of a gateway.
enum Limits {
    /// Of a request's target: a query of the 16 KiB that a server takes, with each byte of it percent-encoded, and room for the rest.
    static let targetBytesMax = 56 << 10
    /// Of one header field, as which the target counts: of a target that is not much too long it can be said that it is.
    static let fieldBytesMax = 2 * targetBytesMax
    /// Of target and header fields together. Browsers send less than a tenth.
    static let headBytesMax = fieldBytesMax + 32 << 10
    static let headerFieldsMax = 100
    static let parametersMax = 32
    /// Hits of one answer, of which each may have some ten kilobytes of explanation: many clients may wait for theirs at once.
    static let hitsMax = 100
    /// Of answers that clients have not taken yet, of all connections together; what would be more is told to come again.
    static let unsentBytesMax = 256 << 20
    /// What is written of an answer at once, so that a client that takes it slowly is seen to take it.
    static let pieceBytes = 64 << 10
    /// Connections beyond those that are answered are told so; beyond these they are closed without a word.
    static let crowdedMax = 256
    /// What hits may be shown on a page of HTML.
    static let pageHits = 20
    static let relatedHits = 6
}
