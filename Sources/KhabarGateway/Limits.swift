/// Bounds of what strangers may ask of a gateway.
enum Limits {
    /// Of a request's target: a query of the 16 KiB that a server takes, with each byte of it percent-encoded, and room for the rest.
    static let targetBytesMax = 56 << 10
    /// Of all header fields together. Browsers send less than a tenth.
    static let headerBytesMax = 32 << 10
    static let headerFieldsMax = 100
    static let parametersMax = 32
    /// What hits may be shown on a page of HTML.
    static let pageHits = 20
    static let relatedHits = 6
}
