import FleetModel

// Phase after phase: success, bake, next (R22, R22a, R22b, R23).

extension Orchestrator {
  /// Moves rollouts on whose phase is done; true if one moved.
  mutating func gatePhases(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) -> Bool {
    var moved = false
    for place in live.indices where rollouts[live[place]].isGateDirty {
      let index = live[place]
      rollouts[index].isGateDirty = false
      rollouts[index].arePhasesToTell = true
      if gate(index, fleet, now, &events) {
        moved = true
        if rollouts[index].isLive { rollouts[index].isGateDirty = true }
      }
    }
    if moved { live.removeAll { !rollouts[$0].isLive } }
    return moved
  }

  private mutating func gate(
    _ index: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) -> Bool {
    guard !rollouts[index].isHeld else { return false }
    switch rollouts[index].stage {
    case .active: return gateActive(index, fleet, now, &events)
    case .baking(let until):
      guard now >= until else { return false }
      beginPhase(index, rollouts[index].phase + 1, fleet, now, &events)
      return true
    case .passed:
      // R22b: complete when nothing is pending but failed extensions.
      let total = rollouts[index].total
      guard total.pending == total.failed, total.inFlight == 0, rollouts[index].openRuns.allSatisfy({ $0 == 0 })
      else { return false }
      end(index, .completed, fleet, now, &events)
      return true
    }
  }

  private mutating func gateActive(
    _ index: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) -> Bool {
    let phase = rollouts[index].phase
    let tally = rollouts[index].phases[phase]
    guard tally.inFlight == 0, rollouts[index].openRuns[phase] == 0 else { return false }
    let threshold = fleet.policy.phaseSuccessPercent
    let needed = sabotage == .phaseAt99Percent ? min(threshold, 99) : threshold
    guard Int(tally.upgraded) * 100 >= needed * tally.eligible else { return false }
    rollouts[index].phaseTimes[phase].succeededAt = now
    events.append(
      .phaseSucceeded(
        index + 1, phase: phase, eligible: tally.eligible, upgraded: Int(tally.upgraded), threshold: threshold))
    // R22: an empty phase does not bake.
    let bake = tally.eligible == 0 || sabotage == .bakeSkipped ? 0 : fleet.phasePlan[phase].bake
    passed(index, phase, bake: bake, fleet, now, &events)
    return true
  }

  /// What follows a phase that succeeded or was skipped.
  mutating func passed(
    _ index: Int, _ phase: Int, bake: Milliseconds, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    if phase + 1 == fleet.phasePlan.count {
      rollouts[index].stage = .passed
      rollouts[index].isGateDirty = true
    } else if bake == 0 {
      beginPhase(index, phase + 1, fleet, now, &events)
    } else {
      rollouts[index].stage = .baking(until: now + bake)
      deadlines.add(.bake, at: now + bake, index)
    }
    for region in fleet.regions.indices where rollouts[index].work.hasWork(region) { dirtyRegions.insert(region) }
  }

  mutating func beginPhase(
    _ index: Int, _ phase: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    rollouts[index].phase = phase
    rollouts[index].stage = .active
    rollouts[index].isGateDirty = true
    rollouts[index].phaseTimes[phase].startedAt = now
    rollouts[index].waits.forget(phase: phase)
    events.append(.phaseStarted(index + 1, phase: phase))
    for region in fleet.phasePlan[phase].regions {
      dirtyRegions.insert(region)
      for group in fleet.regions[region].groups where rollouts[index].groups[group].pending > 0 {
        touch(group, rollout: index)
      }
    }
  }

  /// Ends a rollout. Attempts in flight finish; runs without an open batch end at once.
  mutating func end(
    _ index: Int, _ outcome: RolloutOutcome, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let handler = rollouts[index].handler
    rollouts[index].outcome = outcome
    rollouts[index].endedAt = now
    liveByHandler[handler].removeAll { $0 == index }
    events.append(.rolloutEnded(index + 1, outcome: outcome))
    if outcome == .completed {
      dormant[handler].append(
        DormantTarget(major: rollouts[index].targetVersion.major, version: rollouts[index].target))
      // Someone may have become eligible in this very instant.
      handlersToTarget.append(handler)
    }
    for run in runs.indices where runs[run].isOpen && runs[run].rollout == index && !runs[run].hasOpenBatch {
      if !runsToClose.contains(run) { endRun(run, .rolloutOver(outcome), fleet, now, &events) }
    }
    for region in fleet.regions.indices { dirtyRegions.insert(region) }
  }
}
