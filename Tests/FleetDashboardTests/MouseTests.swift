import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct MouseTests {
  private func run(_ width: Int = 80, _ height: Int = 24) throws -> DemoRun {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.size = (width, height)
    _ = run.canvas()
    return run
  }

  /// Where a text stands on the screen.
  private func place(_ text: String, in run: inout DemoRun) throws -> (row: Int, column: Int) {
    for (row, line) in run.canvas().lines.enumerated() {
      if let range = line.ranges(of: text).first {
        return (row, line.distance(from: line.startIndex, to: range.lowerBound))
      }
    }
    throw NotFound(text: text)
  }

  private struct NotFound: Error { var text: String }

  private func click(_ text: String, in run: inout DemoRun) throws {
    let (row, column) = try place(text, in: &run)
    run.press(.click(row: row, column: column))
  }

  @Test("a click chooses the region under it, a second one opens it")
  func regions() throws {
    var run = try run()
    try click("northeurope", in: &run)
    #expect(run.dashboard.view.screen == .world && run.dashboard.view.world.region == 1)
    try click("northeurope", in: &run)
    #expect(run.dashboard.view.screen == .region && run.dashboard.view.map.region == 1)
  }

  @Test("a click on a cell chooses it, and the list below shows its VMs")
  func cells() throws {
    var run = try run()
    run.press(.character("2"))
    let (row, _) = try place("web-001", in: &run)
    run.press(.click(row: row, column: 20))
    #expect(run.dashboard.view.map.column == 0)
    #expect(run.canvas().text.contains("web-001/z1/ud0"))
    try click("web-001_15", in: &run)
    #expect(run.dashboard.view.board == .machines)
    try click("web-001_15", in: &run)
    #expect(run.dashboard.view.screen == .machine)
  }

  @Test("clicks reach phases, extensions, events, marks and the scrubber")
  func lists() throws {
    var run = try run()
    try click("3 Second", in: &run)
    #expect(run.dashboard.view.world.board == .phases && run.dashboard.view.world.phase == 2)
    run.press(.character("4"))
    try click("ApplicationHealthLinux", in: &run)
    #expect(run.dashboard.view.catalogue.handler == 1)
    run.press(.character("5"))
    try click("not healthy within", in: &run)
    #expect(run.dashboard.view.events.row == 3 && !run.dashboard.view.events.follows)
    run.press(.character("6"))
    try click("rollout 2 completed", in: &run)
    guard case .seek(let completed)? = run.requested.last else { return #expect(Bool(false)) }
    #expect(Figures.clock(completed) == "13:37:02")
    let (row, column) = try place("|---", in: &run)
    run.press(.click(row: row, column: column))
    #expect(run.requested.last == .seek(0))
  }

  @Test("words of the footer are keys")
  func footer() throws {
    var run = try run()
    try click("5 Events", in: &run)
    #expect(run.dashboard.view.screen == .events)
    try click("stop/go", in: &run)
    #expect(!run.dashboard.status.isRunning)
    try click("? help", in: &run)
    #expect(run.canvas().text.contains("Help"))
  }

  @Test("in a menu a click chooses, a second one does it, one beside it closes it")
  func menus() throws {
    var run = try run()
    run.press(.character("t"))
    try click("the next failure", in: &run)
    #expect(run.requested.isEmpty)
    try click("the next failure", in: &run)
    #expect(run.requested == [.runTo(.failure)])
    run.press(.character("t"), .click(row: 0, column: 0))
    #expect(run.dashboard.view.overlay == nil)
  }

  @Test("the wheel scrolls the pane under the pointer and leaves the keys where they are")
  func wheel() throws {
    var run = try run(160, 45)
    let (row, column) = try place("level gate", in: &run)
    run.press(.wheelDown(row: row + 2, column: column))
    #expect(run.dashboard.view.screen == .world && run.dashboard.view.events.row == 3)
    let (mapRow, mapColumn) = try place("worker-001", in: &run)
    let before = run.dashboard.view.map.group
    run.press(.wheelDown(row: mapRow, column: mapColumn))
    #expect(run.dashboard.view.map.group != before && run.dashboard.view.screen == .world)
    run.press(.wheelUp(row: row + 2, column: column))
    #expect(run.dashboard.view.events.row == 0)
  }

  @Test("every cell of every size can be clicked and scrolled on")
  func everywhere() throws {
    for (width, height) in [(80, 24), (161, 46), (40, 10)] {
      var run = try run(width, height)
      for screen in "123456" {
        for row in stride(from: 0, to: height + 2, by: 4) {
          for column in stride(from: 0, to: width + 2, by: 23) {
            run.press(.character(screen), .click(row: row, column: column), .wheelDown(row: row, column: column))
            run.press(.escape)
          }
        }
      }
      #expect(run.canvas().width == width)
    }
  }
}
