import Foundation
import RolloutOrchestrator
import Testing

@Suite("docs/rules.md")
struct RuleBookTests {
  private static func book() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/rules.md"), encoding: .utf8)
  }

  @Test("R31: every reason to wait has its line", arguments: WaitReason.allCases)
  func reasons(_ reason: WaitReason) throws {
    #expect(try Self.book().contains("\n| `\(reason.rawValue)` | "))
  }

  @Test("No line explains a reason that does not exist")
  func noInventedReasons() throws {
    let known = Set(WaitReason.allCases.map(\.rawValue))
    let listed = try Self.book().split(separator: "\n").filter { $0.hasPrefix("| `") }
      .map { String($0.dropFirst(3).prefix { $0 != "`" }) }
    #expect(Set(listed) == known)
    #expect(listed.count == known.count)
  }

  /// The numbers that code, tests and messages quote.
  static let rules =
    (1...36).map { "R\($0)" } + (40...42).map { "R\($0)" }
    + ["R5a", "R5b", "R11a", "R22a", "R22b", "R25a", "R25b"]

  @Test("Every rule has its entry", arguments: rules)
  func entries(_ rule: String) throws {
    #expect(try Self.book().contains("- **\(rule)** ("))
  }
}
