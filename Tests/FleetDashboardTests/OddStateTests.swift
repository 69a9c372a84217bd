import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

/// The first screen before the first rollout, between rollouts and after the last, and in the narrowest terminals.
@Suite struct OddStateTests {
  @Test("while nothing is rolled out the third sentence names what the scenario will publish, and when")
  func scenario() throws {
    var run = try DemoRun()
    run.advance(to: 24 * Span.hour)
    #expect(run.canvas().lines[1].hasPrefix("Completed: 118 of 118 VMs done"))
    #expect(run.canvas().lines[2] == "Next: the scenario publishes ApplicationHealthLinux 1.0.3 in 12 h.")
    run.advance(to: 30 * Span.day)
    #expect(run.canvas().lines[2] == "Next: nothing by itself; press P to publish a version.")
  }

  @Test("R40: one subscription that is not enrolled is not told as the reason why nothing is rolled out elsewhere")
  func partlyEnrolled() throws {
    var run = try DemoRun(fleet: "game-day")
    #expect(run.canvas().lines[0].hasPrefix("game-day: no rollout, no enrolled VM is behind."))
    #expect(
      run.canvas().lines[2].hasPrefix("Next: the scenario publishes DependencyAgentLinux 9.10.16 in 5 s"),
      "\(run.canvas().lines[2])")
    run.size = (160, 45)
    #expect(run.canvas().lines[0].contains("1 of 3 subscriptions is not enrolled (R40)."))
    run.press(.character("i"))
    #expect(run.canvas().text.contains("Subscription latecomer is not enrolled"))
    #expect(
      WhyText(scene: run.dashboard.scene(run.session)).lines.last?.text == run.canvas().lines[2],
      "the explanation and the third sentence agree on what comes next")
  }

  @Test(
    "R11, R41: a fleet without VMs, and one in which automatic upgrade is off everywhere, say that and no other reason")
  func nobody() throws {
    let start = "name: odd\nregions: [westeurope]\nsubscriptions: [production]\n"
    var none = try DemoRun(yaml: start)
    #expect(none.canvas().lines[0].hasPrefix("odd: no rollout, the fleet has no VM."))
    none.press(.character("2"))
    #expect(none.canvas().text.contains("no set is in this region") && !none.canvas().text.contains("no set matches"))
    none.press(.character("i"))
    #expect(none.canvas().text.contains("There is no rollout: the fleet has no VM."))
    var off = try DemoRun(
      yaml: start
        + "scaleSets: [{name: web, capacity: 4, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}]\n")
    off.size = (120, 40)
    #expect(off.canvas().lines[0].hasPrefix("odd: no rollout, automatic upgrade is off everywhere (R11)."))
    #expect(off.canvas().lines[2] == "Next: nothing by itself; press o to switch automatic upgrade on here.")
    off.press(.character("i"))
    #expect(off.canvas().text.contains("There is no rollout: automatic upgrade is off for every VM. (R11)"))
  }

  @Test("R11, R41: a VM that is removed leaves no automatic upgrade behind, and one that comes brings it back")
  func removed() throws {
    var run = try DemoRun(
      yaml: """
        name: odd
        regions: [westeurope]
        subscriptions: [production]
        extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
        scaleSets:
          - name: on
            capacity: 1
            extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
          - {name: off, capacity: 1, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}

        """)
    run.size = (120, 40)
    let off = "odd: no rollout, automatic upgrade is off everywhere (R11)."
    #expect(!run.canvas().lines[0].hasPrefix(off))
    for (command, isOff) in [("scale on 0", true), ("scale on 1", false)] {
      run.enter(command)
      #expect(run.canvas().lines[0].hasPrefix(off) == isOff, "\(command): \(run.canvas().text)")
    }
  }

  @Test("the state of a phase is a whole word, with a blank before the bar", arguments: [80, 100, 160])
  func states(width: Int) throws {
    var run = try DemoRun(fleet: "game-day")
    run.size = (width, width == 160 ? 45 : 24)
    run.advance(to: 8 * Span.day)
    for id in 1...run.session.orchestrator.rollouts.count {
      run.enter("rollout \(id)")
      for line in run.canvas().lines {
        for word in ["cancelled", "superseded", "not begun", "stragglers"] {
          #expect(!line.contains(word + "["), "\(line)")
        }
      }
    }
    let lines = run.canvas().lines
    #expect(lines.contains { $0.contains("= cancelled ") } && lines.contains { $0.contains("= not begun ") })
  }

  @Test("on the timeline the first and the last moment never run into each other")
  func timelineEnds() throws {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.press(.character("6"))
    for width in 40...90 {
      run.size = (width, 24)
      for line in run.canvas().lines where line.contains("1d 12:30:00") && !line.contains(" at ") {
        #expect(!line.contains(":1d") && !line.contains("01d"), "\(width): \(line)")
        if line.contains("00:0") { #expect(line.contains("00:00:00 "), "\(width): \(line)") }
      }
    }
  }

  @Test("what a VM in a narrow list waits for is never a word cut short")
  func narrowLists() throws {
    var run = try DemoRun()
    run.advance(to: 20 * Span.minute)
    run.press(.character("2"))
    for width in 70...170 {
      run.size = (width, 45)
      for line in run.canvas().lines where line.contains("waiting") && line.contains("healthy") {
        #expect(!line.contains("other ~") && !line.contains("waits f~"), "\(width): \(line)")
      }
    }
  }

  @Test("what needs more room says so in as much as there is")
  func tooSmall() throws {
    var run = try DemoRun()
    run.size = (20, 5)
    _ = run.canvas()
    run.press(.character("4"))
    #expect(run.canvas().text.contains("needs 40x10"))
  }

  @Test(
    "what is left of a phase is told of the phase, and what is done of all phases, so that no figure is taken for another"
  )
  func phaseAndWhole() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    #expect(
      run.canvas().lines[1] == "14 of 118 VMs done (11%), phase 1/3, none failed; no set over 20% unhealthy.")
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    #expect(
      run.canvas().lines[2] == "Next: 19 VMs of phase 1 to go; the first stopped set is tried again in 2 d 8 h.")
    #expect(run.canvas().text.contains("19 to go"))
    run.advance(to: 41 * Span.hour)
    let lines = run.canvas().lines
    #expect(lines[1].hasPrefix("Cancelled: 1 of 60 VMs done (1%)") && lines.contains { $0.hasSuffix("19 not done") })
    #expect(!run.canvas().text.contains("to go"), "nothing goes on in a rollout that is over")
  }

  @Test("the first line names the rollout's version at any pace, and is cut with a mark")
  func fastest() throws {
    var run = try DemoRun()
    run.advance(to: 3_000 * Span.day)
    run.dashboard.status.pace = .unlimited
    run.dashboard.status.reached = 5_082_150_445
    run.dashboard.status.companions = "REC unsynced"
    #expect(run.canvas().lines[0].hasPrefix("ApplicationHealthLinux 1.0.4 (4)  "), "\(run.canvas().lines[0])")
    run.dashboard.status.companions = "REC unsynced: Input/output error"
    #expect(run.canvas().lines[0].contains("~  REC unsynced: Input/output error  LIVE > max  3000d"))
    run.size = (160, 45)
    #expect(run.canvas().lines[0].contains("max (x5 082 150 445)"))
  }

  @Test("the catalogue's heading keeps its columns apart where no extension matches")
  func catalogueHeading() throws {
    var run = try DemoRun()
    run.press(.character("4"))
    run.enter("zzz", at: "/")
    #expect(run.canvas().text.contains("EXTENSION NEWEST"))
  }

  @Test("on the timeline a phase that is done is not drawn as one that waits")
  func phasesOverTime() throws {
    var run = try DemoRun()
    run.advance(to: 24 * Span.hour)
    run.press(.character("6"))
    let strips = run.canvas().lines.dropFirst(3).prefix(3).map { $0.dropFirst(18).prefix(48) }
    #expect(strips.allSatisfy { $0.hasSuffix("##########") }, "\(strips)")
    #expect(strips[0].contains("~~####") && strips[1].hasPrefix("......") && strips[2].hasPrefix("......"))
    run.advance(to: 41 * Span.hour)
    let cancelled = run.canvas().lines.dropFirst(3).prefix(3).map { $0.dropFirst(18).prefix(48) }
    #expect(cancelled[0].contains(">") && !cancelled[0].contains("#"), "what was given up is not done: \(cancelled)")
  }

  @Test("what comes next in a region is whole in 80 columns while VMs are in flight, held or not")
  func regionInFlight() throws {
    var run = try DemoRun()
    run.advance(to: 10 * Span.minute)
    run.press(.character("2"))
    #expect(run.canvas().lines[2].hasSuffix("."))
    run.press(.character("x"), .enter)
    #expect(run.canvas().lines[2] == "Next: the VM in flight gets its verdict; nothing more while held (x).")
  }

  @Test("a share of so few VMs that it may be none is told as perhaps one")
  func smallShare() throws {
    var run = try DemoRun()
    run.press(.character(":"))
    run.type("break unhealthy zone=uksouth/1 share=1% for=1h")
    #expect(run.canvas().text.contains("Gives unhealthy to perhaps 1 VM of 9 of uksouth, zone 1 for 1 h."))
  }
}
