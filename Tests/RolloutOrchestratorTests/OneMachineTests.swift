import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import TestSupport
import Testing

@Suite("One VM")
struct OneMachineTests {
  /// When the first install ends.
  static let installed = FleetSketch.publishTime + FleetSketch.operationTime

  private static func one(_ fault: Fault? = nil, profile: (inout GroupProfile) -> Void = { _ in }) -> FleetSketch {
    var sketch = FleetSketch()
    sketch.add(of: 1, profile: profile)
    if let fault { sketch.fault(fault, on: 0) }
    return sketch
  }

  @Test("R1: the installed version is replaced by the new one of the same extension")
  func replaced() {
    var session = Self.one().session()
    session.advance(to: Span.hour)
    #expect(session.fleet.version(of: 0, on: 0).map { session.fleet.handlers[0].versions[$0] } == HandlerVersion(1, 1))
  }

  @Test("R2, I7: healthy at 4:59.999 and at 5:00.000 passes", arguments: [299_999, 300_000] as [Milliseconds])
  func inTime(_ time: Milliseconds) throws {
    let verdict = try #require(Self.one(.slowHealth(time)).story().verdicts.first)
    #expect(verdict.end.outcome == .upgraded)
    #expect(verdict.time == Self.installed + time)
  }

  @Test("R2, I7: healthy at 5:00.001 is too late; the rollback starts exactly at the window's end")
  func tooLate() throws {
    let story = Self.one(.slowHealth(300_001)).story()
    let rollback = try #require(story.rollbacks.first)
    #expect(rollback.time == Self.installed + 300_000)
    #expect(rollback.why == .notHealthy)
    #expect(story.verdicts.first?.end.outcome == .rolledBack)
  }

  @Test("R2, I8: what is put back is the previous version")
  func putBack() {
    var session = Self.one(.installFails).session()
    session.advance(to: Span.hour)
    #expect(session.fleet.version(of: 0, on: 0).map { session.fleet.handlers[0].versions[$0] } == HandlerVersion(1, 0))
  }

  @Test("R3: a failed install is rolled back at once, without a window")
  func failedInstall() throws {
    let rollback = try #require(Self.one(.installFails).story().rollbacks.first)
    #expect(rollback.time == Self.installed)
    #expect(rollback.why == .installFailed)
  }

  @Test("R3: an install that outlasts twenty minutes is a failed upgrade")
  func hangingInstall() throws {
    let story = Self.one(.installHangs).story()
    #expect(story.installEnds(of: 0).first == FleetSketch.publishTime + 20 * Span.minute)
    #expect(story.rollbacks.first?.time == FleetSketch.publishTime + 20 * Span.minute)
  }

  @Test("R4: that the VM was healthy before counts for nothing; the verdict waits for a fresh sample")
  func freshSample() throws {
    let verdict = try #require(Self.one().story().verdicts.first)
    #expect(verdict.time >= Self.installed + Span.second)
  }

  private static func probed(_ profile: inout GroupProfile) {
    profile.healthSource = .applicationHealth
    profile.probeInterval = 60 * Span.second
    profile.probeCount = 4
  }

  @Test("R4: no verdict before interval x probes have passed")
  func settle() throws {
    let verdict = try #require(Self.one(profile: Self.probed).story().verdicts.first)
    #expect(verdict.time >= Self.installed + 240 * Span.second)
    #expect(verdict.end.outcome == .upgraded)
  }

  @Test("R4: healthy at first and sick at the window's end is not healthy")
  func relapse() throws {
    var sketch = Self.one(profile: Self.probed)
    sketch.fault(.unhealthy, on: 0, at: Self.installed + 235 * Span.second, for: Span.hour)
    let story = sketch.story()
    #expect(story.rollbacks.first?.time == Self.installed + 300 * Span.second)
    #expect(story.verdicts.first?.end.outcome == .rolledBack)
  }

  @Test("R4: where Application Health itself is upgraded, the window is longer by the grace period", arguments: [0, 1])
  func grace(_ late: Milliseconds) throws {
    var sketch = FleetSketch(handlers: ["ApplicationHealthLinux"], publisher: "Microsoft.ManagedServices")
    sketch.add(of: 1) {
      $0.healthSource = .applicationHealth
      $0.probeInterval = 5 * Span.second
      $0.probeCount = 1
      $0.gracePeriod = 600 * Span.second
    }
    sketch.fault(.slowHealth(900 * Span.second + late), on: 0)
    let story = sketch.story()
    #expect(story.verdicts.first?.end.outcome == (late == 0 ? .upgraded : .rolledBack))
    #expect(story.rollbacks.first?.time == (late == 0 ? nil : Self.installed + 900 * Span.second))
  }

  @Test("R5b: a set with two health sources is left out, says why, and holds nothing up")
  func twoHealthSources() {
    var sketch = FleetSketch()
    sketch.add(of: 2) { $0.healthSource = .conflict }
    sketch.add(of: 2)
    let story = sketch.story()
    #expect(story.attempts.map(\.start.vm).sorted() == [2, 3])
    #expect(story.waits(.healthSource).map(\.scope) == [.machine(0), .machine(1)])
    #expect(story.rolloutEnds.map(\.outcome) == [.completed])
  }

  @Test("R6: Unknown in the window counts as unhealthy")
  func unknown() throws {
    var sketch = Self.one(profile: Self.probed)
    sketch.fault(.signalLost, on: 0, at: Self.installed + Span.second)
    #expect(sketch.story().verdicts.first?.end.outcome == .rolledBack)
  }

  @Test("R6: an Initializing VM waits, and is upgraded once it is judged")
  func initializing() throws {
    var sketch = FleetSketch()
    sketch.add(of: 5) { number, vm in if number < 3 { vm.health = .initializing } }
    let story = sketch.story()
    #expect(story.batches.first?.batch.machines == [3])
    #expect(story.verdicts.filter { $0.end.outcome == .upgraded }.count == 5)
  }
}
