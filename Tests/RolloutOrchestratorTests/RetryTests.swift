import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import TestSupport
import Testing

@Suite("Failures, several extensions, opting out")
struct RetryTests {
  /// Ten VMs, where R16 never stops a run.
  private static func ten() -> FleetSketch {
    var sketch = FleetSketch { $0.maxUnhealthyUpgradedInstancePercent = 100 }
    sketch.add(of: 10)
    return sketch
  }

  @Test("R7: a failed upgrade is tried again 48 to 96 hours later, at the time that was told, without limit")
  func retried() {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 3)
    let story = sketch.story(to: 30 * Span.day)
    let attempts = story.attempts(of: 3)
    let verdicts = story.verdicts(of: 3)
    #expect(attempts.count >= 8)
    #expect(attempts.map(\.start.attempt) == Array(1...attempts.count))
    for (verdict, next) in zip(verdicts, attempts.dropFirst()) {
      #expect(verdict.end.retryAt == next.time)
      #expect((48 * Span.hour...96 * Span.hour).contains(next.time - verdict.time))
    }
  }

  @Test("R7: a newer target may start at once")
  func newerTarget() {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 3, at: 0, for: Span.hour)
    sketch.publish(HandlerVersion(1, 2), at: 2 * Span.hour)
    let attempts = sketch.story(to: 12 * Span.hour).attempts(of: 3)
    #expect(attempts.map(\.start.rollout) == [1, 2])
  }

  @Test("R8: a failed rollback needs a person, whatever the version, until a retry names it")
  func failedRollback() throws {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 3)
    sketch.fault(.rollbackFails, on: 3)
    sketch.publish(HandlerVersion(1, 2), at: 10 * Span.day)
    var session = sketch.session()
    let before = session.tell(to: 30 * Span.day)
    #expect(before.verdicts(of: 3).map(\.end.outcome) == [.rollbackFailed])
    #expect(before.verdicts(of: 3).first?.end.retryAt == nil)
    #expect(before.waits(.failed).contains { $0.scope == .machine(3) })
    try session.submit(.mend(scope: .machine(3)), by: .key)
    try session.submit(.retry(rollout: nil, scope: .machine(3)), by: .key)
    #expect(session.tell(to: 31 * Span.day).verdicts(of: 3).map(\.end.outcome) == [.upgraded])
  }

  @Test("R9: extensions of one VM follow one another by name; one that fails never stops the next")
  func oneAfterAnother() throws {
    var sketch = FleetSketch(handlers: ["Backup", "Monitor"], publishes: false)
    sketch.add(of: 1)
    sketch.publishAtTheStart(HandlerVersion(1, 1), of: 0) { $0.installFailure = 1_000_000 }
    sketch.publishAtTheStart(HandlerVersion(1, 1), of: 1)
    let story = sketch.story()
    #expect(story.batches.first?.batch.handlers == [0, 1])
    #expect(story.attempts.map(\.start.handler) == [0, 1])
    #expect(story.verdicts.map(\.end.outcome) == [.rolledBack, .upgraded])
    #expect(story.attempts.last?.time == story.verdicts.first?.time)
  }

  @Test("R10: versions compare as numbers, and majors are never crossed")
  func upwardOnly() {
    var sketch = FleetSketch(publishes: false)
    let versions = [HandlerVersion(9, 5), HandlerVersion(9, 10), HandlerVersion(9, 11), HandlerVersion(8, 0)]
    sketch.add(of: 4) { $1.version = versions[$0] }
    sketch.publish(HandlerVersion(9, 10), at: Span.minute)
    #expect(sketch.story().attempts.map(\.start.vm) == [0])
  }

  @Test("R11: opted out while pending, a VM leaves the rollout at once")
  func optOutPending() {
    var sketch = Self.ten()
    sketch.at(Span.minute, .setAutomatic(handler: 0, isOn: false, scope: .machine(9)))
    let story = sketch.story()
    #expect(story.attempts(of: 9).isEmpty)
    #expect(story.rolloutEnds.map(\.outcome) == [.completed])
  }

  @Test("R11: opted out in flight, the attempt finishes, rollback included, and is the last")
  func optOutInFlight() {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 0)
    sketch.at(Span.minute, .setAutomatic(handler: 0, isOn: false, scope: .machine(0)))
    let verdicts = sketch.story(to: 20 * Span.day).verdicts(of: 0)
    #expect(verdicts.map(\.end.outcome) == [.rolledBack])
    #expect(verdicts.first?.end.retryAt == nil)
  }

  @Test("R11a: a set that is opted out stays so for the instances that come later")
  func optOutModel() throws {
    var sketch = Self.ten()
    sketch.at(1, .setAutomatic(handler: 0, isOn: false, scope: .group(0)))
    sketch.at(2, .scale(group: 0, count: 12))
    #expect(sketch.story().attempts.isEmpty)
  }

  @Test("R11a: the owner's change to an extension in flight is refused, and clears a failure afterwards")
  func ownersChange() throws {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 0, for: Span.hour)
    var session = sketch.session()
    session.advance(to: 30 * Span.second)
    let change = Command.deploy(handler: 0, version: HandlerVersion(1, 0), isAutomatic: true, scope: .machine(0))
    #expect(throws: CommandRejection.operationInProgress(vm: session.fleet.name(of: 0))) {
      try session.submit(change, by: .key)
    }
    session.advance(to: 3 * Span.hour)
    _ = session.takeEvents()
    try session.submit(change, by: .key)
    #expect(session.tell(to: 4 * Span.hour).attempts(of: 0).map(\.start.attempt) == [1])
  }
}
