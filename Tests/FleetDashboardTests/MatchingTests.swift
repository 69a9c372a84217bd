import FleetModel
import FleetSession
import TextCanvas
import Testing

@testable import FleetDashboard

/// The cursor where a filter hides rows.
@Suite struct MatchingTests {
  private func filtered(_ text: String, screen: Character = "1") throws -> DemoRun {
    var run = try DemoRun(fleet: "shop")
    run.advance(to: 12 * Span.minute)
    run.press(.character(screen))
    run.enter(text, at: "/")
    return run
  }

  @Test("A filter puts the cursor on its first match, which is what keys act on")
  func firstMatch() throws {
    var run = try filtered("westus")
    #expect(run.canvas().text.contains("> westus"), "\(run.canvas().text)")
    run.press(.character("f"))
    #expect(run.canvas().text.contains("westus"))
    run.press(.enter)
    #expect(run.dashboard.view.note?.text.contains("region=westus") == true, "\(run.dashboard.view.note?.text ?? "")")
  }

  @Test("Where nothing matches, keys that act on a row do nothing and say so", arguments: ["1", "2", "4", "5"])
  func noMatch(screen: String) throws {
    var run = try filtered("zzzz", screen: Character(screen))
    let before = run.session.digest
    run.press(.character("n"))
    #expect(run.dashboard.view.note?.text == "Nothing here matches zzzz.")
    run.press(.enter)
    #expect(run.dashboard.view.note?.text == "Nothing here matches zzzz.")
    #expect(run.dashboard.view.screen.rawValue == Int(screen)!)
    for key: Character in ["f", "o", "i"] {
      run = try filtered("zzzz", screen: Character(screen))
      run.press(.character(key))
      if key == "i" { #expect(run.canvas().text.contains("nothing chosen"), "\(run.canvas().text)") }
      run.press(.enter)
      #expect(run.session.digest == before && run.refusals.isEmpty, "\(key): \(run.refusals)")
    }
  }

  @Test("What a filter hid is chosen again only by moving there")
  func afterwards() throws {
    var run = try filtered("westus")
    run.press(.escape)
    #expect(run.canvas().text.contains("> westus"))
  }
}
