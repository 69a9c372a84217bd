import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

/// Own marks, fields of filters, settings, the path on top.
@Suite struct FindingTests {
  @Test("' and \" go through one's own marks only")
  func ownMarks() throws {
    var run = try DemoRun()
    run.advance(to: Span.hour)
    run.press(.character("'"))
    #expect(run.dashboard.view.note?.text.contains("no mark of your own yet; m sets one") == true)
    run.press(.character("m"))
    run.advance(to: 2 * Span.day)
    run.press(.character("m"))
    run.advance(to: 3 * Span.day)
    run.press(.character("\""))
    #expect(run.requested.last == .seek(2 * Span.day))
    run.press(.character("["))
    #expect(run.requested.last != .seek(2 * Span.day), "phases and stops are marks as well")
    run.press(.character("'"))
    #expect(run.dashboard.view.note?.text.contains("No such mark") == true)
  }

  @Test(
    "every field that a screen names finds something, and one that it does not have is named",
    arguments: [
      (Screen.world, ["region:uksouth", "phase:canary", "state:wait", "-region:uksouth"]),
      (.region, ["set:web", "kind:scale", "sub:prod", "-set:web"]), (.catalogue, ["ext:depend", "version:9.10"]),
      (.events, ["level:gate", "region:uksouth", "where:uk", "text:batch", "vm:web", "-text:batch"]),
    ])
  func fields(screen: Screen, filters: [String]) throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.size = (80, 24)
    for filter in filters + ["nosuch:thing"] {
      run.press(.character(Character("\(screen.rawValue)")))
      if screen == .events { run.dashboard.view.events.level = .all }
      run.press(.character("/"), .control("u"))
      run.type(filter)
      let isUnknown = filter.hasPrefix("nosuch")
      #expect(run.canvas().text.contains("There is no field nosuch here") == isUnknown, "\(filter)")
      run.press(.enter)
      #expect((run.dashboard.view.note?.text.contains("no field nosuch") == true) == isUnknown)
      let text = run.canvas().text
      let isEmpty = text.contains("matches\n") || text.contains("no region matches") || text.contains("no set matches")
      #expect(isEmpty == isUnknown, "\(screen) \(filter)\n\(text)")
      run.press(.escape)
    }
  }

  @Test("an empty list of events says which level is shown, and which key shows more")
  func nothingYet() throws {
    var run = try DemoRun()
    run.press(.character("5"), .character("L"))
    #expect(run.canvas().text.contains("nothing of level"))
    #expect(!run.canvas().text.contains("nothing matches"))
  }

  @Test("color is read from the file; :set says why it cannot be changed on the way")
  func color() throws {
    #expect(try DashboardConfig.parse("color = never").color == .never)
    let error = #expect(throws: ConfigProblems.self) { try DashboardConfig.parse("\ncolor = pink") }
    #expect(error?.problems == [.init(line: 2, text: "color is never, 8, 256 or true")])
    var run = try DemoRun()
    run.enter("set color 8")
    #expect(run.dashboard.view.note?.text.contains("start with --color 8") == true)
  }

  @Test("a mistyped setting or action is answered with the nearest one")
  func nearest() throws {
    let error = #expect(throws: ConfigProblems.self) {
      try DashboardConfig.parse("colour = never\nmuose = on\nkey.quitt = x\nkey.zzzzzzzz = x")
    }
    let texts = error?.problems.map(\.text) ?? []
    #expect(texts.count == 4 && texts[0].contains("did you mean color?") && texts[1].contains("did you mean mouse?"))
    #expect(texts[2].contains("did you mean quit?") && texts[3].contains("there are up, down"))
  }

  @Test("the path on top loses its beginning before its end")
  func path() throws {
    var run = try DemoRun()
    run.advance(to: Span.minute)
    run.press(.enter, .enter, .enter)
    #expect(run.canvas().lines[0].hasPrefix("World > uksouth > web-001 > web-001_"))
    let scene = run.dashboard.scene(run.session)
    func subject(_ width: Int) -> String { Headline(scene: scene).sentences(width: width)[0] }
    let status = Headline(scene: scene).statusWidth(80)
    #expect(subject(status + 30).hasPrefix("uksouth > web-001 > web-001_"))
    #expect(subject(status + 22).hasPrefix("uksouth > web-001_"))
    #expect(subject(status + 12).hasPrefix("web-001_"))
  }

  @Test("regions with trouble that are further down are counted")
  func hiddenTrouble() throws {
    var run = try DemoRun(fleet: "game-day")
    run.advance(to: 3 * Span.minute)
    run.size = (80, 24)
    #expect(!run.canvas().text.contains("with trouble"))
    run.size = (40, 10)
    run.press(.character("s"))
    run.press(.escape, .end)
    _ = run.canvas()
    let scene = run.dashboard.scene(run.session)
    #expect(WorldRows(scene: scene).regions.contains { WorldRows(scene: scene).trouble($0) > 0 })
  }

  @Test("a VM that is removed while it is open says so, and claims no health")
  func removed() throws {
    var run = try DemoRun()
    run.advance(to: Span.minute)
    _ = run.canvas()
    run.press(.enter, .enter, .enter)
    #expect(run.canvas().text.contains("now healthy"))
    run.enter("scale web-001 0")
    run.advance(to: Span.hour)
    let text = run.canvas().text
    #expect(text.contains("This VM was removed") && !text.contains("now healthy") && !text.contains("agent ready"))
    for key in ["i", "f", "o", "r", "y", "2", "1"] as [Character] {
      run.press(.character(key))
      _ = run.canvas()
      run.press(.escape)
    }
  }

  @Test("one arrow everywhere: the terminal's")
  func arrow() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.hasSymbols = true
    for key in ["1", "5", "6"] as [Character] {
      run.press(.character(key))
      run.dashboard.view.events.level = .info
      #expect(!run.canvas().text.contains("->"), "\(key)")
    }
  }
}
