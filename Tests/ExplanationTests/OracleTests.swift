import FleetModel
import FleetSession
import RolloutOrchestrator
import SwarmFuzz
import Testing

/// Explanations held against an onlooker's own count, and their predictions against what then happens.
@Suite struct OracleTests {
  /// Seeds whose stories are still going on when they are looked at.
  static let seeds = (1...24).filter { ![3, 7, 8, 11, 14, 18].contains($0) }

  @Test("R31: every figure of an explanation is what an onlooker counts", arguments: seeds)
  func figures(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 60)
    while oracle.advance() { oracle.checkFigures() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test("R31: since when something waits is when an onlooker saw it begin", arguments: seeds)
  func sinceWhen(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 80)
    while oracle.advance() { oracle.checkSince() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test("R31: whoever reads the stream always has a reason that the state gives as well", arguments: seeds)
  func streamIsCurrent(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 80)
    while oracle.advance() { oracle.checkStream() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test("what is said to come next comes, at that moment, by that moment or not before it", arguments: seeds)
  func predictions(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 24)
    while oracle.advance() { oracle.checkPredictions() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
  }
}

/// A made-up run, looked at now and then.
struct Oracle {
  var session: Session
  var ledger = Ledger()
  var faults: [String] = []
  var checked = 0
  private var left: Int

  var fleet: Fleet { session.fleet }
  var live: [Rollout] { session.orchestrator.rollouts.filter(\.isLive) }

  init(seed: UInt64, moments: Int) {
    session = Session(plan: FuzzRun.plan(seed: seed), seed: seed)
    left = moments
  }

  mutating func advance() -> Bool {
    guard left > 0, session.nextInstant.map({ $0 < FuzzRun.horizon }) ?? false else { return false }
    left -= 1
    session.advance(to: FuzzRun.horizon, atMost: 1 + left % 4 * 17)
    for event in session.takeEvents() { ledger.read(event, session) }
    return true
  }

  mutating func expect(_ isSo: Bool, _ text: @autoclosure () -> String) {
    checked += 1
    if !isSo { faults.append("t=\(session.now): \(text())") }
  }

  func explain(_ vm: VMIndex, _ id: RolloutID) -> Explanation {
    session.orchestrator.explain(machine: vm, in: id, fleet, at: session.now)
  }

  func explain(group: GroupIndex, _ id: RolloutID) -> Explanation {
    session.orchestrator.explain(group: group, in: id, fleet, at: session.now)
  }

  func existing(_ group: GroupIndex) -> [VMIndex] { fleet.members(of: group).filter { fleet.exists($0) } }

  func isFlying(_ vm: VMIndex, _ id: RolloutID) -> Bool { session.orchestrator.attempt(on: vm)?.rollout == id }

  // MARK: Figures

  mutating func checkFigures() {
    for rollout in live {
      let id = rollout.id
      for group in fleet.groups.indices {
        let explanation = explain(group: group, id)
        for gate in explanation.gates { check(gate, group, rollout) }
        for wait in explanation.waits { check(wait, group, "group \(fleet.name(ofGroup: group))") }
        checkFlying(explanation, existing(group).count { isFlying($0, id) }, "group \(fleet.name(ofGroup: group))")
      }
      for region in fleet.regions.indices {
        let machines = fleet.regions[region].groups.flatMap(existing)
        let explanation = session.orchestrator.explain(region: region, in: id, fleet, at: session.now)
        checkFlying(explanation, machines.count { isFlying($0, id) }, "region \(region)")
        for zone in 0...fleet.regions[region].zoneCount where zone > 0 || fleet.regions[region].zoneCount == 0 {
          let own = machines.filter { fleet.zone(of: $0) == zone }
          let explanation = session.orchestrator.explain(region: region, zone: zone, in: id, fleet, at: session.now)
          checkFlying(explanation, own.count { isFlying($0, id) }, "zone \(region)/\(zone)")
        }
      }
      for (phase, plan) in fleet.phasePlan.enumerated() {
        let machines = plan.regions.flatMap { fleet.regions[$0].groups }.flatMap(existing)
        let explanation = session.orchestrator.explain(phase: phase, in: id, fleet, at: session.now)
        checkFlying(explanation, machines.count { isFlying($0, id) }, "phase \(phase)")
        let standings = machines.map { standing($0, rollout) }
        let upgraded = standings.count { $0 == .upgraded }
        let eligible = upgraded + standings.count { $0 == .pending }
        let needed = (fleet.policy.phaseSuccessPercent * eligible + 99) / 100
        expect(
          explanation.gates == [GateReading(rule: .phaseSuccess, count: upgraded, total: eligible, limit: needed)],
          "phase \(phase) of \(id): \(explanation.gates), counted \(upgraded) of \(eligible), needed \(needed)")
      }
    }
  }

  private mutating func checkFlying(_ explanation: Explanation, _ count: Int, _ what: String) {
    if case .inFlight(let told) = explanation.activity {
      expect(told == count, "\(what): \(told) in flight told, \(count) counted")
    } else {
      expect(count == 0, "\(what): \(count) in flight, told \(explanation.activity)")
    }
  }

  private mutating func check(_ gate: GateReading, _ group: GroupIndex, _ rollout: Rollout) {
    let fleet = fleet
    let members = existing(group)
    let limits = fleet.limits(of: group)
    var count: Int
    var total = members.count
    var limit: Int
    switch gate.rule {
    case .batch:
      count = ledger.batch[group]?.start.machines.count ?? -1
      // I10: with two or more never all of them.
      limit = max(1, min(limits.batchPercent * total / 100, total - 1))
      if fleet.kind(of: group) == .availabilitySet, total < 10 { limit = 1 }
    case .unhealthyBefore, .unhealthyDuring:
      count = members.count { fleet.countsAsUnhealthy($0) }
      limit = limits.unhealthyPercent * total / 100
    case .upgradedBad:
      let own = ledger.score[Ledger.Key(ledger.runStart[group]?.run ?? 0, rollout.id)] ?? []
      count = own.count { !$0.isUpgraded || fleet.countsAsUnhealthy($0.vm) }
      total = own.count
      limit = limits.upgradedPercent * total / 100
    case .subscriptionCap:
      let subscription = fleet.groups[group].subscription
      let all = fleet.machineIndices.filter {
        fleet.exists($0) && fleet.subscription(of: $0) == subscription
          && fleet.kind(of: fleet.group(of: $0)) == .standalone
      }
      count = all.count { session.orchestrator.attempt(on: $0) != nil }
      total = all.count
      limit = max(1, total - 1)
    case .phaseSuccess: return
    }
    expect(
      gate == GateReading(rule: gate.rule, count: count, total: total, limit: limit),
      "\(fleet.name(ofGroup: group)) of \(rollout.id): \(gate), counted \(count) of \(total), limit \(limit)")
  }

  private mutating func check(_ wait: Wait, _ group: GroupIndex, _ what: String) {
    guard wait.until == nil, wait.reason == .unhealthyBefore else { return }
    let fleet = fleet
    let members = existing(group)
    let count = members.count { fleet.countsAsUnhealthy($0) }
    let limit = fleet.limits(of: group).unhealthyPercent * members.count / 100
    expect(
      wait.figures == [.count(count), .limit(limit), .total(members.count)], "\(what): \(wait), counted \(count)")
    expect(count > limit, "\(what) is said to be over its limit: \(count), \(limit)")
  }

  private enum Standing { case out, excluded, pending, upgraded }

  /// How a VM stands, by the words of R22, R33, R34, R40 and R41.
  private func standing(_ vm: VMIndex, _ rollout: Rollout) -> Standing {
    guard let installed = fleet.version(of: rollout.handler, on: vm) else { return .out }
    let version = fleet.handlers[rollout.handler].versions[installed]
    let flight = session.orchestrator.attempt(on: vm)
    if flight?.rollout == rollout.id { return .pending }
    let group = fleet.groups[fleet.group(of: vm)]
    let takesPart =
      fleet.isAutomatic(rollout.handler, on: vm) && fleet.subscriptions[group.subscription].isEnrolled
      && !fleet.isBlocked(profile: group.profile)
    if flight?.handler == rollout.handler, version.major == rollout.targetVersion.major {
      return takesPart ? .pending : .excluded
    }
    let outcome = session.orchestrator.effectiveOutcome(of: vm, in: rollout.id)
    if outcome == .upgraded, version >= rollout.targetVersion { return .upgraded }
    guard version.major == rollout.targetVersion.major, version < rollout.targetVersion else { return .out }
    if outcome == .rolledBack || outcome == .rollbackFailed { return takesPart ? .pending : .excluded }
    let flags = fleet.flags(of: vm)
    let isFit = flags.isSuperset(of: .normal) && !flags.contains(.protected)
    if flight != nil { return takesPart && isFit ? .pending : .excluded }
    let isSick =
      fleet.health(of: vm).isBad && !fleet.groupProfiles[group.profile].policy.prioritizeUnhealthyInstances
    return takesPart && isFit && !isSick ? .pending : .excluded
  }

  // MARK: Since when

  mutating func checkSince() {
    for rollout in live {
      let id = rollout.id
      for group in fleet.groups.indices {
        for wait in explain(group: group, id).waits { checkSince(wait, rollout, group, nil) }
      }
      for vm in fleet.machineIndices where fleet.exists(vm) {
        for wait in explain(vm, id).waits { checkSince(wait, rollout, fleet.group(of: vm), vm) }
      }
    }
  }

  private mutating func checkSince(_ wait: Wait, _ rollout: Rollout, _ group: GroupIndex, _ vm: VMIndex?) {
    let fleet = fleet
    let began: Instant?
    switch wait.reason {
    case .held where wait.until == nil: began = ledger.heldSince[rollout.id]
    case .bake: began = ledger.success[Ledger.Key(rollout.id, rollout.phase)]
    case .stoppedUnhealthy, .stoppedUpgraded: began = ledger.stop[Ledger.Key(rollout.id, group)]?.at
    case .unhealthyBefore where wait.until != nil: began = ledger.stop[Ledger.Key(rollout.id, group)]?.at
    case .batchPause: began = ledger.batchEnd[group]
    case .groupBusy where wait.figures.count > 2: began = ledger.batch[group]?.at
    case .groupBusy: began = ledger.runStart[group]?.at
    case .updateDomain: began = ledger.batch[group]?.at
    case .retry, .failed:
      guard let vm, let failure = ledger.failure[Ledger.Key(rollout.handler, vm)] else { return }
      began = failure
    case .held, .unhealthyBefore, .phase, .pair, .zone, .notPublished, .subscriptionCap, .queued, .healthSource,
      .stopped,
      .agent, .busy, .unhealthy, .initializing, .protected, .model, .enrolment, .serviceFabric, .optedOut, .unsupported:
      // Not seen in one event; but nothing waits since a time to come.
      expect(wait.since.map { $0 <= session.now } ?? true, "\(wait.reason) since \(wait.since!)")
      return
    }
    if wait.reason == .stoppedUpgraded, began == nil { return }
    expect(
      wait.since == began || (wait.reason == .stoppedUpgraded && wait.since != nil),
      "\(fleet.name(ofGroup: group)) \(vm.map(fleet.name(of:)) ?? "") of \(rollout.id): \(wait), since \(wait.since ?? -1), seen \(began ?? -1)"
    )
  }

  // MARK: The stream

  mutating func checkStream() {
    let fleet = fleet
    for rollout in live {
      for vm in fleet.machineIndices where fleet.exists(vm) && !isFlying(vm, rollout.id) {
        let explanation = explain(vm, rollout.id)
        guard case .waiting = explanation.activity else { continue }
        if let batch = ledger.batch[fleet.group(of: vm)], batch.start.machines.contains(vm) { continue }
        let told = ledger.waits(of: vm, in: rollout.id, session)
        let reasons = Set(explanation.waits.map(\.reason))
        let narrowed = !reasons.isDisjoint(with: [.updateDomain, .zone])
        let isCurrent = told.contains {
          reasons.contains($0.reason) || ($0.reason == .groupBusy && narrowed)
        }
        expect(
          isCurrent,
          "\(fleet.name(of: vm)) of \(rollout.id): told \(told.map(\.reason)), in truth \(explanation.waits.map(\.reason))"
        )
        let stale = told.filter { ![.queued, .groupBusy, .busy].contains($0.reason) && !reasons.contains($0.reason) }
        expect(stale.isEmpty, "\(fleet.name(of: vm)) of \(rollout.id): \(stale) is over, in truth \(reasons)")
      }
    }
  }

  // MARK: Predictions

  mutating func checkPredictions() {
    var later = session
    _ = later.takeEvents()
    later.advance(to: session.now + 100 * Span.hour, atMost: 4_000)
    var end = later.now
    var events: [SessionEvent] = []
    for event in later.takeEvents() {
      if case .command = event.what {
        end = event.time - 1
        break
      }
      events.append(event)
    }
    for rollout in live {
      for vm in fleet.machineIndices where fleet.exists(vm) {
        check(explain(vm, rollout.id).next, rollout.id, vm, nil, events, end)
      }
      for group in fleet.groups.indices {
        check(explain(group: group, rollout.id).next, rollout.id, nil, group, events, end)
      }
      let next = session.orchestrator.explain(rollout: rollout.id, fleet, at: session.now).next
      if case .phaseStarts(let phase, let at) = next, at <= end {
        let seen = events.first { if case .rollout(.phaseStarted(rollout.id, phase)) = $0.what { true } else { false } }
        expect(seen?.time == at, "phase \(phase) of \(rollout.id): told \(at), seen \(seen?.time ?? -1)")
      }
    }
  }

  private mutating func check(
    _ next: Explanation.Next, _ id: RolloutID, _ vm: VMIndex?, _ group: GroupIndex?, _ events: [SessionEvent],
    _ end: Instant
  ) {
    let (earliest, latest): (Instant, Instant)
    switch next {
    case .installEnds(let limit): (earliest, latest) = (session.now, limit)
    case .verdict(let first, let last): (earliest, latest) = (first ?? session.now, last)
    case .rollbackEnds(let limit): (earliest, latest) = (session.now, limit)
    case .flightEnds(let limit?): (earliest, latest) = (session.now, limit)
    case .resumes(let at): (earliest, latest) = (at, .max)
    case .nothing, .flightEnds(nil), .phaseStarts, .whenOver, .person: return
    }
    let seen = events.first { event in
      switch (next, event.what) {
      case (.installEnds, .fleet(.installEnded(let own, _, _, _))): own == vm
      case (.verdict, .rollout(.attemptEnded(let ended))): ended.vm == vm
      case (.verdict, .rollout(.rollbackStarted(let own, _, _, _, _))): own == vm
      case (.rollbackEnds, .rollout(.attemptEnded(let ended))): ended.vm == vm
      case (.flightEnds, .rollout(.batchEnded(_, _, _, let own, _, _))): own == group
      case (.resumes, .rollout(.attemptStarted(let start))):
        start.rollout == id && (vm.map { $0 == start.vm } ?? (session.fleet.group(of: start.vm) == group))
      default: false
      }
    }
    let isGone = events.contains { event in
      if case .fleet(.machineRemoved(let gone)) = event.what {
        gone == vm || fleet.group(of: gone) == group
      } else {
        false
      }
    }
    if isGone { return }
    if let seen, seen.time <= end {
      expect(
        earliest <= seen.time && seen.time <= latest,
        "\(vm ?? -1) \(group ?? -1) of \(id): \(next), seen at \(seen.time)")
    } else if latest <= end {
      expect(false, "\(vm ?? -1) \(group ?? -1) of \(id): \(next), not seen by \(end)")
    }
  }
}
