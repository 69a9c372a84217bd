import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import TestSupport
import Testing

@Suite("Regions, zones and phases")
struct PlaceTests {
  private static let two = [Region(name: "east", zoneCount: 0), Region(name: "west", zoneCount: 0)]

  /// Five VMs in each of two phases.
  private static func phased(
    bake: Milliseconds = 0, policy: (inout RolloutPolicy) -> Void = { _ in }
  ) -> FleetSketch {
    var sketch = FleetSketch(regions: two, phases: [[0], [1]], bake: bake) {
      $0.maxUnhealthyUpgradedInstancePercent = 100
      policy(&$0)
    }
    sketch.add(of: 5, region: 0)
    sketch.add(of: 5, region: 1)
    return sketch
  }

  @Test("R22, R23: a phase starts when the one before it succeeded and its bake time has passed")
  func phases() throws {
    let story = Self.phased(bake: 6 * Span.hour).story()
    let success = try #require(story.phaseSuccesses.first)
    #expect(success.eligible == 5 && success.upgraded == 5)
    #expect(story.phaseStarts.map(\.time) == [FleetSketch.publishTime, success.time + 6 * Span.hour])
    #expect(story.attempts(of: 5).first.map { $0.time >= success.time + 6 * Span.hour } == true)
  }

  @Test("R22: below the threshold the phase waits for the retry")
  func belowThreshold() throws {
    var sketch = Self.phased()
    sketch.fault(.installFails, on: 0, for: Span.day)
    let story = sketch.story(to: 10 * Span.day)
    let retried = try #require(story.verdicts(of: 0).last)
    #expect(retried.end.outcome == .upgraded && retried.end.retryAt == nil)
    #expect(story.phaseStarts.last?.time == retried.time)
  }

  @Test("R22: at the threshold it passes", arguments: [(80, true), (81, false)])
  func threshold(_ policy: (percent: Int, passes: Bool)) {
    var sketch = Self.phased { $0.phaseSuccessPercent = policy.percent }
    sketch.fault(.installFails, on: 0)
    #expect((sketch.story().phaseStarts.count == 2) == policy.passes)
  }

  @Test("R22: an empty phase passes at once and does not bake")
  func emptyPhase() {
    var sketch = FleetSketch(regions: Self.two, phases: [[0], [1]], bake: Span.day)
    sketch.add(of: 1, region: 1)
    #expect(sketch.story().phaseStarts.map(\.time) == [FleetSketch.publishTime, FleetSketch.publishTime])
  }

  @Test("R22a: stragglers of a skipped phase start only while no other phase of the rollout is in flight")
  func stragglers() {
    var sketch = Self.phased()
    sketch.fault(.installFails, on: 0, for: Span.hour)
    sketch.at(Span.hour, .skip(rollout: 1))
    sketch.at(Span.hour + 10 * Span.second, .retry(rollout: nil, scope: .machine(0)))
    let spans = sketch.story().spans
    #expect(spans.filter { $0.start.vm == 0 }.count == 2)
    for a in spans where a.start.vm < 5 {
      for b in spans where b.start.vm >= 5 { #expect(a.to <= b.from || b.to <= a.from) }
    }
  }

  @Test("R22b: completed once nothing is pending but failed extensions; who comes later starts a new rollout")
  func completed() throws {
    var sketch = Self.phased()
    sketch.fault(.installFails, on: 0)
    sketch.fault(.rollbackFails, on: 0)
    sketch.at(1, .setAutomatic(handler: 0, isOn: false, scope: .machine(9)))
    sketch.at(Span.hour, .skip(rollout: 1))
    // The failed extension would hold the first phase of the new rollout too, until a person or its owner acts.
    sketch.at(Span.day - 1, .setAutomatic(handler: 0, isOn: false, scope: .machine(0)))
    sketch.at(Span.day, .setAutomatic(handler: 0, isOn: true, scope: .machine(9)))
    let story = sketch.story(to: 2 * Span.day)
    #expect(story.rolloutEnds.map(\.outcome) == [.completed, .completed])
    #expect(story.rollouts.map(\.version) == [1, 1])
    #expect(story.attempts.filter { $0.start.rollout == 2 }.map(\.start.vm) == [9])
  }

  /// Rollout 1 in phase 2 while rollout 2 comes to phase 1, in paired regions.
  private static func paired(_ scope: ConcurrentScope) -> Story {
    var sketch = FleetSketch(
      regions: two, pairs: [(0, 1)], phases: [[0], [1]], handlers: ["Backup", "Monitor"], publishes: false
    ) { $0.concurrentScope = scope }
    sketch.add(of: 4, region: 0) { $0.model.remove(at: 0) }
    sketch.add(of: 8, region: 1) { $0.model.remove(at: 1) }
    sketch.publish(HandlerVersion(1, 1), of: 0, at: Span.second)
    sketch.publish(HandlerVersion(1, 1), of: 1, at: 30 * Span.second)
    return sketch.story()
  }

  private static func overlaps(_ story: Story) -> Int {
    story.spans.count { a in
      story.spans.contains { b in a.start.rollout < b.start.rollout && a.from < b.to && b.from < a.to }
    }
  }

  @Test("R24, R25a: paired regions are never in flight together, whichever the extension")
  func pairs() {
    let story = Self.paired(.anyUpdate)
    #expect(story.verdicts.count == 12)
    #expect(Self.overlaps(story) == 0)
    #expect(story.waits(.pair).contains { $0.scope == .region(0) })
  }

  @Test("R25a: under sameUpdate another extension may be in flight in the paired region")
  func pairsOfOneUpdate() {
    let story = Self.paired(.sameUpdate)
    #expect(story.verdicts.count == 12)
    #expect(Self.overlaps(story) > 0)
  }

  @Test("R25: one zone at a time, in the order 1, 2, 3, then the VMs without a zone")
  func zones() {
    var sketch = FleetSketch()
    sketch.add(of: 8) { $1.zone = [0, 3, 2, 1][$0 % 4] }
    let fleet = sketch.plan.fleet
    let story = sketch.story()
    #expect(story.attempts.map { fleet.zone(of: $0.start.vm) } == [1, 1, 2, 2, 3, 3, 0, 0])
  }

  @Test("R25: zone 2 does not wait for the retries of zone 1")
  func zonePriority() {
    var sketch = FleetSketch { $0.maxUnhealthyUpgradedInstancePercent = 100 }
    sketch.add(of: 2) { $1.zone = $0 + 1 }
    sketch.fault(.installFails, on: 0)
    #expect(sketch.story().verdicts(of: 1).map(\.end.outcome) == [.upgraded])
  }

  @Test("R25, R25a: zones are kept apart over all updates, or within one", arguments: ConcurrentScope.allCases)
  func zonesOfTwoRollouts(_ scope: ConcurrentScope) {
    var sketch = FleetSketch(handlers: ["Backup", "Monitor"], publishes: false) { $0.concurrentScope = scope }
    sketch.add(of: 4) {
      $1.zone = 1
    } profile: {
      $0.model.remove(at: 1)
    }
    sketch.add(of: 4) {
      $1.zone = 2
    } profile: {
      $0.model.remove(at: 0)
    }
    for handler in 0...1 { sketch.publishAtTheStart(HandlerVersion(1, 1), of: handler) }
    let story = sketch.story()
    #expect(story.verdicts.count == 8)
    #expect((Self.overlaps(story) == 0) == (scope == .anyUpdate))
  }

  @Test("R25b: the health window is in flight")
  func windowIsInFlight() {
    var sketch = FleetSketch()
    for zone in 1...2 { sketch.add(of: 1) { $1.zone = zone } }
    sketch.fault(.slowHealth(250 * Span.second), on: 0)
    let story = sketch.story()
    #expect(story.waits(.zone).map(\.scope) == [.zone(0, 2)])
    #expect(story.attempts.last.map { $0.time >= FleetSketch.publishTime + 310 * Span.second } == true)
  }
}
