import FleetModel
import FleetSession
import RolloutOrchestrator
import SwarmFuzz
import Testing

/// Explanations held against what then really happens, on made-up fleets with made-up stories.
@Suite struct ExplanationPropertyTests {
  /// As many moments of a run are looked at.
  static let moments = 150

  @Test("R31: whoever waits has a reason at every moment, VM, group, zone, region and phase alike", arguments: 1...30)
  func nothingWaitsWithoutAReason(seed: Int) {
    var probe = Probe(seed: UInt64(seed))
    while probe.advance() {
      for rollout in probe.session.orchestrator.rollouts where rollout.isLive { probe.checkReasons(rollout) }
    }
    #expect(probe.faults.isEmpty, "seed \(seed): \(probe.faults.prefix(5))")
  }

  @Test("R12, R13, R24, R25, R30: what is said to be in the way is there", arguments: 1...30)
  func obstaclesAreReal(seed: Int) {
    var probe = Probe(seed: UInt64(seed))
    while probe.advance() {
      for rollout in probe.session.orchestrator.rollouts where rollout.isLive { probe.checkObstacles(rollout) }
    }
    #expect(probe.faults.isEmpty, "seed \(seed): \(probe.faults.prefix(5))")
  }

  @Test(
    "R4, R7, R17, R23: what is said to wait until then does not go on before, unless somebody gives a command",
    arguments: 1...30)
  func timesAreKept(seed: Int) {
    var probe = Probe(seed: UInt64(seed))
    while probe.advance() { probe.checkTimes() }
    #expect(probe.faults.isEmpty, "seed \(seed): \(probe.faults.prefix(5))")
  }
}

/// Steps through a made-up run and compares what was explained with what happens.
struct Probe {
  var session: Session
  var faults: [String] = []
  var checked = 0
  private var left = ExplanationPropertyTests.moments
  private var events: [SessionEvent] = []
  private var promises: [Promise] = []

  /// Something that must not start before a moment.
  struct Promise {
    var rollout: RolloutID
    var group: GroupIndex?
    var machine: VMIndex?
    var phase: Int?
    var until: Instant
    var verdictLatest: Instant?
  }

  init(seed: UInt64) { session = Session(plan: FuzzRun.plan(seed: seed), seed: seed) }

  /// On to the next moments; false at the end.
  mutating func advance() -> Bool {
    guard left > 0, session.nextInstant.map({ $0 < FuzzRun.horizon }) ?? false else { return false }
    left -= 1
    // Some instants one by one, then a stretch, so that both the dense and the sparse parts of a run are seen.
    session.advance(to: FuzzRun.horizon, atMost: left % 3 == 0 ? 40 : 1)
    events = session.takeEvents()
    return true
  }

  // MARK: Reasons

  mutating func checkReasons(_ rollout: Rollout) {
    let orchestrator = session.orchestrator
    let fleet = session.fleet
    for vm in fleet.machineIndices {
      let explanation = orchestrator.explain(machine: vm, in: rollout.id, fleet, at: session.now)
      switch explanation.activity {
      case .waiting, .done(upgraded: 0, excluded: 1):
        checked += 1
        if !(!explanation.waits.isEmpty) {
          note("VM \(fleet.name(of: vm)) waits without a reason in rollout \(rollout.id)")
        }
      case .installing, .watching, .rollingBack, .notPart, .done, .over, .inFlight, .baking: break
      }
    }
    for group in fleet.groups.indices {
      let pending =
        rollout.pendingCount(of: group) - orchestrator.counts(of: rollout.id, group: group, in: fleet).inFlight
      guard pending > 0 else { continue }
      let explanation = orchestrator.explain(group: group, in: rollout.id, fleet, at: session.now)
      if !(hasReason(explanation)) {
        note("group \(fleet.name(ofGroup: group)) waits without a reason in rollout \(rollout.id)")
      }
    }
    for (phase, plan) in fleet.phasePlan.enumerated() {
      for region in plan.regions where rollout.regions[region].pending > 0 {
        let explanation = orchestrator.explain(region: region, in: rollout.id, fleet, at: session.now)
        if !(hasReason(explanation)) { note("region \(region) waits without a reason in rollout \(rollout.id)") }
      }
      guard rollout.phases[phase].pending > 0 else { continue }
      let explanation = orchestrator.explain(phase: phase, in: rollout.id, fleet, at: session.now)
      if !(hasReason(explanation)) { note("phase \(phase) waits without a reason in rollout \(rollout.id)") }
    }
  }

  private func hasReason(_ explanation: Explanation) -> Bool {
    if case .inFlight = explanation.activity { return true }
    return !explanation.waits.isEmpty || !explanation.parts.isEmpty
  }

  // MARK: Obstacles

  mutating func checkObstacles(_ rollout: Rollout) {
    let fleet = session.fleet
    let flying = fleet.machineIndices.filter { session.orchestrator.attempt(on: $0) != nil }
    for vm in fleet.machineIndices {
      let explanation = session.orchestrator.explain(machine: vm, in: rollout.id, fleet, at: session.now)
      let region = fleet.region(of: vm)
      let group = fleet.group(of: vm)
      for wait in explanation.waits {
        let isThere: Bool
        switch (wait.reason, wait.figures.first) {
        case (.zone, .zone(let zone)):
          isThere = flying.contains { fleet.region(of: $0) == region && fleet.zone(of: $0) == zone }
        case (.pair, .region(let pair)) where wait.figures.count == 1:
          isThere = flying.contains { fleet.region(of: $0) == pair }
        case (.updateDomain, _):
          isThere = flying.contains {
            fleet.group(of: $0) == group && fleet.domainKey(of: $0) != fleet.domainKey(of: vm)
          }
        case (.groupBusy, _) where wait.figures.count > 2: isThere = flying.contains { fleet.group(of: $0) == group }
        case (.held, _) where wait.until == nil: isThere = rollout.isHeld
        case (.stopped, _): isThere = !fleet.isRunning(vm)
        case (.optedOut, _): isThere = !fleet.isAutomatic(rollout.handler, on: vm)
        case (.unhealthyBefore, .count(let count)) where wait.until == nil:
          isThere = count == fleet.unhealthyCount(of: group)
        default: continue
        }
        checked += 1
        if !isThere { note("VM \(fleet.name(of: vm)) of rollout \(rollout.id) waits for \(wait), which is not there") }
      }
    }
  }

  // MARK: Times

  mutating func checkTimes() {
    keepPromises()
    promises = []
    let orchestrator = session.orchestrator
    let fleet = session.fleet
    for rollout in orchestrator.rollouts {
      for vm in fleet.machineIndices {
        let explanation = orchestrator.explain(machine: vm, in: rollout.id, fleet, at: session.now)
        if case .verdict(_, let latest) = explanation.next {
          promises.append(Promise(rollout: rollout.id, machine: vm, until: 0, verdictLatest: latest))
        }
        for wait in explanation.waits {
          guard let until = wait.until else { continue }
          switch wait.reason {
          case .retry: promises.append(Promise(rollout: rollout.id, machine: vm, until: until))
          case .stoppedUnhealthy, .stoppedUpgraded, .unhealthyBefore, .batchPause, .held:
            promises.append(Promise(rollout: rollout.id, group: fleet.group(of: vm), until: until))
          case .bake: promises.append(Promise(rollout: rollout.id, phase: rollout.phase + 1, until: until))
          default: note("\(wait.reason) has a time")
          }
        }
      }
    }
  }

  private mutating func keepPromises() {
    // A command, or an owner's deployment, may change everything.
    for event in events {
      switch event.what {
      case .command, .fleet(.extensionSet), .fleet(.extensionRemoved), .fleet(.versionPublished): return
      case .rollout(.attemptStarted(let start)): judge(start, at: event.time)
      case .rollout(.phaseStarted(let id, let phase)):
        for promise in promises where promise.rollout == id && promise.phase == phase {
          if !(event.time >= promise.until) {
            note("phase \(phase) of rollout \(id) starts at \(event.time), not \(promise.until)")
          }
        }
      case .rollout(.attemptEnded(let end)) where end.outcome == .upgraded: judge(end.vm, end.rollout, at: event.time)
      case .rollout(.rollbackStarted(let vm, _, _, _, .notHealthy)): judge(vm, nil, at: event.time)
      case .rollout, .fleet, .digest: break
      }
    }
  }

  private mutating func judge(_ start: AttemptStart, at time: Instant) {
    for promise in promises where promise.rollout == start.rollout && promise.verdictLatest == nil {
      let isMeant = promise.machine == start.vm || promise.group == session.fleet.group(of: start.vm)
      if isMeant {
        if !(time >= promise.until) {
          note("\(session.fleet.name(of: start.vm)) starts at \(time), not \(promise.until)")
        }
      }
    }
  }

  /// The first verdict on a VM is the one that was promised; later ones are of later attempts.
  private mutating func judge(_ vm: VMIndex, _ rollout: RolloutID?, at time: Instant) {
    let isMeant: (Promise) -> Bool = { promise in
      promise.verdictLatest != nil && promise.machine == vm && (rollout.map { $0 == promise.rollout } ?? true)
    }
    guard let promise = promises.first(where: isMeant), let latest = promise.verdictLatest else { return }
    promises.removeAll(where: isMeant)
    checked += 1
    if time > latest { note("verdict on \(session.fleet.name(of: vm)) at \(time), not by \(latest)") }
  }

  private mutating func note(_ fault: String) { faults.append("t=\(session.now): \(fault)") }
}
