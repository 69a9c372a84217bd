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

  @Test("nothing is told to be tried again where the rollout is over: neither in the list nor in the menu")
  func over() throws {
    var run = try afterTheStop()
    run.press(.character("r"))
    #expect(run.canvas().text.contains("Tries 1 failed VM of web-001_15 again now"))
    run.press(.escape)
    run.advance(to: 41 * Span.hour)
    #expect(try #require(run.canvas().lines.first { $0.hasPrefix("> Applic") }).hasSuffix("rolled back  1     -"))
    run.press(.character("r"))
    #expect(run.canvas().text.contains("No rollout is left that tries 1 failed VM of web-001_15 again"))
  }

  @Test("why counts a chosen cell's VMs as the cell's, and the set's as the set's")
  func cell() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.press(.enter, .right, .right)
    let lines = WhyText(scene: run.dashboard.scene(run.session)).lines.map(\.text)
    #expect(lines[1].hasPrefix("web-001: 1 VM in flight"), "\(lines)")
    #expect(lines[2] == "Of it the chosen cell, zone 1, update domain 1: 2 VMs, 2 done.", "\(lines)")
  }

  @Test("menus name a single VM as one, and a good quality as what it does")
  func menus() throws {
    var run = try afterTheStop()
    run.press(.character("o"))
    func words(_ canvas: Canvas) -> String { canvas.text.split { " |\n".contains($0) }.joined(separator: " ") }
    #expect(
      words(run.canvas()).contains("Switches automatic upgrade of ApplicationHealthLinux off for web-001_15 (R11)."))
    run.press(.escape, .character("4"), .character("f"))
    #expect(words(run.canvas()).contains("9.10.16 succeed, and the VMs stay healthy."))
  }
}
