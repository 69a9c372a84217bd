import TextCanvas
import Testing

@testable import FleetDashboard

/// What is said to a line behind `:` that cannot be done.
@Suite struct CommandProblemTests {
  @Test(
    "a word of the view with a wrong value is told what it takes, and is not called unknown",
    arguments: [
      ("pace 3", "pace takes something else: pace x64. Another pace: x1/16 to x65536, or max.", 6),
      ("theme foo", "theme takes something else: theme dark. Colours: ", 7),
      ("quiet", "quiet takes something else: quiet skip.", 6),
      ("span here", "span takes something else: span start.", 6),
      ("next thing", "next takes something else: next KIND.", 6), ("rollout x", "rollout takes something else", 9),
      ("quit now", "quit takes something else: quit.", 6), ("world 2", "world takes something else: world.", 7),
      ("write a.pdf", "write takes something else: write FILE.", 7),
      ("palce", "There is no command palce; did you mean pace?", 1),
      ("qwertz", "There is no command qwertz; Tab on an empty line lists them all.", 1),
    ])
  func told(line: String, text: String, column: Int) throws {
    var run = try DemoRun()
    run.enter(line)
    guard case .prompt(let prompt) = run.dashboard.view.overlay else {
      Issue.record("the line was closed")
      return
    }
    #expect(prompt.preview.hasPrefix(text), "\(prompt.preview)")
    #expect(prompt.errorColumn == column && prompt.text == line)
    #expect(run.canvas().text.contains(String(text.prefix(40))))
  }

  @Test(
    "a screen goes to a file whose name promises what it will hold",
    arguments: [
      ("", true), ("a", true), ("a.csv", true), ("dir.d/a", true), (".hidden", true), ("a.b.json", true),
      ("a.pdf", false), ("a.json.gz", false), ("a.", false),
    ])
  func fileNames(name: String, isOne: Bool) {
    #expect((TakeAlong.Form(file: name) != nil) == isOne)
  }

  @Test("what the run's own parser can say is left to it")
  func others() {
    #expect(CommandProblem("break foo") == nil && CommandProblem("hold 99") == nil)
  }

  @Test("Tab on an empty line lists commands")
  func lists() throws {
    var run = try DemoRun()
    run.press(.character(":"), .tab)
    guard case .prompt(let prompt) = run.dashboard.view.overlay else { return }
    #expect(prompt.completions.count > 30)
  }
}
