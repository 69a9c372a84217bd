import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import TestSupport
import Testing

@Suite("Groups: batches and gates")
struct GroupTests {
  private static func set(of count: Int, sick: Int = 0, stopped: Int = 0, countsStopped: Bool = true) -> FleetSketch {
    var sketch = FleetSketch { $0.countStoppedAsUnhealthy = countsStopped }
    sketch.add(of: count) { number, vm in
      if number >= count - sick { vm.health = .unhealthy }
      if number < stopped {
        vm.flags.remove(.running)
        vm.health = .unknown
      }
    }
    return sketch
  }

  @Test("R12: a batch holds max(1, floor(20 %))", arguments: [(1, 1), (9, 1), (10, 2), (14, 2), (1000, 200)])
  func cap(_ size: (count: Int, batch: Int)) {
    let batches = Self.set(of: size.count).story().batches.map(\.batch.machines.count)
    #expect(batches.max() == size.batch)
    #expect(batches.reduce(0, +) == size.count)
  }

  @Test("R13, I9: a batch stays in one update domain, zone and placement group, and so does what is in flight")
  func oneDomain() {
    var sketch = FleetSketch()
    sketch.add(of: 60) {
      $1.domain = $0 % 5
      $1.zone = $0 % 3 + 1
      $1.placementGroup = $0 / 30
    }
    let plan = sketch.plan
    let story = sketch.story()
    #expect(story.verdicts.count == 60)
    for (_, batch) in story.batches {
      #expect(Set(batch.machines.map { [plan.fleet.zone(of: $0), plan.fleet.domainKey(of: $0)] }).count == 1)
    }
    for a in story.spans {
      for b in story.spans where a.from < b.to && b.from < a.to {
        #expect(plan.fleet.updateDomain(of: a.start.vm) == plan.fleet.updateDomain(of: b.start.vm))
      }
    }
  }

  @Test("R14: exactly 20 % passes, one more stops the run", arguments: [(10, 2, true), (10, 3, false), (3, 1, false)])
  func gate(_ set: (count: Int, sick: Int, passes: Bool)) throws {
    let story = Self.set(of: set.count, sick: set.sick).story()
    #expect(story.batches.isEmpty == !set.passes)
    guard !set.passes else { return }
    let wait = try #require(story.waits(.unhealthyBefore).first)
    #expect(wait.wait.figures == [.count(set.sick), .limit(set.count / 5), .total(set.count)])
  }

  @Test("R14: stopped VMs count as unhealthy, unless the policy says otherwise", arguments: [true, false])
  func stopped(_ counts: Bool) {
    #expect(Self.set(of: 10, stopped: 3, countsStopped: counts).story().batches.isEmpty == counts)
  }

  @Test("R15: too many sick while a batch is in flight: it finishes, then the run stops")
  func sickInFlight() throws {
    var sketch = Self.set(of: 10)
    for vm in 7...9 { sketch.fault(.unhealthy, on: vm, at: 30 * Span.second, for: Span.hour) }
    let story = sketch.story(to: 2 * Span.day)
    #expect(story.batches.count == 1)
    #expect(story.verdicts.map(\.end.outcome) == [.upgraded, .upgraded])
    #expect(story.runEnds.first?.outcome == .stoppedUnhealthy)
  }

  @Test("R15: at exactly 20 % the run goes on, and VMs in flight are left out of the count")
  func atTheLimitInFlight() {
    var sketch = Self.set(of: 10)
    for vm in [0, 1, 8, 9] { sketch.fault(.unhealthy, on: vm, at: 20 * Span.second, for: 30 * Span.second) }
    let story = sketch.story()
    #expect(story.runEnds.map(\.outcome) == [.completed])
    #expect(story.verdicts.count == 10)
  }

  @Test("R16: exactly 20 % of the upgraded bad passes, more stops the run", arguments: [1, 2])
  func upgradedBad(_ bad: Int) {
    var sketch = Self.set(of: 25)
    for vm in 0..<bad { sketch.fault(.installFails, on: vm) }
    let first = sketch.story().runEnds.first
    #expect(first?.outcome == (bad == 1 ? .completed : .stoppedUpgraded))
  }

  @Test("R16: an upgraded VM that turns sick before its batch closes counts as bad")
  func turnedSick() {
    var sketch = Self.set(of: 10)
    sketch.fault(.slowHealth(290 * Span.second), on: 1)
    sketch.fault(.unhealthy, on: 0, at: 200 * Span.second, for: Span.hour)
    let story = sketch.story()
    #expect(story.verdicts.prefix(2).map(\.end.outcome) == [.upgraded, .upgraded])
    #expect(story.runEnds.first?.outcome == .stoppedUpgraded)
  }

  @Test("R17: a stop leaves successes in place and comes back at the time it told, with what remains")
  func comesBack() throws {
    var sketch = Self.set(of: 10)
    sketch.fault(.installFails, on: 0, for: Span.hour)
    let story = sketch.story(to: 10 * Span.day)
    let stop = try #require(story.runEnds.first)
    let retry = try #require(stop.retryAt)
    #expect((48 * Span.hour...96 * Span.hour).contains(retry - stop.time))
    #expect(story.batches.dropFirst().first?.time == retry)
    #expect(story.attempts(of: 1).count == 1)
    #expect(story.verdicts.filter { $0.end.outcome == .upgraded }.count == 10)
  }

  @Test("R18: availability sets go domain by domain, one VM at a time under ten", arguments: [(9, 1), (12, 2)])
  func availabilitySet(_ size: (count: Int, batch: Int)) {
    var sketch = FleetSketch()
    sketch.add(.availabilitySet, of: size.count) { $1.domain = $0 % 3 }
    let batches = sketch.story().batches.map(\.batch.machines)
    #expect(batches.map(\.count).max() == size.batch)
    #expect(batches.allSatisfy { Set($0.map { $0 % 3 }).count == 1 })
    #expect(batches.flatMap { $0.map { $0 % 3 } } == batches.flatMap { $0.map { $0 % 3 } }.sorted())
  }

  @Test("R19: standalone VMs go by the cap; sick ones elsewhere do not stop them")
  func standalone() {
    var sketch = FleetSketch()
    sketch.add(.standalone, of: 10) { if $0 >= 5 { $1.health = .unhealthy } }
    let story = sketch.story()
    #expect(story.batches.map(\.batch.machines.count).max() == 2)
    #expect(story.attempts.count == 5)
  }

  @Test("R19, I14: a subscription's standalone VMs are never all in flight, wherever they are")
  func neverAll() {
    var sketch = FleetSketch(regions: [Region(name: "east", zoneCount: 0), Region(name: "west", zoneCount: 0)])
    sketch.add(.standalone, of: 1, region: 0)
    sketch.add(.standalone, of: 1, region: 1)
    let story = sketch.story()
    #expect(story.spans.count == 2)
    #expect(story.spans[0].to <= story.spans[1].from)
    #expect(!story.waits(.subscriptionCap).isEmpty)
  }

  @Test("R20: another rollout waits for the group or joins a batch, and the cap counts VMs whichever the handler")
  func oneRunAtATime() {
    var sketch = FleetSketch(handlers: ["Backup", "Monitor"], publishes: false)
    sketch.add(of: 10)
    sketch.publish(HandlerVersion(1, 1), of: 0, at: Span.second)
    sketch.publish(HandlerVersion(1, 1), of: 1, at: 20 * Span.second)
    let story = sketch.story()
    #expect(story.waits(.groupBusy).contains { $0.time == 20 * Span.second })
    #expect(story.batches.dropFirst().first?.batch.handlers == [0, 1])
    for span in story.spans {
      let together = story.spans.filter { $0.from <= span.from && span.from < $0.to }
      #expect(Set(together.map(\.start.vm)).count <= 2)
    }
    #expect(story.verdicts.count == 20)
  }

  @Test(
    "R21: a set's own policy holds where it is stricter, and is clamped where it is looser",
    arguments: [(10, 1), (50, 2)])
  func ownPolicy(_ own: (percent: Int, batch: Int)) {
    var sketch = FleetSketch()
    sketch.add(of: 10) { $0.policy.maxBatchInstancePercent = own.percent }
    #expect(sketch.story().batches.map(\.batch.machines.count).max() == own.batch)
  }

  @Test("R21: the pause between batches is kept")
  func pause() {
    var sketch = FleetSketch()
    sketch.add(of: 3) { $0.policy.pauseTimeBetweenBatches = 10 * Span.minute }
    let story = sketch.story()
    let ends = story.decisions.filter { if case .batchEnded = $0.event { true } else { false } }.map(\.time)
    #expect(story.batches.dropFirst().map(\.time) == ends.dropLast().map { $0 + 10 * Span.minute })
    #expect(story.waits(.batchPause).count == 2)
  }

  @Test("R21: unhealthy instances come first where the set wants them first")
  func sickFirst() {
    var sketch = FleetSketch()
    sketch.add(of: 10) {
      if $0 == 9 { $1.health = .unhealthy }
    } profile: {
      $0.policy.prioritizeUnhealthyInstances = true
    }
    #expect(sketch.story().batches.first?.batch.machines == [9, 0])
  }
}
