import Foundation

/// The package that these tests stand in.
enum PackageFolder {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func importMap() throws -> ImportMap {
        try ImportMap(markdown: text("ARCHITECTURE.md"))
    }

    /// Every Swift file of one folder, by path.
    static func sources(of module: String, in folder: String) throws -> [SwiftSource] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            SwiftSource(module: module, path: "\(folder)/\(path)", text: try text("\(folder)/\(path)"))
        }
    }

    /// Every Swift file of the modules on the map.
    static func sources(_ map: ImportMap) throws -> [SwiftSource] {
        try map.modules.flatMap { try sources(of: $0.module, in: $0.folder) }
    }

    static func subfolders(of folder: String) throws -> [String] {
        let parent = root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(at: parent, includingPropertiesForKeys: [.isDirectoryKey])
            .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
            .map { "\(folder)/\($0.lastPathComponent)" }.sorted()
    }
}
