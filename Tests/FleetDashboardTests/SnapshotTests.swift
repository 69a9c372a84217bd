import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

/// Every screen at every tier, from the demo's first rollout and its bad version.
@Suite struct SnapshotTests {
  private static let sizes = [(80, 24), (120, 40), (160, 45), (40, 10), (20, 5)]

  private func expect(_ run: inout DemoRun, _ name: String) {
    let canvas = run.canvas()
    #expect(canvas.lines.allSatisfy { SafeText.width($0) <= run.size.width })
    Snapshot.expect(canvas.text, is: name)
  }

  private func duringFirstPhase() throws -> DemoRun {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    return run
  }

  @Test("the world, at every tier", arguments: sizes)
  func world(width: Int, height: Int) throws {
    var run = try duringFirstPhase()
    run.size = (width, height)
    expect(&run, "world-\(width)x\(height)")
  }

  @Test("the world while a phase bakes, and after the bad version was stopped")
  func worldLater() throws {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    expect(&run, "world-stopped-80x24")
    run.advance(to: 49 * Span.hour)
    expect(&run, "world-baking-80x24")
  }

  @Test("a region, at every tier", arguments: sizes)
  func region(width: Int, height: Int) throws {
    var run = try duringFirstPhase()
    run.size = (width, height)
    _ = run.canvas()
    run.press(.enter, .right, .right)
    expect(&run, "region-\(width)x\(height)")
  }

  @Test("a VM, waiting and rolled back")
  func machine() throws {
    var run = try duringFirstPhase()
    run.press(.enter, .enter, .down, .enter)
    expect(&run, "vm-80x24")
    var later = try DemoRun()
    later.advance(to: 36 * Span.hour + 30 * Span.minute)
    later.press(.enter, .enter, .enter)
    expect(&later, "vm-rolled-back-80x24")
  }

  @Test("catalogue, events, timeline")
  func lists() throws {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.press(.character("4"))
    expect(&run, "catalogue-80x24")
    run.press(.character("5"))
    expect(&run, "events-80x24")
    run.press(.character("/"))
    run.type("level:bad region:uksouth -text:batch")
    run.press(.enter)
    expect(&run, "events-filtered-80x24")
    run.press(.escape, .character("6"))
    expect(&run, "timeline-80x24")
  }

  @Test("palette, help, why, menus, tour")
  func overlays() throws {
    var run = try duringFirstPhase()
    run.press(.character(":"))
    run.type("break unhealthy region=uk")
    run.press(.tab)
    run.type(" share=20% for=15m")
    expect(&run, "palette-80x24")
    run.press(.escape, .character("?"))
    expect(&run, "help-80x24")
    run.press(.escape, .character("i"))
    expect(&run, "why-80x24")
    run.press(.escape, .character("f"))
    expect(&run, "faults-80x24")
    run.press(.escape, .character("P"))
    expect(&run, "publish-80x24")
    run.press(.escape, .character("x"))
    expect(&run, "control-80x24")
    run.press(.escape, .character(":"))
    run.type("tour")
    run.press(.enter)
    expect(&run, "tour-80x24")
  }

  @Test("the three sentences answer a newcomer's questions on the first screen")
  func firstScreen() throws {
    var run = try duringFirstPhase()
    let text = run.canvas().text
    let answers = [
      "DependencyAgentLinux 9.10.15 -> 9.10.16", " of 118 VMs done \\(", "% unhealthy", "Next: ", "\\? help",
      "none failed",
    ]
    for answer in answers { #expect(text.contains(try Regex(answer)), "\(answer) is missing in\n\(text)") }
  }
}
