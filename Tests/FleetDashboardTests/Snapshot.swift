import Foundation
import Testing

/// Screens as text files. `ROLLDECK_RECORD=1 swift test --filter Snapshot` writes them anew; review reads the difference.
enum Snapshot {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

  static func expect(_ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["ROLLDECK_RECORD"] != nil {
      try? text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let known = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(text == known, "\(name) differs:\n\(text)", sourceLocation: sourceLocation)
  }
}
