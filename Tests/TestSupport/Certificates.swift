internal import Foundation

/// Certificates of `Certificates/make`: `server`, of an `authority`, for the names localhost and news.example; `self`, signed by itself, for
/// localhost, 127.0.0.1 and ::1. They are good for a hundred years.
package enum Certificates {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Certificates").path

    package static func file(_ name: String) -> String { "\(folder)/\(name)" }

    package static func bytes(_ name: String) -> [UInt8] { Array(FileManager.default.contents(atPath: file(name))!) }

    package static func identity(_ name: String) -> (certificates: [UInt8], privateKey: [UInt8]) {
        (bytes("\(name).pem"), bytes("\(name).key"))
    }
}
