public import FleetModel

// The same for zones, regions, phases and rollouts, and the gates with their arithmetic.

extension Orchestrator {
  /// Explains how a region, or one zone of it (0: its VMs without a zone), stands in a rollout.
  public func explain(
    region: RegionIndex, zone: Int? = nil, in id: RolloutID, _ fleet: Fleet, at now: Instant
  ) -> Explanation {
    let lane = zone.map { fleet.regions[region].lane(zone: $0) }
    return explain(region, lane, placeCounts(id, region, lane, fleet), id, fleet, now, isBrief: false)
  }

  /// The same in brief, for a row of a board: what the region's groups wait for is looked up only where nothing else
  /// says why it stands as it does. `counts` are those of all VMs of the region.
  public func explainBriefly(
    region: RegionIndex, counts: StateCounts, in id: RolloutID, _ fleet: Fleet, at now: Instant
  ) -> Explanation {
    explain(region, nil, counts, id, fleet, now, isBrief: true)
  }

  private func explain(
    _ region: RegionIndex, _ lane: Int?, _ counts: StateCounts, _ id: RolloutID, _ fleet: Fleet, _ now: Instant,
    isBrief: Bool
  ) -> Explanation {
    let index = id - 1
    let isLeft = lane == nil && rollouts[index].regions[region].pending > 0
    var explanation = Explanation(activity: activity(counts, index, isLeft: isLeft), next: .nothing)
    if case .over(let outcome) = explanation.activity {
      return over(outcome, index, upgraded: counts.upgraded, of: counts.eligible)
    }
    if case .notPart = explanation.activity { return explanation }
    if case .done(let upgraded, _) = explanation.activity, upgraded > 0 {
      let locks = rollouts[index].locks
      explanation.since = lane.map { locks.since(region, lane: $0) } ?? doneAt(index, [region], fleet)
    }
    let pending = counts.eligible - counts.upgraded - counts.inFlight
    if counts.inFlight > 0 {
      explanation.left = pending
      let locks = rollouts[index].locks
      explanation.since = lane.map { locks.since(region, lane: $0) } ?? locks.since(region)
    }
    if let end = end(index) { return finishing(explanation, index, end) }
    if pending > 0 {
      explanation.waits = regionObstacles(index, region, fleet)
      if let lane, let wait = laneObstacle(index, region, lane: lane, fleet) { explanation.waits.append(wait) }
    }
    if isBrief, counts.inFlight > 0 || pending <= 0 || !explanation.waits.isEmpty { return explanation }
    if explanation.left > 0 {
      explanation.afterFlight = afterFlight(index, fleet.regions[region].groups, fleet, now, lane: lane)
    }
    explanation.parts = groupParts(index, region, lane, fleet, now)
    explanation.next = next(explanation, inFlight: counts.inFlight, pending: pending, now)
    return explanation
  }

  /// Explains how a phase (from 0) stands in a rollout.
  public func explain(phase: Int, in id: RolloutID, _ fleet: Fleet, at now: Instant) -> Explanation {
    let index = id - 1
    let rollout = rollouts[index]
    let tally = rollout.phases[phase]
    let threshold = fleet.policy.phaseSuccessPercent
    let needed = (threshold * tally.eligible + 99) / 100
    var explanation = Explanation(activity: .waiting(pending: Int(tally.pending)), next: .nothing)
    explanation.gates = [
      GateReading(rule: .phaseSuccess, count: Int(tally.upgraded), total: tally.eligible, limit: needed)
    ]
    explanation.skippedAt = rollout.phaseTimes[phase].skippedAt
    let isPresent = rollout.isLive && rollout.stage != .passed && phase == rollout.phase
    var inFlight = 0
    for region in fleet.phasePlan[phase].regions { inFlight += placeCounts(id, region, nil, fleet).inFlight }
    if inFlight > 0 {
      explanation.activity = .inFlight(count: inFlight)
      explanation.since = rollout.flightSince[phase]
    } else if tally.eligible + Int(tally.excluded) == 0, !isPresent {
      explanation.activity = .notPart(.nobody)
      return explanation
    } else if let outcome = rollout.outcome, tally.pending > 0 || tally.upgraded == 0 {
      return over(outcome, index, upgraded: Int(tally.upgraded), of: tally.eligible)
    } else if isPresent, case .baking = rollout.stage {
      explanation.activity = .baking
      explanation.since = rollout.phaseTimes[phase].succeededAt
    } else if tally.pending == 0, rollout.hasStarted(phase: phase) {
      explanation.activity = .done(upgraded: Int(tally.upgraded), excluded: Int(tally.excluded))
      let passedAt = rollout.phaseTimes[phase].succeededAt ?? rollout.phaseTimes[phase].skippedAt
      explanation.since = tally.upgraded > 0 ? doneAt(index, fleet.phasePlan[phase].regions, fleet) : passedAt
    }
    let left = Int(tally.pending) - inFlight
    explanation.left = inFlight > 0 ? left : 0
    if explanation.left > 0 {
      let groups = fleet.phasePlan[phase].regions.lazy.flatMap { fleet.regions[$0].groups }
      explanation.afterFlight = afterFlight(index, groups, fleet, now)
    }
    if let end = end(index) { return finishing(explanation, index, end) }
    let isHeldThere = isPresent && rollout.isHeld
    if left > 0 || !rollout.hasStarted(phase: phase) || isHeldThere {
      explanation.waits = phaseObstacles(index, phase, fleet)
    }
    for region in fleet.phasePlan[phase].regions {
      for part in regionParts(index, region, fleet, now) { Self.add(part, to: &explanation.parts) }
    }
    explanation.parts = Self.ordered(explanation.parts)
    if case .baking(let until) = rollout.stage, phase == rollout.phase {
      explanation.next = rollout.isHeld ? .person : .phaseStarts(phase + 1, at: until)
    } else {
      explanation.next = next(
        explanation, inFlight: inFlight, pending: rollout.hasStarted(phase: phase) && !isHeldThere ? left : 1, now)
    }
    return explanation
  }

  /// Explains where a rollout stands: its present phase, or its end.
  public func explain(rollout id: RolloutID, _ fleet: Fleet, at now: Instant) -> Explanation {
    let rollout = rollouts[id - 1]
    if let outcome = rollout.outcome {
      let inFlight = Int(rollout.total.inFlight)
      var explanation = over(outcome, id - 1, upgraded: Int(rollout.total.upgraded), of: rollout.total.eligible)
      if inFlight > 0 { explanation.next = .flightEnds(latest: nil) }
      return explanation
    }
    var explanation = explain(phase: rollout.phase, in: id, fleet, at: now)
    guard rollout.stage == .passed else { return explanation }
    // R22b: what is left are stragglers of any phase.
    let total = rollout.total
    explanation.parts = []
    for region in fleet.regions.indices {
      for part in regionParts(id - 1, region, fleet, now) { Self.add(part, to: &explanation.parts) }
    }
    let inFlight = fleet.regions.indices.reduce(0) { $0 + placeCounts(id, $1, nil, fleet).inFlight }
    explanation.activity = inFlight > 0 ? .inFlight(count: inFlight) : .waiting(pending: Int(total.pending))
    explanation.since = rollout.phaseInFlight.map { rollout.flightSince[$0] }
    explanation.waits = rollout.isHeld ? [Wait(.held, since: rollout.heldSince)] : []
    explanation.next = next(
      explanation, inFlight: inFlight, pending: Int(total.pending) - inFlight, now)
    return explanation
  }

  /// The gates of a group with their figures, those that apply now.
  func gates(_ index: Int, _ group: GroupIndex, _ fleet: Fleet) -> [GateReading] {
    let total = fleet.memberCount(of: group)
    let limits = fleet.limits(of: group)
    var gates: [GateReading] = []
    let run = runOf[group] >= 0 ? runs[Int(runOf[group])] : nil
    if let run, run.hasOpenBatch {
      gates.append(
        GateReading(rule: .batch, count: run.members.count, total: total, limit: batchCap(of: group, fleet)))
    }
    if fleet.kind(of: group) != .standalone {
      gates.append(
        GateReading(
          rule: .unhealthyBefore, count: fleet.unhealthyCount(of: group), total: total,
          limit: limits.unhealthyLimit(of: total)))
    } else {
      let subscription = fleet.groups[group].subscription
      let count = fleet.standaloneCount[subscription]
      gates.append(
        GateReading(
          rule: .subscriptionCap, count: standaloneInFlight[subscription], total: count, limit: max(1, count - 1)))
    }
    if let score = run?.scores.first(where: { $0.rollout == index }), score.attempted > 0 {
      let sick = score.upgraded.reduce(0) { $0 + (fleet.countsAsUnhealthy(Int($1)) ? 1 : 0) }
      gates.append(
        GateReading(
          rule: .upgradedBad, count: score.failed + sick, total: score.attempted,
          limit: limits.upgradedPercent * score.attempted / 100))
    }
    return gates
  }

  private func placeCounts(_ id: RolloutID, _ region: RegionIndex, _ lane: Int?, _ fleet: Fleet) -> StateCounts {
    var counts = StateCounts()
    for zoneLane in 0..<fleet.regions[region].laneCount where lane.map({ $0 == zoneLane }) ?? true {
      let zone = fleet.regions[region].zone(lane: zoneLane)
      for cell in strip(of: id, region: region, zone: zone, width: 1, in: fleet) { counts.add(cell) }
    }
    return counts
  }

  /// What a region's VMs wait for beyond what their phase does: first the region as a whole, then its groups.
  private func regionParts(_ index: Int, _ region: RegionIndex, _ fleet: Fleet, _ now: Instant) -> [PartWait] {
    var parts: [PartWait] = []
    let tally = rollouts[index].regions[region]
    let ofPhase = phaseObstacles(index, phaseOfRegion[region], fleet)
    if tally.pending > tally.inFlight,
      let wait = regionObstacles(index, region, fleet).first(where: { !ofPhase.contains($0) })
    {
      parts.append(
        PartWait(
          reason: wait.reason, count: Int(tally.pending - tally.inFlight), isGroups: false, until: wait.until,
          since: wait.since))
    }
    return parts + groupParts(index, region, nil, fleet, now)
  }

  /// What the groups of a place wait for; where a group as a whole does not wait, what its VMs do.
  private func groupParts(
    _ index: Int, _ region: RegionIndex, _ lane: Int?, _ fleet: Fleet, _ now: Instant
  ) -> [PartWait] {
    var parts: [PartWait] = []
    for group in fleet.regions[region].groups {
      if let lane, fleet.groups[group].laneMask & (1 << UInt8(lane)) == 0 { continue }
      var waitsAsGroup = false
      if rollouts[index].groups[group].pending > 0 {
        var waits = groupObstacles(index, group, fleet, now)
        // What keeps a zone is told of the zone itself.
        if waits.isEmpty, lane == nil, let zone = zoneObstacle(index, group, fleet, now) { waits = [zone] }
        // R30: of a run that was cancelled the batch that ends is not what its set waits for.
        let cancelled = waits.first { $0.reason == .held }
        if let wait = cancelled ?? waits.first {
          Self.add(
            PartWait(
              reason: wait.reason, count: 1, isGroups: true, until: Self.end(of: waits),
              notBefore: waits.compactMap(\.until).max(), since: wait.since),
            to: &parts)
          waitsAsGroup = true
        }
      }
      // What waits with its group is told of the group; what is left out of it, or needs a person, is not.
      for part in machineParts(index, fleet.members(of: group), fleet, now, lane: lane)
      where !waitsAsGroup || !part.isPending || part.reason == .failed { Self.add(part, to: &parts) }
    }
    return Self.ordered(parts)
  }

  /// Since when nothing is pending in some regions.
  private func doneAt(_ index: Int, _ regions: [RegionIndex], _ fleet: Fleet) -> Instant {
    var latest: Instant = 0
    for region in regions {
      for group in fleet.regions[region].groups { latest = max(latest, rollouts[index].groups[group].doneAt) }
    }
    return latest
  }
}
