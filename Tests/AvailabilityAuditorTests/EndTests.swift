import AvailabilityAuditor
import Testing

@Suite("What the end shows")
struct EndTests {
  static func idle(_ scopes: [(String, String)] = [], until: Int? = nil, start: Bool = false) -> [String] {
    var scenario = Scenario.set(of: 1) { _ in [("zone", "1")] }
    scenario.start()
    for (scope, reason) in scopes { scenario.waiting(scope, reason, until: until, at: 0) }
    scenario.end(upgraded: 0, pending: 1, at: 10_000)
    return scenario.broken
  }

  @Test("I21: an eligible VM that nobody tried, and no reason for it, shows")
  func forgotten() { #expect(Self.idle() == ["I21"]) }

  @Test(
    "I21: a reason in any of the VM's scopes stands",
    arguments: ["vm:g-0", "group:g", "zone:west/1", "region:west", "phase:1"])
  func scopes(scope: String) { #expect(Self.idle([(scope, "busy")]) == []) }

  @Test("I21: a reason elsewhere, or that is plainly untrue, or whose time passed, does not stand")
  func untrue() {
    #expect(Self.idle([("zone:west/2", "zone"), ("zone:west/none", "zone"), ("phase:2", "phase")]) == ["I21"])
    #expect(Self.idle([("vm:g-0", "stopped")]) == ["I21"])
    #expect(Self.idle([("group:g", "batchPause")], until: 9999) == ["I21"])
    #expect(Self.idle([("group:g", "batchPause")], until: 10_000) == [])
  }

  @Test("I21: a start in a scope takes its reason away")
  func started() {
    var scenario = Scenario.set(of: 5)
    scenario.start()
    scenario.waiting("region:west", "pair", at: 0)
    scenario.run(at: 0)
    scenario.upgradeBatch(["g-0"], total: 5, at: 0)
    scenario.endRun(at: 120_000)
    scenario.end(upgraded: 1, pending: 4, at: 200_000)
    #expect(scenario.broken == ["I21", "I21", "I21", "I21"])
  }

  @Test("I21: what became possible at the last instant may begin later, and who is excluded need not begin")
  func slack() {
    var scenario = Scenario.set(of: 1) { _ in [("protected", true)] }
    scenario.start()
    var late = scenario
    scenario.end(upgraded: 0, excluded: 1, at: 10_000)
    #expect(scenario.broken == [])
    late.event("vmChanged", at: 10_000, ["vm": "g-0", "protected": false])
    late.end(upgraded: 0, pending: 1, at: 10_000)
    #expect(late.broken == [])
  }

  @Test("I22: the tally is true and adds up to the VMs that have the handler")
  func tally() {
    func whole(upgraded: Int, excluded: Int) -> [String] {
      var scenario = Scenario.set(of: 1)
      scenario.start()
      scenario.run(at: 0)
      scenario.upgradeBatch(["g-0"], total: 1, at: 0)
      scenario.end(upgraded: upgraded, excluded: excluded, at: 120_000)
      return scenario.broken
    }
    #expect(whole(upgraded: 1, excluded: 0) == [])
    #expect(whole(upgraded: 0, excluded: 1) == ["I22"])
    #expect(whole(upgraded: 1, excluded: 1) == ["I22"])
    var left = Scenario.set(of: 0)
    left.start()
    left.event("end", at: 1, ["why": "until", "tally": [:]])
    #expect(left.broken == ["I22"])
  }

  @Test("I22: a batch that miscounts its attempts, and an attempt that is misnumbered, show")
  func counts() {
    var scenario = Scenario.set(of: 5)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 5, at: 0)
    scenario.upgrade(["g-0"], at: 0)
    scenario.endBatch(upgraded: 2, at: 120_000)
    #expect(scenario.brokenSoFar == ["I22"])
    var numbered = Scenario.set(of: 5)
    numbered.start()
    numbered.run(at: 0)
    numbered.batch(["g-0"], total: 5, at: 0)
    numbered.attempt("g-0", attempt: 2, at: 0)
    #expect(numbered.brokenSoFar == ["I22"])
  }
}
