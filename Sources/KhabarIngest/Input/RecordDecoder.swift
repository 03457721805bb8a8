package import KhabarText

/// Makes articles of records. One per lane.
package struct RecordDecoder {
    private var json = JSONArticleReader()

    package init() {}

    /// Why a record is no article, with its id where that was read.
    package struct Failure: Error, Equatable {
        package var id: String?
        package var reason: String
    }

    package mutating func decode(_ record: Record, of block: Block, in file: InputFile) throws(Failure) -> RawArticle {
        let range: Range<Int>
        switch record.content {
        case .bytes(let bytes): range = bytes
        case .rejected(let reason): throw Failure(id: nil, reason: reason)
        }
        let bytes = block.bytes.span.extracting(range)
        switch file.format {
        case .text:
            var text: [UInt8] = []
            text.append(copying: bytes)
            return RawArticle(id: Self.identifier(ofTextFile: file.path), text: text)
        case .jsonLines:
            do throws(JSONRejection) { return try json.read(bytes) } catch {
                throw Failure(id: json.id, reason: error.description)
            }
        case .wet:
            guard let article = readWETRecord(bytes) else {
                preconditionFailure("the cutter let a damaged record through")
            }
            return article
        }
    }

    /// The file's name without its extension.
    static func identifier(ofTextFile path: String) -> String {
        let name = fileName(of: path)
        return name.lowercased().hasSuffix(".txt") && name.utf8.count > 4 ? String(name.dropLast(4)) : name
    }
}
