import FleetModel
import FleetSession
import TextCanvas
import Testing

@testable import FleetDashboard

/// A VM's sentences are about its extension under the cursor, as its explanation is.
@Suite struct MachineSentenceTests {
  private func afterTheStop() throws -> DemoRun {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.press(.enter, .enter, .enter)
    return run
  }

  @Test("a VM opens on the extension of the rollout that one comes from, and the sentences follow the cursor")
  func follow() throws {
    var run = try afterTheStop()
    #expect(run.canvas().lines.contains { $0.hasPrefix("> ApplicationHealthLinux") })
    #expect(run.canvas().lines[1] == "web-001_15 waits for its upgrade.")
    #expect(run.canvas().lines[2] == "It waits for its retry, until 5d 00:38:51, in 3 d 12 h. (R7)")
    run.press(.up)
    #expect(run.canvas().lines[1].hasPrefix("web-001_15: upgraded since 00:04:34"), "\(run.canvas().lines[1])")
    #expect(run.canvas().lines[2] == "Nothing more happens here by itself.")
  }

  @Test("whichever extension is chosen, the first sentence is the explanation's own", arguments: ["demo", "game-day"])
  func agree(fleet: String) throws {
    var run = try DemoRun(fleet: fleet)
    run.size = (200, 60)
    for moment in [Span.minute, 40 * Span.minute, 26 * Span.hour, 37 * Span.hour] {
      run.advance(to: moment)
      let vms = run.session.fleet.machineIndices
      for vm in stride(from: 0, to: vms.count, by: 37) {
        run.dashboard.openMachine(vm, run.session)
        for key in [Key.character("g"), .down, .down] {
          run.press(key)
          let scene = run.dashboard.scene(run.session)
          let why = WhyText(scene: scene).lines.map(\.text)
          #expect(why.count < 2 || why[1] == Headline(scene: scene).sentences(width: 500)[1], "\(why)")
        }
      }
    }
  }

  @Test("when a failed upgrade is tried again is never cut short", arguments: [74, 80, 83, 100, 119])
  func retry(width: Int) throws {
    var run = try afterTheStop()
    run.size = (width, 24)
    for moment in [37 * Span.hour, 38 * Span.hour, 39 * Span.hour] {
      run.advance(to: moment)
      let line = try #require(run.canvas().lines.first { $0.hasPrefix("> Applic") })
      #expect(line.contains("rolled back ") && !line.hasSuffix("~"), "\(line)")
    }
  }
}
