import FleetModel
import FleetSession
import TextCanvas
import Testing

@testable import FleetDashboard

/// The event under the cursor: what it is about, that it stays there, what is copied of it.
@Suite struct EventCursorTests {
  private func afterTheStop() throws -> DemoRun {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.press(.character("5"))
    return run
  }

  private func why(_ run: inout DemoRun, at text: String) throws -> [String] {
    for _ in 0..<200 where !(run.dashboard.rowText(run.session).contains(text)) { run.press(.down) }
    try #require(run.dashboard.rowText(run.session).contains(text))
    run.press(.character("i"))
    defer { run.press(.escape) }
    let why = WhyText(scene: run.dashboard.scene(run.session))
    return [why.title] + why.lines.map(\.text)
  }

  @Test("why explains the set, the VM, the phase or the rollout that the event is about, in the event's own rollout")
  func subjects() throws {
    var run = try afterTheStop()
    let set = try why(&run, at: "stopped: too many upgrades went bad")
    #expect(set[0] == "Why: web-001" && set[1].hasPrefix("In rollout 3, "))
    #expect(set.contains { $0.contains("1 of 2 upgrades of the run went bad, limit 0") })
    let vm = try why(&run, at: "rolled back to ApplicationHealthLinux")
    #expect(vm[0] == "Why: web-001_15" && vm[1].hasPrefix("In rollout 3, "))
    let rollout = try why(&run, at: "rollout 2  completed")
    #expect(rollout[0] == "Why: Rollout 2" && rollout[1].hasPrefix("In rollout 2, DependencyAgentLinux"))
    #expect(rollout[2].contains("118 of 118 VMs were upgraded"), "\(rollout)")
    let phase = try why(&run, at: "phase 2, First done")
    #expect(phase[0] == "Why: Phase 2, First" && phase[1].hasPrefix("In rollout 2, "))
    let first = try why(&run, at: "rollout 1  superseded")
    #expect(first[0] == "Why: Rollout 1" && first[2].contains("superseded"), "\(first)")
  }

  @Test("Enter on a set's event opens its region with the set under the cursor")
  func opens() throws {
    var run = try afterTheStop()
    #expect(run.dashboard.rowText(run.session).contains("uksouth/web-001  stopped"))
    run.press(.enter)
    #expect(run.dashboard.view.screen == .region)
    #expect(run.dashboard.view.map.group.map { run.session.fleet.name(ofGroup: $0) } == "web-001")
  }

  @Test("while its explanation is open, and with F off, the cursor stays on its event; else it is on the newest")
  func stays() throws {
    for key in [Key.character("i"), .character("F")] {
      var run = try DemoRun()
      run.advance(to: 8 * Span.minute)
      run.press(.character("5"), .character("L"), .character("L"), .character("L"))
      #expect(run.dashboard.view.events.level == .info)
      run.press(key)
      let event = run.dashboard.rowText(run.session)
      for minute in 9...40 as ClosedRange<Instant> {
        run.advance(to: minute * Span.minute)
        #expect(run.dashboard.rowText(run.session) == event, "after \(minute) minutes")
      }
      run.press(key == .character("F") ? key : .escape)
      run.advance(to: 7 * Span.hour)
      #expect(run.dashboard.view.events.row == 0)
    }
  }

  @Test("with a filter as well, where most of what comes does not match")
  func staysFiltered() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.press(.character("5"), .character("L"), .character("L"), .character("L"), .character("/"))
    run.type("text:batch")
    run.press(.enter, .down, .down, .down)
    let event = run.dashboard.rowText(run.session)
    #expect(event.contains("batch") && !run.dashboard.view.events.follows)
    for minute in 13...29 as ClosedRange<Instant> {
      run.advance(to: minute * Span.minute)
      #expect(run.dashboard.rowText(run.session) == event)
    }
  }

  @Test("y copies the event with its time and place")
  func copies() throws {
    var run = try afterTheStop()
    run.press(.character("y"))
    #expect(
      run.written.last
        == "1d 12:07:56  uksouth/web-001  stopped: too many upgrades went bad (R16), again at 3d 20:45:59",
      "\(run.written)")
  }

  @Test("in 80 columns it is seen what became of a VM: the extension's name gives way, in a VM's own history its own")
  func outcomes() throws {
    var run = try DemoRun(fleet: "shop", seed: 2)
    run.advance(to: 40 * Span.minute)
    run.press(.character("5"), .character("L"), .character("L"), .character("L"))
    let rows = run.canvas().lines.filter { $0.contains(" # ") && $0.contains("payments-api-024_") }
    #expect(!rows.isEmpty && rows.allSatisfy { $0.contains(" 9.10.16 upgraded") }, "\(rows)")
    run.size = (119, 24)
    #expect(run.canvas().text.contains("DependencyAgentLinux 9.10.16 upgraded and healthy"))
    var demo = try DemoRun()
    demo.advance(to: 36 * Span.hour + 30 * Span.minute)
    demo.press(.enter, .enter, .enter)
    #expect(demo.canvas().text.contains("# DependencyAgentLinux 9.10.16 upgraded and healthy"))
    #expect(!demo.canvas().text.contains("# web-001_"))
  }

  @Test("an explanation that is open moves no pointer")
  func pointers() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    let before = run.canvas().lines.prefix(9)
    run.press(.character("i"))
    #expect(run.canvas().lines.prefix(7) == before.prefix(7))
  }
}
