import AvailabilityAuditor
import Testing

@Suite("What a rollout's phases must keep")
struct PhaseTests {
  /// When the first set's run is over.
  static let closed = 360_000

  /// A set `a` of `count` VMs in `west`, phase 1, and a set `b` of one in `east`, phase 2; `failing` of the first set's
  /// VMs are rolled back.
  static func upgraded(_ count: Int, failing: Int = 0, bake: Int = 0, policy: [(String, JSON)] = []) -> Scenario {
    var scenario = Scenario()
    scenario.head([("maxBatchInstancePercent", 100), ("maxUnhealthyUpgradedInstancePercent", 100)] + policy)
    scenario.region("west")
    scenario.region("east")
    scenario.subscription()
    scenario.group("a")
    scenario.group("b", in: "east")
    for index in 0..<count { scenario.machine("a-\(index)", of: "a") }
    scenario.machine("spare", of: "a")
    scenario.machine("b-0", of: "b", in: "east")
    for index in 0..<count { scenario.ext("a-\(index)") }
    scenario.ext("b-0")
    scenario.version()
    scenario.start(phases: [["west"], ["east"]], bakes: [bake])
    scenario.run(of: "a", at: 0)
    let names = (0..<count).map { "a-\($0)" }
    scenario.batch(names, of: "a", total: count + 1, at: 0)
    for index in 0..<failing { scenario.fail(names[index], at: index * 120_000) }
    scenario.upgrade(Array(names.dropFirst(failing)), at: 240_000)
    scenario.endBatch(of: "a", upgraded: count - failing, bad: failing, at: Self.closed)
    scenario.endRun(of: "a", at: Self.closed)
    return scenario
  }

  /// Starts the second phase with an attempt at `time`.
  static func second(_ scenario: Scenario, at time: Int) -> [String] {
    var scenario = scenario
    scenario.phase("phaseStarted", 2, at: time)
    scenario.run(2, of: "b", at: time)
    scenario.batch(["b-0"], run: 2, of: "b", total: 1, at: time)
    scenario.attempt("b-0", run: 2, at: time)
    return scenario.brokenSoFar
  }

  @Test("I12: a phase of 100 that passes at 99 % shows, and so does rolled back counted as good (R22)")
  func share() {
    var whole = Self.upgraded(100)
    whole.phase(eligible: 100, upgraded: 100, at: Self.closed)
    #expect(Self.second(whole, at: Self.closed) == [])
    var almost = Self.upgraded(100, failing: 1)
    var countedAsGood = almost
    almost.phase(eligible: 100, upgraded: 99, at: Self.closed)
    #expect(almost.brokenSoFar == ["I12"])
    countedAsGood.phase(eligible: 100, upgraded: 100, at: Self.closed)
    #expect(countedAsGood.brokenSoFar == ["I12", "I22"])
  }

  @Test("I12: the threshold is the policy's")
  func threshold() {
    let policy: [(String, JSON)] = [("phaseSuccessPercent", 90)]
    let members: JSON = ["rollout": "r", "phase": 1, "eligible": 10, "upgraded": 9, "threshold": 90]
    var exactly = Self.upgraded(10, failing: 1, policy: policy)
    exactly.event("phaseSucceeded", at: Self.closed, members)
    #expect(exactly.brokenSoFar == [])
    var below = Self.upgraded(10, failing: 2, policy: policy)
    below.event("phaseSucceeded", at: Self.closed, members.replacing([("upgraded", 8)]))
    #expect(below.brokenSoFar == ["I12"])
    var other = Self.upgraded(10, policy: policy)
    other.phase(eligible: 10, upgraded: 10, at: Self.closed)
    #expect(other.brokenSoFar == ["I12"])
  }

  @Test("I12: who is excluded does not hold the phase, who failed does, whatever its state (R22, R33)")
  func excluded() {
    for (failing, found) in [(0, []), (1, ["I12"])] as [(Int, [String])] {
      var scenario = Self.upgraded(5, failing: failing)
      scenario.event("vmAdded", at: Self.closed, Self.addition(health: "unhealthy"))
      scenario.event("power", at: Self.closed, ["vm": "a-0", "power": "stopped"])
      scenario.phase(eligible: 5, upgraded: 5 - failing, at: Self.closed)
      #expect(scenario.brokenSoFar == found)
    }
    var pending = Self.upgraded(5)
    pending.event("vmAdded", at: Self.closed, Self.addition(health: "healthy"))
    pending.phase(eligible: 5, upgraded: 5, at: Self.closed)
    #expect(pending.brokenSoFar == ["I12", "I22"])
  }

  static func addition(health: String) -> JSON {
    let exts: JSON = [["handler": .text(Scenario.handler), "version": "9.9.0.0", "auto": true]]
    return Scenario.machine("a-late", of: "a").replacing([("exts", exts), ("health", .text(health))])
  }

  @Test("I12: a bake that is skipped, or a millisecond short, shows (R23)")
  func bake() {
    var scenario = Self.upgraded(5, bake: 1000)
    scenario.phase(eligible: 5, upgraded: 5, at: Self.closed)
    #expect(Self.second(scenario, at: Self.closed) == ["I12"])
    #expect(Self.second(scenario, at: Self.closed + 999) == ["I12"])
    #expect(Self.second(scenario, at: Self.closed + 1000) == [])
  }

  @Test("I12: an empty phase passes at once and does not bake (R22)")
  func empty() {
    var scenario = Self.upgraded(0, bake: 1000)
    scenario.phase(at: Self.closed)
    let found = Self.second(scenario, at: Self.closed)
    #expect(found.filter { $0 == "I12" } == [])
  }

  @Test("I12: a phase starts only after the one before it passed, or a skip that someone commanded")
  func order() {
    #expect(Self.second(Self.upgraded(5), at: Self.closed) == ["I12"])
    var skipped = Self.upgraded(5, failing: 1)
    skipped.event("command", at: Self.closed, ["op": "skip", "by": "key", "rollout": "r"])
    skipped.phase("phaseSkipped", at: Self.closed)
    #expect(Self.second(skipped, at: Self.closed) == [])
    var invented = Self.upgraded(5, failing: 1)
    invented.phase("phaseSkipped", at: Self.closed)
    #expect(invented.brokenSoFar == ["I12"])
  }

  @Test("I12: an attempt in a phase that has not started shows")
  func notStarted() {
    var scenario = Self.upgraded(5)
    scenario.run(2, of: "b", at: Self.closed)
    scenario.batch(["b-0"], run: 2, of: "b", total: 1, at: Self.closed)
    scenario.attempt("b-0", run: 2, at: Self.closed)
    #expect(scenario.brokenSoFar == ["I12"])
  }

  @Test("I12: phases partition the regions")
  func partition() {
    var scenario = Scenario.set(of: 1)
    var twice = scenario
    twice.start(phases: [["west"], ["west"]])
    #expect(twice.brokenSoFar == ["I12"])
    scenario.start(phases: [["north"]])
    #expect(scenario.brokenSoFar == ["I12"])
  }

  @Test("I12, I21: a rollout is completed when its last phase passed and nothing is pending but what failed (R22b)")
  func completion() {
    var scenario = Scenario.set(of: 1)
    scenario.start()
    scenario.endRollout(at: 0)
    #expect(scenario.brokenSoFar == ["I12", "I21"])
  }

  @Test("R28: two live rollouts of one handler and major show when the instant is over")
  func rivals() {
    var scenario = Scenario.set(of: 5)
    scenario.version("9.11.0.0")
    scenario.start()
    var superseded = scenario
    scenario.start("q", version: "9.11.0.0", at: 5)
    scenario.event("digest", at: 6, ["h": "00"])
    #expect(scenario.brokenSoFar == ["R28"])
    superseded.start("q", version: "9.11.0.0", at: 5)
    superseded.endRollout("r", "superseded", at: 5)
    superseded.event("digest", at: 6, ["h": "00"])
    #expect(superseded.brokenSoFar == [])
  }

  @Test("I24: a hold moves only the rollout it names")
  func frame() {
    var scenario = Scenario.set(of: 5)
    scenario.version(of: Scenario.probe)
    scenario.start()
    scenario.start("q", handler: Scenario.probe)
    scenario.event("command", at: 5, ["op": "hold", "by": "key", "rollout": "r"])
    scenario.event("rolloutHeld", at: 5, ["rollout": "q"])
    #expect(scenario.brokenSoFar == ["I24"])
  }
}
