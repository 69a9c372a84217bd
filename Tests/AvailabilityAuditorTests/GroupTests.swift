import AvailabilityAuditor
import Testing

@Suite("What one group allows")
struct GroupTests {
  static func names(_ count: Int) -> [String] { (0..<count).map { "g-\($0)" } }

  static func batch(of size: Int, in count: Int, policy: [(String, JSON)] = [], own: JSON = [:]) -> Scenario {
    var scenario = Scenario.set(of: count, policy: policy, groupPolicy: own)
    scenario.start()
    scenario.run(at: 0)
    scenario.upgradeBatch(names(size), total: count, at: 0)
    return scenario
  }

  @Test(
    "I1: the largest batch is a fifth, rounded down, and at least one VM",
    arguments: [(1, 1), (4, 1), (5, 1), (9, 1), (10, 2), (14, 2), (24, 4), (34, 6), (1000, 200)])
  func cap(count: Int, cap: Int) {
    #expect(Self.batch(of: cap, in: count).brokenSoFar == [])
    if cap < count { #expect(Self.batch(of: cap + 1, in: count).brokenSoFar.first == "I1") }
  }

  @Test("I1: a cap of 21 % shows where it differs, from 24 on", arguments: [24, 29, 34, 39, 43, 100])
  func percent21(count: Int) {
    #expect(Self.batch(of: 21 * count / 100, in: count).brokenSoFar.first == "I1")
  }

  @Test("I1: rounding up instead of down shows", arguments: [6, 9, 11, 14, 1001])
  func ceiling(count: Int) {
    #expect(Self.batch(of: (count + 4) / 5, in: count).brokenSoFar.first == "I1")
  }

  @Test("I1: the stricter of the fleet's and the group's percentage holds (R21)")
  func stricter() {
    let own: JSON = ["maxBatchInstancePercent": 10]
    #expect(Self.batch(of: 2, in: 20, own: own).brokenSoFar == [])
    #expect(Self.batch(of: 3, in: 20, own: own).brokenSoFar.first == "I1")
    let looser: JSON = ["maxBatchInstancePercent": 50]
    #expect(Self.batch(of: 5, in: 20, own: looser).brokenSoFar.first == "I1")
    #expect(Self.batch(of: 3, in: 20, policy: [("maxBatchInstancePercent", 10)]).brokenSoFar.first == "I1")
  }

  @Test("I1: an empty batch is none")
  func empty() { #expect(Self.batch(of: 0, in: 10).brokenSoFar.first == "I1") }

  @Test("The text of a violation names the formula, the values, the group and the VMs in one line")
  func text() throws {
    let first = try #require(Self.batch(of: 3, in: 10).audit().violations.first)
    #expect(first.event == 3)
    #expect(first.time == 0)
    #expect(
      first.description == "event 3 at 0 ms: I1: batch cap: 100 x |B| <= cap x N or |B| = 1 fails for batch 1 of run 1 "
        + "in group g: |B| 3, N 10, cap 20 %, VMs [g-0, g-1, g-2]")
  }

  @Test("I2, I3: a cap that each extension has for itself shows (R20)")
  func capPerExtension() {
    var scenario = Scenario.set(of: 10)
    scenario.raw(
      #"{"auto":true,"handler":"\#(Scenario.probe)","k":"version","regions":null,"version":"9.10.0.0"}"#)
    scenario.start()
    scenario.start("q", handler: Scenario.probe)
    scenario.run(at: 0)
    scenario.batch(["g-0", "g-1"], total: 10, at: 0)
    scenario.attempt("g-0", at: 0)
    scenario.attempt("g-1", at: 0)
    scenario.run(2, rollout: "q", at: 1000)
    scenario.batch(["g-2", "g-3"], run: 2, rollout: "q", handlers: [Scenario.probe], total: 10, at: 1000)
    #expect(Set(scenario.brokenSoFar) == ["R20", "I3"])
  }

  @Test("I2: after a scale-in nothing starts above the new cap")
  func scaleIn() {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0", "g-1"], total: 10, at: 0)
    scenario.attempt("g-0", at: 0)
    scenario.event("vmRemoved", at: 10, ["vm": "g-9"])
    #expect(scenario.brokenSoFar == [])
    scenario.attempt("g-1", at: 20)
    #expect(scenario.brokenSoFar == ["I2"])
  }

  @Test("I3: a second batch while the first is in flight shows")
  func overlap() {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 10, at: 0)
    scenario.attempt("g-0", at: 0)
    scenario.batch(["g-1"], number: 2, total: 10, at: 1000)
    #expect(scenario.brokenSoFar == ["I3"])
  }

  static func sick(_ count: Int, of total: Int) -> Scenario {
    var scenario = Scenario.set(of: total) { $0 >= total - count ? [("health", "unhealthy")] : [] }
    scenario.start()
    scenario.run(at: 0)
    return scenario
  }

  @Test("I4: exactly 20 % unhealthy passes, one more stops the run (R14)")
  func preCheck() {
    #expect(Self.sick(2, of: 10).brokenSoFar == [])
    #expect(Self.sick(3, of: 10).brokenSoFar == ["I4"])
    #expect(Self.sick(1, of: 5).brokenSoFar == [])
    #expect(Self.sick(1, of: 4).brokenSoFar == ["I4"])
    #expect(Self.sick(1, of: 3).brokenSoFar == ["I4"])
    #expect(Self.sick(2, of: 10).audit().exercised.first { $0.name == "exactly at the unhealthy limit" }?.count == 1)
  }

  @Test("I4: a pre-check that is left out before the second batch shows")
  func secondPreCheck() {
    var scenario = Self.sick(2, of: 10)
    scenario.upgradeBatch(["g-0"], total: 10, unhealthy: 2, at: 0)
    scenario.health("g-7", "unhealthy", at: 130_000)
    scenario.batch(["g-1"], number: 2, total: 10, unhealthy: 3, at: 140_000)
    #expect(scenario.brokenSoFar == ["I4"])
  }

  @Test("I4: stopped VMs count by policy, unknown ones do, initializing ones do not")
  func stopped() {
    for (power, health, counts, isOver) in [
      ("stopped", "healthy", true, true), ("stopped", "unhealthy", false, false), ("running", "unknown", true, true),
      ("running", "initializing", true, false),
    ] {
      var scenario = Scenario.set(of: 4, policy: [("countStoppedAsUnhealthy", .flag(counts))]) {
        $0 == 3 ? [("power", .text(power)), ("health", .text(health))] : []
      }
      scenario.start()
      scenario.run(at: 0)
      #expect(scenario.brokenSoFar == (isOver ? ["I4"] : []))
    }
  }

  static func sickenedWhileOpen(_ count: Int, recover: Bool) -> Scenario {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 10, at: 0)
    scenario.attempt("g-0", at: 0)
    for index in 0..<count { scenario.health("g-\(9 - index)", "unhealthy", at: 1000) }
    if recover { for index in 0..<count { scenario.health("g-\(9 - index)", at: 2000) } }
    scenario.installed("g-0", at: 60_000)
    scenario.health("g-0", at: 90_000)
    scenario.verdict("g-0", at: 120_000)
    scenario.endBatch(upgraded: 1, at: 120_000)
    scenario.batch(["g-1"], number: 2, total: 10, unhealthy: recover ? 0 : count, at: 130_000)
    return scenario
  }

  @Test("I5: over 20 % while a batch is open stops the run, even if the set recovers (R15)")
  func stop() {
    #expect(Self.sickenedWhileOpen(2, recover: false).brokenSoFar == [])
    #expect(Self.sickenedWhileOpen(3, recover: true).brokenSoFar == ["I5"])
    #expect(Self.sickenedWhileOpen(3, recover: false).brokenSoFar == ["I5", "I4"])
  }

  /// A set of ten that three VMs leave over its limit while a batch is open, until `mending` makes one of them healthy again.
  static func mendedAtOnce(_ mending: (inout Scenario) -> Void) -> Scenario {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 10, at: 0)
    scenario.attempt("g-0", at: 0)
    for index in 7...9 { scenario.health("g-\(index)", "unhealthy", at: 1000) }
    mending(&scenario)
    scenario.installed("g-0", at: 60_000)
    scenario.health("g-0", at: 90_000)
    scenario.verdict("g-0", at: 120_000)
    scenario.endBatch(upgraded: 1, at: 120_000)
    return scenario
  }

  @Test("I5: what is over within one instant only does not stop the run")
  func withinInstant() {
    var scenario = Self.mendedAtOnce { $0.health("g-9", at: 1000) }
    scenario.batch(["g-1"], number: 2, total: 10, unhealthy: 2, at: 130_000)
    #expect(scenario.brokenSoFar == [])
  }

  @Test("I5, I21: a command ends the instant before it, so what it mends at the same time has stopped the run (R15)")
  func mendedByCommand() {
    let scenario = Self.mendedAtOnce {
      $0.event("command", at: 1000, ["op": "mend", "by": "script"])
      $0.health("g-9", at: 1000)
    }
    var stopped = scenario
    stopped.endRun(outcome: "stopped", reason: "stoppedUnhealthy", retryAt: 120_000 + 72 * Scenario.hour, at: 120_000)
    #expect(stopped.brokenSoFar == [])
    var goesOn = scenario
    goesOn.batch(["g-1"], number: 2, total: 10, unhealthy: 2, at: 130_000)
    #expect(goesOn.brokenSoFar == ["I5"])
  }

  @Test("I6: rolled back counts as bad, although the VM is healthy again (R16)")
  func upgradedHealth() {
    var scenario = Scenario.set(of: 30)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(Self.names(5), total: 30, at: 0)
    for vm in ["g-0"] { scenario.attempt(vm, at: 0) }
    scenario.installed("g-0", ok: false, at: 100)
    scenario.rollback("g-0", at: 100)
    scenario.verdict(
      "g-0", "rolledBack", version: Scenario.old, retryAt: 200 + 72 * Scenario.hour, at: 200)
    var exactlyAFifth = scenario
    exactlyAFifth.upgrade(["g-1", "g-2", "g-3", "g-4"], at: 1000)
    exactlyAFifth.endBatch(upgraded: 4, bad: 1, at: 121_000)
    exactlyAFifth.batch(["g-5"], number: 2, total: 30, at: 121_000)
    #expect(exactlyAFifth.brokenSoFar == [])
    scenario.upgrade(["g-1", "g-2", "g-3"], at: 1000)
    scenario.endBatch(upgraded: 3, bad: 1, at: 121_000)
    scenario.batch(["g-5"], number: 2, total: 30, at: 121_000)
    #expect(scenario.brokenSoFar == ["I6"])
  }

  @Test("I6: what was upgraded and became unhealthy counts as bad")
  func turned() {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 10, at: 0)
    scenario.upgrade(["g-0"], at: 0)
    scenario.health("g-0", "unhealthy", at: 120_000)
    scenario.endBatch(upgraded: 1, at: 120_000)
    scenario.batch(["g-1"], number: 2, total: 10, unhealthy: 1, at: 121_000)
    #expect(scenario.brokenSoFar == ["I6"])
  }

  @Test("R21: the pause between two batches is honoured")
  func pause() {
    for (wait, found) in [(59_999, ["R21"]), (60_000, [])] {
      var scenario = Self.batch(of: 1, in: 10, own: ["pauseTimeBetweenBatches": 60_000])
      scenario.batch(["g-1"], number: 2, total: 10, at: 120_000 + wait)
      #expect(scenario.brokenSoFar == found)
    }
  }

  @Test("I22: a batch that states another N or another count of the unhealthy shows")
  func figures() {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 11, at: 0)
    #expect(scenario.brokenSoFar == ["I22"])
  }
}
