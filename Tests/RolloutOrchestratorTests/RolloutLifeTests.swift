import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import TestSupport
import Testing

@Suite("The life of a rollout, and who takes part")
struct RolloutLifeTests {
  private static func ten() -> FleetSketch {
    var sketch = FleetSketch()
    sketch.add(of: 10)
    return sketch
  }

  @Test("R27: a new version starts a rollout by itself; a lower one starts none")
  func startsByItself() {
    var sketch = Self.ten()
    sketch.publish(HandlerVersion(1, 0, 5), at: Span.minute)
    let story = sketch.story()
    #expect(story.rollouts.map(\.time) == [FleetSketch.publishTime])
    #expect(story.verdicts.count == 10)
  }

  @Test("R27: a version published before the start begins at the start; target and rollout are per major")
  func atTheStart() {
    var sketch = FleetSketch(publishes: false)
    sketch.add(of: 2) { $1.version = HandlerVersion(UInt32($0) + 1, 0) }
    sketch.publishAtTheStart(HandlerVersion(1, 4))
    sketch.publishAtTheStart(HandlerVersion(2, 4))
    let story = sketch.story()
    #expect(story.rollouts.map(\.time) == [0, 0])
    #expect(story.attempts.map(\.start.rollout).sorted() == [1, 2])
  }

  @Test(
    "R31: what a rollout tells of VMs as it begins comes some thousand at a time, in their order, and means one wait for each"
  )
  func firstWaits() {
    var sketch = FleetSketch(publishes: false)
    sketch.add(of: 9_000) {
      $1.isAutomatic = $0 % 10 == 0
      if $0 == 20 { $1.health = .unhealthy }
    }
    sketch.publishAtTheStart(HandlerVersion(1, 4))
    var session = sketch.session()
    session.advance(to: 0)
    var sizes: [Int] = []
    var waits: [(vm: VMIndex, reason: WaitReason)] = []
    for event in session.takeEvents() {
      guard case .rollout(.machinesWaiting(1, let told)) = event.what else { continue }
      sizes.append(told.count)
      event.forEachTold {
        guard case .rollout(.waiting(1, .machine(let vm), let wait)) = $0.what else { return }
        #expect($0.time == 0 && wait.figures.isEmpty && wait.until == nil)
        waits.append((vm, wait.reason))
      }
      var last: [VMIndex] = []
      event.forEachTold(last: 3) {
        if case .rollout(.waiting(_, .machine(let vm), _)) = $0.what { last.append(vm) }
      }
      #expect(last == told.suffix(3).map(\.vm))
    }
    #expect(sizes.count == 2 && sizes.allSatisfy { $0 <= 4_096 })
    #expect(waits.map(\.vm) == (0..<9_000).filter { $0 % 10 != 0 || $0 == 20 })
    #expect(waits.allSatisfy { $0.reason == ($0.vm == 20 ? .unhealthy : .optedOut) })
  }

  @Test(
    "R8, R28, R31: a rollout that begins over attempts in flight and a failed VM counts and tells them as they stand")
  func firstLookAtWhatIsUnderWay() {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 0)
    sketch.fault(.rollbackFails, on: 0)
    sketch.publish(HandlerVersion(1, 2), at: 30 * Span.minute)
    var session = sketch.session()
    session.advance(to: 30 * Span.minute)
    let story = Story(session.takeEvents())
    #expect(story.rolloutEnds.map(\.outcome) == [.superseded])
    let told = story.decisions.compactMap { entry -> WaitReason? in
      if case .waiting(2, .machine(0), let wait) = entry.event { wait.reason } else { nil }
    }
    #expect(told == [.failed])
  }

  @Test("R28: a newer version supersedes; the open batch finishes as planned and the new rollout starts at phase 1")
  func superseded() {
    var sketch = Self.ten()
    sketch.publish(HandlerVersion(1, 2), at: 30 * Span.second)
    let story = sketch.story()
    #expect(story.rolloutEnds.map(\.outcome) == [.superseded, .completed])
    #expect(story.rolloutEnds.first?.time == 30 * Span.second)
    #expect(story.verdicts.prefix(2).map(\.end.rollout) == [1, 1])
    #expect(story.attempts.filter { $0.start.rollout == 2 }.count == 10)
    #expect(story.phaseStarts.last?.phase == 0)
  }

  @Test("R29: a version taken back: attempts in flight finish, nothing else starts, the newest that is left is next")
  func withdrawn() {
    var sketch = FleetSketch(publishes: false)
    sketch.add(of: 10)
    sketch.publish(HandlerVersion(1, 1), at: 0)
    sketch.publish(HandlerVersion(1, 2), at: 0)
    sketch.at(30 * Span.second, .withdraw(handler: 0, version: HandlerVersion(1, 2)))
    sketch.at(5 * Span.minute, .withdraw(handler: 0, version: HandlerVersion(1, 1)))
    let story = sketch.story(to: 10 * Span.day)
    #expect(story.rolloutEnds.map(\.outcome) == [.superseded, .cancelled, .cancelled])
    #expect(story.attempts.allSatisfy { $0.time < 5 * Span.minute })
    #expect(story.verdicts.count == story.attempts.count)
    #expect(story.rollouts.last.map { $0.time == 30 * Span.second && $0.version == story.rollouts[0].version } == true)
  }

  @Test("R30, I27: held, nothing new starts and what is in flight finishes; resumed, it goes on")
  func held() {
    var sketch = Self.ten()
    sketch.at(30 * Span.second, .hold(rollout: 1))
    sketch.at(Span.day, .resume(rollout: 1))
    let story = sketch.story(to: 2 * Span.day)
    #expect(story.attempts.filter { $0.time < Span.day }.count == 2)
    #expect(story.verdicts.filter { $0.time < Span.day }.count == 2)
    #expect(story.attempts.dropFirst(2).first?.time == Span.day)
    #expect(story.verdicts.count == 10)
    #expect(!story.waits(.held).isEmpty)
  }

  @Test("R30: a hold stops even the rest of an open batch")
  func heldInsideABatch() {
    var sketch = FleetSketch(handlers: ["Backup", "Monitor"], publishes: false)
    sketch.add(of: 1)
    for handler in 0...1 { sketch.publishAtTheStart(HandlerVersion(1, 1), of: handler) }
    sketch.at(30 * Span.second, .hold(rollout: 2))
    #expect(sketch.story().attempts.map(\.start.handler) == [0])
  }

  @Test("R30: cancelled, attempts in flight finish and nothing else starts")
  func cancelled() {
    var sketch = Self.ten()
    sketch.at(30 * Span.second, .cancel(rollout: 1))
    let story = sketch.story(to: 10 * Span.day)
    #expect(story.verdicts.map(\.end.outcome) == [.upgraded, .upgraded])
    #expect(story.rolloutEnds.map(\.outcome) == [.cancelled])
    #expect(story.attempts.count == 2)
  }

  @Test("R30: retry now, for one VM")
  func retryNow() {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 0, for: Span.hour)
    sketch.at(2 * Span.hour, .retry(rollout: nil, scope: .machine(0)))
    sketch.at(2 * Span.hour, .retry(rollout: nil, scope: .group(0)))
    let attempts = sketch.story().attempts(of: 0)
    #expect(attempts.map(\.time) == [FleetSketch.publishTime, 2 * Span.hour])
  }

  @Test("R31: what waits says why, and until when where that is known")
  func explained() throws {
    var sketch = Self.ten()
    sketch.fault(.installFails, on: 0)
    let story = sketch.story()
    let retry = try #require(story.waits(.retry).first)
    #expect(retry.scope == .machine(0))
    #expect(retry.wait.until == story.verdicts(of: 0).first?.end.retryAt)
    #expect(story.waits(.stoppedUpgraded).first?.wait.until == story.runEnds.first?.retryAt)
  }

  static let exclusions: [(WaitReason, MachineFlags, MachineHealth)] = [
    (.stopped, [.exists, .agentReady, .latestModel], .unknown),
    (.agent, [.exists, .running, .latestModel], .healthy),
    (.protected, [.exists, .running, .agentReady, .latestModel, .protected], .healthy),
    (.model, [.exists, .running, .agentReady], .healthy),
    (.unhealthy, .normal, .unhealthy),
  ]

  @Test("R33: left out with a reason, and holding nothing up", arguments: exclusions)
  func excluded(_ reason: WaitReason, _ flags: MachineFlags, _ health: MachineHealth) {
    var sketch = FleetSketch()
    sketch.add(of: 10) { number, vm in
      guard number == 0 else { return }
      vm.flags = flags
      vm.health = health
    }
    let story = sketch.story()
    #expect(story.attempts.count == 9)
    #expect(story.waits(reason).map(\.scope) == [.machine(0)])
    #expect(story.rolloutEnds.map(\.outcome) == [.completed])
  }

  @Test("R33: what is no longer left out takes part")
  func comesBack() {
    var sketch = FleetSketch()
    sketch.add(of: 10) { if $0 == 0 { $1.flags.insert(.protected) } }
    sketch.at(Span.minute, .protect(isOn: false, scope: .machine(0)))
    #expect(sketch.story().verdicts(of: 0).map(\.end.outcome) == [.upgraded])
  }

  @Test("R34: Service Fabric scale sets are never eligible")
  func serviceFabric() {
    var sketch = FleetSketch()
    sketch.add(of: 3) { $0.isServiceFabric = true }
    #expect(sketch.story().rollouts.isEmpty)
  }

  @Test("R35: a set of none is trivially done, a set of one is a batch of one")
  func smallSets() {
    var sketch = FleetSketch()
    sketch.add(of: 0)
    sketch.add(of: 1)
    let story = sketch.story()
    #expect(story.batches.map(\.batch.machines) == [[0]])
    #expect(story.rolloutEnds.map(\.outcome) == [.completed])
  }

  @Test("R36: a region waits until the version is available there, and holds its phase")
  func notPublished() {
    let regions = [Region(name: "east", zoneCount: 0), Region(name: "west", zoneCount: 0)]
    var sketch = FleetSketch(regions: regions, phases: [[0], [1]], publishes: false)
    sketch.add(of: 2, region: 0)
    sketch.add(of: 2, region: 1)
    sketch.publishAtTheStart(HandlerVersion(1, 1), in: .only([1]))
    sketch.weather.availability = [
      LaterAvailability(at: Span.hour, handler: 0, version: HandlerVersion(1, 1), regions: .only([0]))
    ]
    let story = sketch.story()
    #expect(story.attempts.first.map { $0.time == Span.hour && $0.start.vm == 0 } == true)
    #expect(story.waits(.notPublished).first?.scope == .region(0))
    #expect(story.verdicts.count == 4)
  }

  @Test("R40: before both steps of the enrolment opting in is refused, with the step that is missing")
  func enrolment() throws {
    var sketch = FleetSketch(enrolled: [false])
    sketch.add(of: 1) { $1.isAutomatic = false }
    var session = sketch.session()
    let optIn = Command.setAutomatic(handler: 0, isOn: true, scope: .machine(0))
    func missingStep() -> String? {
      var copy = session
      do throws(CommandRejection) {
        try copy.submit(optIn, by: .key)
        return nil
      } catch {
        if case .notEnrolled(_, let step) = error { return step }
        return "\(error)"
      }
    }
    session.advance(to: Span.minute)
    #expect(missingStep()?.contains("register the feature") == true)
    try session.submit(.registerFeature(0), by: .key)
    #expect(missingStep()?.contains("Registering") == true)
    session.advance(to: 20 * Span.minute)
    #expect(missingStep()?.contains("register the provider") == true)
    try session.submit(.registerProvider(0), by: .key)
    #expect(missingStep() == nil)
    try session.submit(optIn, by: .key)
    #expect(session.tell(to: Span.hour).verdicts.map(\.end.outcome) == [.upgraded])
  }

  @Test("R42: who is enrolled from the start takes part at once; who is not waits for it, whatever its flags say")
  func enrolledFromTheStart() {
    var sketch = FleetSketch(enrolled: [true, false])
    sketch.add(of: 1, subscription: 0)
    sketch.add(of: 1, subscription: 1)
    let story = sketch.story(to: Span.hour)
    #expect(story.verdicts.map(\.end.vm) == [0])
    #expect(story.waits(.enrolment).contains { $0.scope == .machine(1) })
  }

  @Test("R40: unregistering opts everything out")
  func unregistered() {
    var sketch = Self.ten()
    sketch.at(30 * Span.second, .unregisterFeature(0))
    let story = sketch.story(to: 10 * Span.day)
    #expect(story.attempts.count == 2)
    #expect(story.verdicts.count == 2)
  }
}
