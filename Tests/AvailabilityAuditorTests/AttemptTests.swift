import AvailabilityAuditor
import Testing

@Suite("What one attempt must keep")
struct AttemptTests {
  static let install = 60_000
  static let window = 300_000

  /// One VM with an attempt whose install ended at `install`.
  static func installed(
    handler: String = Scenario.handler, group: [(String, JSON)] = [], ok: Bool = true
  ) -> Scenario {
    var scenario = Scenario()
    scenario.head()
    scenario.region("west")
    scenario.subscription()
    scenario.group("g", group)
    scenario.machine("g-0", of: "g")
    scenario.ext("g-0", handler)
    scenario.version(of: handler)
    scenario.start(handler: handler)
    scenario.run(at: 0)
    scenario.batch(["g-0"], handlers: [handler], total: 1, at: 0)
    scenario.attempt("g-0", handler: handler, at: 0)
    scenario.installed("g-0", ok: ok, handler: handler, at: install)
    return scenario
  }

  static func upgraded(sampleAfter: Int?, verdictAfter: Int, sampled: Bool = true) -> [String] {
    var scenario = installed()
    if let sampleAfter { scenario.health("g-0", sampled: sampled, at: install + sampleAfter) }
    scenario.verdict("g-0", at: install + verdictAfter)
    return scenario.brokenSoFar
  }

  @Test("I7: a fresh sample at exactly i + W passes, one millisecond later it does not (R4)")
  func window() {
    #expect(Self.upgraded(sampleAfter: 300_000, verdictAfter: 300_000) == [])
    #expect(Self.upgraded(sampleAfter: 300_001, verdictAfter: 300_001) == ["I7"])
    #expect(Self.upgraded(sampleAfter: 299_999, verdictAfter: 300_001) == ["I7"])
  }

  @Test("I7: a healthy sample from before the end of the install, or none, or no sample, never counts")
  func stale() {
    #expect(Self.upgraded(sampleAfter: nil, verdictAfter: 10_000) == ["I7"])
    #expect(Self.upgraded(sampleAfter: 0, verdictAfter: 10_000) == ["I7"])
    #expect(Self.upgraded(sampleAfter: 6000, verdictAfter: 10_000, sampled: false) == ["I7"])
    #expect(Self.upgraded(sampleAfter: 6000, verdictAfter: 10_000) == [])
  }

  @Test("I7: the verdict comes no earlier than one settle time")
  func settle() {
    #expect(Self.upgraded(sampleAfter: 1000, verdictAfter: 4999) == ["I7"])
    #expect(Self.upgraded(sampleAfter: 1000, verdictAfter: 5000) == [])
  }

  @Test(
    "I7: what is seen otherwise after the sample takes it back", arguments: ["unhealthy", "unknown", "initializing"])
  func otherwise(state: String) {
    var scenario = Self.installed()
    scenario.health("g-0", at: Self.install + 10_000)
    scenario.health("g-0", state, sampled: false, at: Self.install + 20_000)
    var again = scenario
    scenario.verdict("g-0", at: Self.install + 30_000)
    #expect(scenario.brokenSoFar == ["I7"])
    again.health("g-0", at: Self.install + 40_000)
    again.verdict("g-0", at: Self.install + 50_000)
    #expect(again.brokenSoFar == [])
  }

  @Test("I7: a gate of 299 999 or 300 001 ms, or none, shows in when the rollback starts (R2)")
  func gate() {
    for (after, found) in [(299_999, ["I7"]), (300_000, []), (300_001, ["I7"]), (0, ["I7"])] {
      var scenario = Self.installed()
      scenario.rollback("g-0", at: Self.install + after)
      #expect(scenario.brokenSoFar == found)
    }
    var never = Self.installed()
    never.end(upgraded: 0, pending: 1, at: Self.install + 300_001)
    #expect(never.broken == ["I7"])
    var notYet = Self.installed()
    notYet.end(upgraded: 0, pending: 1, at: Self.install + 300_000)
    #expect(notYet.broken == [])
  }

  @Test("I7: a VM that is healthy at the window's end is not rolled back")
  func wrongRollback() {
    var scenario = Self.installed()
    scenario.health("g-0", at: Self.install + 300_000)
    scenario.rollback("g-0", at: Self.install + 300_000)
    #expect(scenario.brokenSoFar == ["I7"])
  }

  @Test("I7: after a failed install the rollback starts at once (R3)")
  func failedInstall() {
    for (after, found) in [(0, []), (1, ["I7"])] as [(Int, [String])] {
      var scenario = Self.installed(ok: false)
      scenario.rollback("g-0", at: Self.install + after)
      #expect(scenario.brokenSoFar == found)
    }
    var upgraded = Self.installed(ok: false)
    upgraded.health("g-0", at: Self.install + 1000)
    upgraded.verdict("g-0", at: Self.install + 10_000)
    #expect(upgraded.brokenSoFar == ["I7"])
  }

  @Test("I7: the grace period lengthens the window of Application Health itself, and of nothing else (R4)")
  func grace() {
    for (handler, end) in [(Scenario.probe, 900_000), (Scenario.handler, 300_000)] {
      var scenario = Self.installed(handler: handler, group: [("graceMs", 600_000)])
      scenario.rollback("g-0", handler: handler, at: Self.install + end)
      #expect(scenario.brokenSoFar == [])
    }
  }

  static func rolledBack(_ outcome: String = "rolledBack", to version: String, retryAfter: Int?) -> Scenario {
    var scenario = installed(ok: false)
    scenario.rollback("g-0", at: install)
    scenario.verdict(
      "g-0", outcome, version: version, retryAt: retryAfter.map { 70_000 + $0 }, at: 70_000)
    scenario.endBatch(upgraded: 0, bad: 1, at: 70_000)
    return scenario
  }

  @Test("I8: a rollback to another version, or none at all, shows")
  func rollback() {
    let interval = 72 * Scenario.hour
    #expect(Self.rolledBack(to: Scenario.old, retryAfter: interval).brokenSoFar == [])
    #expect(Self.rolledBack(to: "9.8.0.0", retryAfter: interval).brokenSoFar == ["I8"])
    #expect(Self.rolledBack(to: Scenario.new, retryAfter: interval).brokenSoFar == ["I8"])
    var none = Self.installed(ok: false)
    none.verdict("g-0", "rolledBack", version: Scenario.old, retryAt: 70_000 + interval, at: 70_000)
    #expect(none.brokenSoFar == ["I8"])
    var kept = Self.installed()
    kept.verdict("g-0", at: Self.install + 300_000)
    #expect(kept.brokenSoFar == ["I7"])
  }

  /// Tries the VM once more, from the version that is installed, in a second run.
  static func again(_ scenario: Scenario, at time: Int, attempt: Int = 2, from: String = Scenario.old) -> [String] {
    var scenario = scenario
    scenario.run(2, at: time)
    scenario.batch(["g-0"], run: 2, total: 1, at: time)
    scenario.attempt("g-0", run: 2, from: from, attempt: attempt, at: time)
    return scenario.brokenSoFar
  }

  @Test("I8: after a failed rollback nothing is tried until a retry command names the extension (R8)")
  func failedRollback() {
    var scenario = Self.rolledBack("rollbackFailed", to: Scenario.old, retryAfter: nil)
    scenario.endRun(at: 70_000)
    let later = 400 * Scenario.hour
    #expect(Self.again(scenario, at: later) == ["I8"])
    let naming: [(JSON, [String])] = [
      ([:], []), (["vm": "g-0"], []), (["group": "g"], []), (["rollout": "r"], []), (["vm": "g-1"], ["I8"]),
    ]
    for (names, found) in naming {
      var named = scenario
      named.event("command", at: later, names.replacing([("op", "retry"), ("by", "key")]))
      #expect(Self.again(named, at: later) == found)
    }
    scenario.event(
      "extSet", at: later, ["vm": "g-0", "handler": .text(Scenario.handler), "version": "9.9.0.0", "auto": true])
    #expect(Self.again(scenario, at: later, attempt: 1) == [])
  }

  @Test("I20: the retry time is 48 to 96 hours away, and known (R7)")
  func retryTime() {
    for (after, found) in [
      (48 * Scenario.hour, []), (96 * Scenario.hour, []), (48 * Scenario.hour - 1, ["I20"]),
      (96 * Scenario.hour + 1, ["I20"]), (nil, ["I20"]),
    ] as [(Int?, [String])] {
      #expect(Self.rolledBack(to: Scenario.old, retryAfter: after).brokenSoFar == found)
    }
  }

  @Test("I20: a retry a millisecond too early shows; a retry command lifts the wait")
  func retryTooEarly() {
    var scenario = Self.rolledBack(to: Scenario.old, retryAfter: 72 * Scenario.hour)
    scenario.endRun(at: 70_000)
    let due = 70_000 + 72 * Scenario.hour
    #expect(Self.again(scenario, at: due) == [])
    #expect(Self.again(scenario, at: due - 1) == ["I20"])
    scenario.event("command", at: due - 1, ["op": "retry", "by": "http", "rollout": "r"])
    #expect(Self.again(scenario, at: due - 1) == [])
  }

  @Test("I20: a run that comes back too early after a stop shows (R17)")
  func runTooEarly() {
    var scenario = Self.rolledBack(to: Scenario.old, retryAfter: 48 * Scenario.hour)
    let due = 70_000 + 50 * Scenario.hour
    scenario.endRun(outcome: "stopped", reason: "stoppedUpgraded", retryAt: due, at: 70_000)
    #expect(Self.again(scenario, at: due) == [])
    #expect(Set(Self.again(scenario, at: due - 1)) == ["I20"])
  }

  @Test("I20: a retry that never comes shows at the end; a reason that stands excuses it")
  func retryNever() {
    var scenario = Self.rolledBack(to: Scenario.old, retryAfter: 72 * Scenario.hour)
    scenario.endRun(at: 70_000)
    let due = 70_000 + 72 * Scenario.hour
    for (end, found) in [(due - 1, []), (due, []), (due + 1, ["I20"])] as [(Int, [String])] {
      var ended = scenario
      ended.end(upgraded: 0, rolledBack: 1, at: end)
      #expect(ended.broken == found)
    }
    scenario.waiting("zone:west/none", "zone", at: due)
    scenario.end(upgraded: 0, rolledBack: 1, at: due + 1000)
    #expect(scenario.broken == [])
  }

  @Test("I17: two attempts on one VM show")
  func twoAttempts() {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0", "g-1"], total: 10, at: 0)
    scenario.attempt("g-0", at: 0)
    scenario.attempt("g-0", attempt: 2, at: 1)
    #expect(scenario.brokenSoFar.first == "I17")
  }

  @Test("I18, I19: every handler of the batch takes its turn on a VM, in the order of their names (R9)")
  func turns() {
    var scenario = Scenario()
    scenario.head()
    scenario.region("west")
    scenario.subscription()
    scenario.group("g")
    scenario.machine("g-0", of: "g")
    scenario.ext("g-0")
    scenario.ext("g-0", Scenario.probe)
    scenario.version()
    scenario.version(of: Scenario.probe)
    scenario.start()
    scenario.start("q", handler: Scenario.probe)
    scenario.run(at: 0)
    scenario.batch(["g-0"], handlers: [Scenario.handler, Scenario.probe], total: 1, at: 0)
    var reversed = scenario
    reversed.upgrade(["g-0"], rollout: "q", handler: Scenario.probe, at: 0)
    reversed.attempt("g-0", at: 130_000)
    #expect(reversed.brokenSoFar == ["I19"])
    scenario.fail("g-0", at: 0)
    scenario.endBatch(upgraded: 0, bad: 1, at: 120_000)
    #expect(scenario.brokenSoFar == ["I18"])
  }

  @Test("I23: nothing ends that did not start, and nothing ends twice")
  func lifecycle() {
    var twice = Self.installed()
    twice.installed("g-0", at: 70_000)
    #expect(twice.brokenSoFar == ["I23"])
    var closed = Self.installed()
    closed.health("g-0", at: 70_000)
    closed.verdict("g-0", at: 80_000)
    closed.verdict("g-0", at: 80_000)
    #expect(closed.brokenSoFar == ["I23"])
    var open = Self.installed()
    open.endBatch(upgraded: 0, at: 70_000)
    #expect(open.brokenSoFar == ["I23"])
    var changed = Self.installed()
    changed.event("extRemoved", at: 70_000, ["vm": "g-0", "handler": .text(Scenario.handler)])
    #expect(changed.brokenSoFar == ["I23"])
  }

  @Test("A VM that is removed in flight takes its attempt along")
  func removed() {
    var scenario = Self.installed()
    scenario.event("vmRemoved", at: 70_000, ["vm": "g-0"])
    scenario.endBatch(upgraded: 0, at: 70_000)
    scenario.end(upgraded: 0, at: 400_000)
    #expect(scenario.broken == [])
  }
}
