import FleetModel
import FleetSession
import RolloutOrchestrator

/// R31: every figure, counted by an onlooker.
extension Oracle {
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
}
