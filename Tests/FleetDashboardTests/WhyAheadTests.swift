import FleetSession
import FleetModel

import TextCanvas
import Testing

@testable import FleetDashboard
@testable import RolloutOrchestrator

/// What an explanation says of what comes next, held against what comes.
@Suite struct WhyAheadTests {
  private static func fleet(_ story: String, regions: String = "[westeurope]", more: String = "") -> String {
    """
    name: ahead
    regions: \(regions)
    subscriptions: [production]
    policy: {retryMin: 48h, retryMax: 48h}
    extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
    scaleSets:
      - name: web
        capacity: 10
        updateDomains: 1
        region: westeurope
        subscription: production
        \(extensions)
    """ + more + "\nscenario:\n  - at 5s publish DependencyAgentLinux 9.10.16.0\n"
      + story
  }

  private static let extensions =
    "extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]"

  private func why(_ run: DemoRun) -> [String] {
    WhyText(scene: run.dashboard.scene(run.session)).lines.map(\.text)
  }

  private func open(_ command: String, _ run: inout DemoRun) {
    run.enter(command)
  }

  @Test("R15: where too many turn unhealthy during a batch nobody is told that the rest goes on behind it")
  func stopsBehindTheBatch() throws {
    var run = try DemoRun(yaml: Self.fleet([5, 6, 7].map { "  - at 10s break unhealthy vm=web_\($0)\n" }.joined()))
    run.advance(to: 12 * Span.second)
    let stops = { (line: String) in line.contains("then the rest is stopped (R15)") }
    for place in ["world", "region westeurope", "group web"] {
      open(place, &run)
      #expect(why(run).contains(where: stops), "\(place): \(why(run))")
    }
    #expect(stops(Headline(scene: run.dashboard.scene(run.session)).sentences(width: 80)[2]))
    run.advance(to: Span.hour)
    #expect(why(run).contains { $0.contains("while a batch was in flight") && $0.hasSuffix("(R15)") }, "\(why(run))")
  }

  @Test("R7: where all that is left waits for its retry nobody is told that it goes on behind the batch")
  func waitsBehindTheBatch() throws {
    var run = try DemoRun(
      yaml: Self.fleet(
        "  - at 6s break install-fails vm=web_9\n  - at 6s power off vm=web_2\n  - at 1h power on vm=web_2\n"))
    var seen = 0
    for minute in 1...90 {
      run.advance(to: Instant(minute) * Span.minute)
      guard let rollout = run.session.orchestrator.rollouts.first, rollout.total.inFlight > 0 else { continue }
      let fleet = run.session.fleet
      let left = fleet.machineIndices.filter { vm in
        let state = run.session.orchestrator.state(of: vm, in: 1)
        return state == .waiting
      }
      let explanation = run.session.orchestrator.explain(group: 0, in: 1, fleet, at: run.session.now)
      guard explanation.left > 0, left.isEmpty else { continue }
      seen += 1
      #expect(explanation.afterFlight == .waits, "\(minute)")
    }
    #expect(seen > 0, "the case came about")
  }

  @Test(
    "R14, R15: the part of a set that has two reasons to wait, one of them with an end, names that end as the earliest")
  func earliest() throws {
    var run = try DemoRun(yaml: Self.fleet("  - at 10s break unhealthy group=web share=80%\n"))
    run.advance(to: Span.hour)
    open("group web", &run)
    let own = try #require(why(run).first { $0.hasPrefix("Next") })
    let end = try #require(own.split(separator: "not before ").last)
    open("world", &run)
    let next = try #require(why(run).first { $0.hasPrefix("Next") })
    #expect(next.hasSuffix("not before \(end)"), "\(next)")
    let part = try #require(why(run).first { $0.hasPrefix("1 group waits") })
    #expect(part.contains(", not before \(end.prefix { $0 != " " }) "), "\(part)")
  }

  @Test("a VM that waits for its health and for its turn is not promised to go on with its health alone")
  func healthAndTurn() throws {
    var run = try DemoRun(
      yaml: Self.fleet(
        "  - at 3s power off vm=late_1\n", regions: "[westeurope, uksouth]",
        more: """

            - name: late
              capacity: 4
              region: uksouth
              subscription: production
              \(Self.extensions)
          phases: [{name: One, regions: westeurope}, {name: Two, regions: uksouth}]
          """))
    run.advance(to: Span.minute)
    open("vm late_1", &run)
    #expect(
      why(run).contains("Next: it goes on when somebody starts the VM and the rest of that is over."), "\(why(run))")
  }

  @Test("R30: the part of a place whose run somebody cancelled is not told to be held with the rollout")
  func cancelledRun() throws {
    var run = try DemoRun(yaml: Self.fleet("  - at 10s cancel group=web\n"))
    run.advance(to: 12 * Span.second)
    #expect(why(run).contains { $0.contains("VMs in flight") }, "\(why(run))")
    #expect(why(run).contains { $0.hasPrefix("1 group waits because somebody cancelled its run") }, "\(why(run))")
    #expect(why(run).contains { $0.hasSuffix("; what is left here waits on.") }, "\(why(run))")
    run.advance(to: Span.hour)
    #expect(why(run).contains { $0.hasPrefix("1 group waits because somebody cancelled its run") }, "\(why(run))")
  }

  @Test("R24, R40: parts are told of in the plural, and without a name that nobody knows")
  func partsInWords() throws {
    let run = try DemoRun()
    let words = WaitWords(PlaceNames(fleet: run.session.fleet))
    func text(_ reason: WaitReason, _ count: Int) -> String {
      words.text(part: PartWait(reason: reason, count: count, isGroups: false))
    }
    #expect(text(.pair, 10) == "for a geo-paired region, whose turn it is")
    #expect(text(.enrolment, 1) == "because its subscription is not enrolled")
    #expect(text(.enrolment, 5) == "because their subscription is not enrolled")
    #expect(text(.initializing, 2) == "for their first health reports")
    #expect(text(.subscriptionCap, 2) == "because not all standalone VMs of their subscription may be in flight")
  }
}
