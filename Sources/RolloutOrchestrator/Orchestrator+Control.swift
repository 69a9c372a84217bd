public import FleetModel

// The operator's controls beyond Azure's (R30). Whoever calls has checked that they make sense.

extension Orchestrator {
  /// Nothing new starts in a rollout, not even the rest of an open batch; what is in flight finishes.
  public mutating func hold(_ id: RolloutID, _ fleet: Fleet, at now: Instant, into events: inout [RolloutEvent]) {
    clock = now
    let index = id - 1
    precondition(rollouts[index].isLive && !rollouts[index].isHeld)
    rollouts[index].isHeld = sabotage != .holdIgnored
    rollouts[index].heldSince = rollouts[index].isHeld ? now : nil
    rollouts[index].arePhasesToTell = true
    events.append(.rolloutHeld(id))
    lookEverywhere(fleet)
  }

  /// Ends a hold.
  public mutating func resume(_ id: RolloutID, _ fleet: Fleet, at now: Instant, into events: inout [RolloutEvent]) {
    clock = now
    let index = id - 1
    precondition(rollouts[index].isLive && rollouts[index].isHeld)
    rollouts[index].isHeld = false
    rollouts[index].isGateDirty = true
    rollouts[index].heldSince = nil
    rollouts[index].arePhasesToTell = true
    events.append(.rolloutResumed(id))
    for group in fleet.groups.indices where rollouts[index].groups[group].pending > 0 { touch(group, rollout: index) }
    lookEverywhere(fleet)
  }

  /// Lets the next phase begin whatever the gate or the bake of this one says.
  public mutating func skip(_ id: RolloutID, _ fleet: Fleet, at now: Instant, into events: inout [RolloutEvent]) {
    let index = id - 1
    let phase = rollouts[index].phase
    clock = now
    precondition(rollouts[index].isLive && rollouts[index].stage != .passed)
    if rollouts[index].stage == .active { rollouts[index].phaseTimes[phase].skippedAt = now }
    events.append(.phaseSkipped(id, phase: phase))
    passed(index, phase, bake: 0, fleet, now, &events)
  }

  /// Ends a rollout; attempts in flight finish.
  public mutating func cancel(_ id: RolloutID, _ fleet: Fleet, at now: Instant, into events: inout [RolloutEvent]) {
    clock = now
    precondition(rollouts[id - 1].isLive)
    end(id - 1, .cancelled, fleet, now, &events)
    live.removeAll { !rollouts[$0].isLive }
  }

  /// Whether a rollout has work in a group and was not told to leave it alone.
  public func hasRun(in group: GroupIndex, at now: Instant) -> Bool {
    live.contains { isAtWork($0, in: group, at: now) }
  }

  /// Whether a rollout has VMs to upgrade in a group, or a run there, and no stop.
  private func isAtWork(_ index: Int, in group: GroupIndex, at now: Instant) -> Bool {
    let leads = runOf[group] >= 0 && runs[Int(runOf[group])].rollout == index
    return (rollouts[index].groups[group].pending > 0 || leads) && rollouts[index].groups[group].stopUntil <= now
  }

  /// R30: no rollout starts anything in a group until R7's interval passed; attempts in flight finish.
  public mutating func cancelRun(
    in group: GroupIndex, _ fleet: Fleet, at now: Instant, into events: inout [RolloutEvent]
  ) {
    clock = now
    for index in live where isAtWork(index, in: group, at: now) && sabotage != .cancelledRunGoesOn {
      _ = stop(index, group, .held, [], rollouts[index].history.batches, now)
      touch(group, rollout: index)
    }
  }

  /// R8, R30: failed upgrades of a scope may be tried again now, by one rollout or by all.
  public mutating func retry(
    _ id: RolloutID?, machines: [VMIndex], groups: [GroupIndex], _ fleet: Fleet, at now: Instant,
    into events: inout [RolloutEvent]
  ) {
    clock = now
    for handler in fleet.handlers.indices {
      for vm in machines where isRetried(by: id, handler, on: vm, fleet) {
        clearRetry(of: handler, on: vm)
        reclassify(vm, handler, fleet, &events)
        touch(fleet.group(of: vm), handler: handler)
      }
    }
    for index in live where id.map({ $0 - 1 == index }) ?? true {
      for group in groups where rollouts[index].groups[group].stopReason != nil {
        rollouts[index].groups[group].stopReason = nil
        rollouts[index].stops[group] = nil
        rollouts[index].groups[group].stopUntil = 0
        touch(group, rollout: index)
      }
    }
  }

  private mutating func lookEverywhere(_ fleet: Fleet) {
    for region in fleet.regions.indices { dirtyRegions.insert(region) }
  }
}
