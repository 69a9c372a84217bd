import FleetModel
import FleetSession
import TextCanvas
import Testing

@testable import FleetDashboard

/// Boxes and lists on screens that are too small for all of them: nothing is cut without a sign.
@Suite struct SmallBoxTests {
  private func run(_ width: Int, _ height: Int, at time: Instant = 12 * Span.minute) throws -> DemoRun {
    var run = try DemoRun()
    run.advance(to: time)
    run.size = (width, height)
    return run
  }

  @Test("an explanation that does not fit says so, and PgDn leads to its end")
  func why() throws {
    var run = try run(40, 10)
    run.press(.character("i"))
    let first = run.canvas().text
    #expect(first.contains("In rollout 2") && !first.contains("Next:") && first.contains(" lines, PgUp PgDn"))
    run.press(.pageDown, .pageDown)
    #expect(
      run.canvas().text.contains("Next:")
        && (run.canvas().text.contains("13 of 13 lines") || run.canvas().text.contains("12 of 12 lines")
          || run.canvas().text.contains("14 of 14 lines"))
    )
    run.press(.pageUp, .pageUp)
    #expect(run.canvas().text == first)
    run.press(.pageDown, .down)
    #expect(run.canvas().text.contains("In rollout 2"), "another thing is explained from its beginning")
    var wide = try self.run(80, 24)
    wide.press(.character("i"))
    #expect(!wide.canvas().text.contains("PgDn"))
  }

  @Test("a menu that does not fit says which part is shown, and its sentence is never cut silently")
  func menus() throws {
    var run = try run(40, 10)
    run.press(.character("f"))
    #expect(run.canvas().text.contains("1-3 of 14") && run.canvas().text.contains("share 100% (< >)  for 15 m (Tab)"))
    for _ in 0..<13 { run.press(.down) }
    #expect(run.canvas().text.contains("12-14 of 14") && run.canvas().text.contains("mend everything"))
    run.press(.escape, .character("P"))
    for _ in 0..<12 {
      let lines = run.canvas().lines
      #expect(lines[8].contains("Enter does it   Esc closes "))
      let sentence = lines[1..<8].joined()
      #expect(sentence.contains("starts at phase 1") || sentence.contains("~"), "\(run.canvas().text)")
      run.press(.right)
    }
    var large = try self.run(80, 24)
    large.press(.character("f"))
    #expect(!large.canvas().text.contains("of 14"))
  }

  @Test("headings are as long as there is room, and never cut", arguments: [(40, 10), (60, 15), (80, 24), (120, 40)])
  func headings(width: Int, height: Int) throws {
    var run = try run(width, height)
    run.press(.character("5"))
    let level = try #require(run.canvas().lines.first { $0.contains("level gate") })
    #expect(level.contains("follow on (F)") && !level.hasSuffix("~"))
    run.press(.character("6"))
    let marks = try #require(run.canvas().lines.first { $0.contains("MARKS") })
    #expect(marks.contains("move") && !marks.contains("~"))
  }

  @Test("what a VM waits for keeps its time in a narrow list")
  func machineLine() throws {
    var run = try run(52, 15, at: 36 * Span.hour + 30 * Span.minute)
    run.press(.character("2"), .tab)
    let line = try #require(run.canvas().lines.first { $0.contains("rolled back") })
    #expect(line.contains("retry 3 d") || line.contains("retry 2 d") || line.contains("retry 4 d"), "\(line)")
  }

  @Test("retry says when there is nothing to try again")
  func retry() throws {
    var run = try run(80, 24)
    run.press(.character("r"))
    #expect(run.canvas().text.contains("Nothing of the whole fleet has failed or is stopped"))
  }

  @Test("on the smallest screens a key to another screen says that it needs more room, and boxes keep their corners")
  func smallest() throws {
    var run = try run(20, 5)
    _ = run.canvas()
    run.press(.character("6"))
    #expect(run.canvas().text.contains("Time: needs 40x10"))
    run.press(.character("1"), .character("i"))
    let lines = run.canvas().lines
    #expect(lines[4].hasPrefix("+") && lines[4].hasSuffix("+") && lines[4].contains(" of "), "\(lines[4])")
  }

  @Test("a terminal without a mouse is told, and it counts as off")
  func mouse() throws {
    var run = try run(80, 24)
    run.press(.character("M"))
    #expect(run.requested == [.setMouse(true)] && run.canvas().lines[22].hasSuffix("Shift selects."))
    run.dashboard.lacksMouse()
    #expect(run.canvas().lines[22].contains("This terminal reports no mouse."))
    run.press(.character("M"))
    #expect(run.requested == [.setMouse(true), .setMouse(true)])
  }
}
