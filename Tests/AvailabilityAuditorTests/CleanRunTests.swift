import AvailabilityAuditor
import Testing

@Suite("A run that keeps the rules")
struct CleanRunTests {
  /// Ten VMs in five batches of two, then the phase and the rollout end.
  static func wholeRollout() -> Scenario {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 1000)
    for batch in 1...5 {
      scenario.upgradeBatch(
        ["g-\(batch * 2 - 2)", "g-\(batch * 2 - 1)"], number: batch, total: 10, at: 1000 + (batch - 1) * 120_000)
    }
    scenario.endRun(at: 601_000)
    scenario.phase(eligible: 10, upgraded: 10, at: 601_000)
    scenario.endRollout(at: 601_000)
    scenario.end(upgraded: 10, at: 601_000)
    return scenario
  }

  @Test("A whole rollout in one set passes")
  func whole() {
    let auditor = Self.wholeRollout().audit()
    #expect(auditor.violations == [])
    #expect(auditor.violationCount == 0)
  }

  @Test("What was exercised is counted, in a fixed order")
  func exercised() {
    let auditor = Self.wholeRollout().audit()
    let counts = auditor.exercised
    #expect(counts.first { $0.name == "batch that fills the cap" }?.count == 5)
    #expect(counts.first { $0.name == "set of 10" }?.count == 1)
    #expect(counts.first { $0.name == "attempt" }?.count == 10)
    #expect(counts.first { $0.name == "I1" }?.count == 5)
    #expect(counts.first { $0.name == "I17" }?.count == 10)
    #expect(counts.first { $0.name == "rollback" }?.count == 0)
    #expect(counts.map(\.name) == AvailabilityAuditor().exercised.map(\.name))
  }

  @Test("A line with its end, in a slice of a larger buffer, is read alike")
  func slices() {
    let buffer = Self.wholeRollout().lines.map { $0 + "\r\n" }.joined().utf8.map { $0 }
    var auditor = AvailabilityAuditor()
    var rest = buffer[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      auditor.read(line: rest[...end])
      rest = rest[(end + 1)...]
    }
    auditor.finish()
    #expect(auditor.violations == [])
  }

  @Test("A failure, its retry after the interval, and a run that is stopped on the way (R7, R16, R17)")
  func retry() {
    var scenario = Scenario.set(of: 5)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 5, at: 0)
    scenario.fail("g-0", at: 0)
    scenario.endBatch(upgraded: 0, bad: 1, at: 120_000)
    let retryAt = 120_000 + 72 * Scenario.hour
    scenario.endRun(outcome: "stopped", reason: "stoppedUpgraded", retryAt: retryAt, at: 120_000)
    scenario.waiting("group:g", "stoppedUpgraded", until: retryAt, at: 120_000)
    scenario.run(2, at: retryAt)
    for index in 0..<5 {
      let time = retryAt + index * 120_000
      scenario.batch(["g-\(index)"], number: index + 1, run: 2, total: 5, at: time)
      scenario.upgrade(["g-\(index)"], run: 2, batch: index + 1, attempt: index == 0 ? 2 : 1, at: time)
      scenario.endBatch(index + 1, run: 2, upgraded: 1, at: time + 120_000)
    }
    scenario.endRun(2, at: retryAt + 600_000)
    scenario.phase(eligible: 5, upgraded: 5, at: retryAt + 600_000)
    scenario.endRollout(at: retryAt + 600_000)
    scenario.end(upgraded: 5, at: retryAt + 600_000)
    let auditor = scenario.audit()
    #expect(auditor.violations == [])
    #expect(auditor.exercised.first { $0.name == "retry that succeeds" }?.count == 1)
  }

  @Test("Two handlers share a batch, and the failure of one leaves the other its turn (R9)")
  func sharedBatch() {
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
    scenario.fail("g-0", at: 0)
    scenario.upgrade(["g-0"], rollout: "q", handler: Scenario.probe, at: 120_000)
    scenario.endBatch(upgraded: 1, bad: 1, at: 240_000)
    scenario.endRun(
      outcome: "stopped", reason: "stoppedUpgraded", retryAt: 240_000 + 72 * Scenario.hour, at: 240_000)
    let tally: JSON = ["upgraded": 0, "rolledBack": 1, "rollbackFailed": 0, "pending": 0, "excluded": 0]
    scenario.event(
      "end", at: 240_000,
      ["why": "until", "tally": ["r": tally, "q": tally.replacing([("upgraded", 1), ("rolledBack", 0)])]])
    #expect(scenario.broken == [])
  }
}
