/// What a client can ask for in one message. Each gets exactly one answer: its own result, or an Error.
package enum Request: Equatable, Sendable {
    case offer(Offer)
    case search(Search)
    case get(Get)
    case delete(Delete)
    case stats
    case suggest(Suggest)
    case related(Related)
    case watch(Watch)
    case follow(Follow)
    case followPart(FollowPart)

    package var message: Message {
        switch self {
        case .offer(let offer): .offer(offer)
        case .search(let search): .search(search)
        case .get(let get): .get(get)
        case .delete(let delete): .delete(delete)
        case .stats: .stats
        case .suggest(let suggest): .suggest(suggest)
        case .related(let related): .related(related)
        case .watch(let watch): .watch(watch)
        case .follow(let follow): .follow(follow)
        case .followPart(let part): .followPart(part)
        }
    }

    /// The type of the answer that is not an error.
    package var answerType: MessageType {
        switch self {
        case .offer: .wanted
        case .search, .related: .searchResult
        case .get: .articleResult
        case .delete: .deleted
        case .stats: .statsResult
        case .suggest: .suggestResult
        case .watch: .watchResult
        case .follow: .followResult
        case .followPart: .followBytes
        }
    }

    /// Whether it could have changed something when its answer is lost.
    package var changesData: Bool {
        if case .delete = self { true } else { false }
    }

    /// Whether it waits for news, as long as its client does.
    package var isStanding: Bool {
        switch self {
        case .watch, .follow: true
        default: false
        }
    }

    /// The connection must have one of these roles.
    package var roles: Roles {
        switch self {
        case .offer: .ingest
        case .search, .get, .suggest, .related, .watch: .search
        case .delete: .admin
        case .follow, .followPart: .follow
        case .stats: .all
        }
    }
}
