/// The answer to Get: the article, or that there is none.
///
///     articleResult = found:bool [article]
package struct ArticleResult: Payload {
    package static let type = MessageType.articleResult

    package var article: WireArticle?

    package init(article: WireArticle?) { self.article = article }

    package func encode(into output: inout [UInt8]) {
        output.appendBool(article != nil)
        article?.encode(into: &output)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        article = try fields.bool(payload, "found") ? try WireArticle(from: payload, &fields) : nil
    }
}
