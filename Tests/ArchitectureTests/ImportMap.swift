/// What each module may import: the table in ARCHITECTURE.md, which is its only home.
struct ImportMap {
    struct Row: Equatable {
        let module: String
        /// Relative to the package.
        let folder: String
        let imports: Set<String>
    }

    enum Fault: Error, Equatable {
        case missingTable
        case malformedRow(String)
        case repeatedModule(String)
    }

    static let beginning = "<!-- imports: begin -->"
    static let end = "<!-- imports: end -->"
    /// The row whose imports every module may have.
    static let everyModule = "*"

    private(set) var rows: [String: Row] = [:]

    /// Reads the rows ``| `Module` | `folder` | `Import`, … |`` between the two markers.
    init(markdown: String) throws(Fault) {
        let lines = markdown.split(whereSeparator: \.isNewline)
        guard let first = lines.firstIndex(where: { $0 == Self.beginning }),
            let last = lines.firstIndex(where: { $0 == Self.end }), first < last
        else { throw .missingTable }
        for line in lines[first..<last] where line.hasPrefix("| `") {
            let row = try Self.row(line)
            guard rows.updateValue(row, forKey: row.module) == nil else { throw .repeatedModule(row.module) }
        }
        guard !rows.isEmpty else { throw .missingTable }
    }

    private static func row(_ line: Substring) throws(Fault) -> Row {
        let cells = line.split(separator: "|").map(codeSpans)
        guard cells.count >= 3, cells[0].count == 1, cells[1].count <= 1 else { throw .malformedRow(String(line)) }
        return Row(module: cells[0][0], folder: cells[1].first ?? "", imports: Set(cells[2]))
    }

    /// What stands between backticks.
    private static func codeSpans(_ cell: Substring) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    /// Modules that stand for a folder of this package.
    var modules: [Row] {
        rows.values.filter { $0.module != Self.everyModule }.sorted { $0.module < $1.module }
    }

    /// Whether `module` may import `path`. A row that names `Glibc.log` allows `import func Glibc.log` alone; one
    /// that names `Glibc` allows both.
    func allows(_ path: String, in module: String) -> Bool {
        let allowed = imports(of: module).union(imports(of: Self.everyModule))
        return allowed.contains(path) || allowed.contains(topLevel(path))
    }

    func imports(of module: String) -> Set<String> {
        rows[module]?.imports ?? []
    }

    /// Everything that `module` may import, and what that may import, and so on; top-level names.
    func reach(of module: String) -> Set<String> {
        var reached: Set<String> = []
        var pending = [module]
        while let next = pending.popLast() {
            for path in imports(of: next) where reached.insert(topLevel(path)).inserted {
                pending.append(topLevel(path))
            }
        }
        return reached
    }
}

/// The module in an import's path: `Glibc` of `Glibc.log`.
func topLevel(_ path: String) -> String {
    String(path.prefix { $0 != "." })
}
