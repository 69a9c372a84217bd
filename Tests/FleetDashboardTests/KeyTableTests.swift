import FleetModel
import Foundation
import TextCanvas
import Testing

@testable import FleetDashboard
@testable import FleetFiles

@Suite struct KeyTableTests {
  @Test("every action has a key, and no key two meanings")
  func complete() {
    let table = KeyTable.standard
    for action in Action.allCases { #expect(!table.binding(action).keys.isEmpty, "\(action.rawValue) has no key") }
    let keys = table.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test("every key has a name that reads back to it")
  func names() {
    for key in KeyTable.standard.bindings.flatMap(\.keys) { #expect(KeyName.key(KeyName.text(key)) == key) }
  }

  @Test("docs/keys.md is what the table says, docs/tour.md what is drawn; ROLLDECK_RECORD=1 writes them anew")
  func documentation() throws {
    try expect(KeyDocument.text(.standard), is: "keys.md")
    try expect(TourDocument.text(), is: "tour.md")
  }

  private func expect(_ text: String, is name: String) throws {
    let file = Snapshot.folder.appending(path: "../../../docs/\(name)").standardized
    if ProcessInfo.processInfo.environment["ROLLDECK_RECORD"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test("README.md shows the first screen as it is")
  func readme() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.hasSymbols = true
    let screen = run.canvas().text
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    var text = try String(contentsOf: file, encoding: .utf8)
    if ProcessInfo.processInfo.environment["ROLLDECK_RECORD"] != nil {
      let parts = text.split(separator: "```", maxSplits: 2, omittingEmptySubsequences: false)
      text = "\(parts[0])```text\n\(screen)```\(parts[2])"
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text.contains("```text\n\(screen)```"))
  }

  @Test("the verbs behind : are the parser's")
  func verbs() {
    #expect(RunVerbs.table.map(\.word) == CommandParser.verbs)
    let own = ViewCommand.table.map(\.word)
    #expect(Set(own).isDisjoint(with: CommandParser.verbs))
  }

  @Test("a configuration file changes keys, and everything wrong with it is said at once")
  func configuration() throws {
    let config = try DashboardConfig.parse("# mine\ntheme = light\nkey.quit = ^x\npace = x8\n")
    #expect(config.theme == .light && config.pace == .power(3))
    #expect(config.keys.action(of: .control("x")) == .quit)
    #expect(config.keys.action(of: .character("q")) == nil)
    let error = #expect(throws: ConfigProblems.self) {
      try DashboardConfig.parse("theme = pink\nkey.quit = i\ncolour = blue\nnonsense\nkey.fly = x")
    }
    #expect(error?.problems.map(\.line) == [1, 2, 3, 4, 5])
  }
}
