import FleetModel

// What keeps a rollout from starting something, place by place, in the order in which `Orchestrator+Work` decides. Each
// answer is read from the state; none from what was told.

extension Orchestrator {
  /// R30, R22, R23: what keeps a whole phase.
  func phaseObstacles(_ index: Int, _ phase: Int, _ fleet: Fleet) -> [Wait] {
    var waits: [Wait] = []
    let current = rollouts[index].phase
    if rollouts[index].isHeld { waits.append(Wait(.held, since: rollouts[index].heldSince)) }
    if !rollouts[index].hasStarted(phase: phase) {
      if case .baking(let until) = rollouts[index].stage, phase == current + 1 {
        waits.append(
          Wait(.bake, [.phase(current)], until: until, since: rollouts[index].phaseTimes[current].succeededAt))
      } else {
        waits.append(Wait(.phase, [.phase(phase - 1)], since: rollouts[index].startedAt))
      }
    } else if let inFlight = rollouts[index].phaseInFlight {
      if inFlight != phase {
        waits.append(Wait(.phase, [.phase(inFlight)], since: rollouts[index].flightSince[inFlight]))
      }
    } else if phase != current, rollouts[index].stage == .active, hasWork(index, phase: current, fleet) {
      // R22a: the present phase first.
      waits.append(Wait(.phase, [.phase(current)], since: rollouts[index].phaseTimes[current].startedAt))
    }
    return waits
  }

  /// What keeps a region: its phase, R22a's turn, R36, R24, and an older rollout (R25a).
  func regionObstacles(_ index: Int, _ region: RegionIndex, _ fleet: Fleet) -> [Wait] {
    phaseObstacles(index, phaseOfRegion[region], fleet) + ownObstacles(index, ofRegion: region, fleet)
  }

  /// What keeps a region beyond what keeps its phase.
  func ownObstacles(_ index: Int, ofRegion region: RegionIndex, _ fleet: Fleet) -> [Wait] {
    var waits: [Wait] = []
    if !isPublished(index, in: region, fleet) { waits.append(Wait(.notPublished, since: rollouts[index].startedAt)) }
    if let wish = olderWish(index, region, fleet) { waits.append(wish) }
    if let pair = fleet.regions[region].pairs.first(where: { pair in readLocks(index, fleet) { $0.isInFlight(pair) } })
    {
      waits.append(Wait(.pair, [.region(pair)], since: readLocks(index, fleet) { $0.since(pair) }))
    }
    return waits
  }

  /// R25: what keeps a lane beyond what keeps its region.
  func laneObstacle(_ index: Int, _ region: RegionIndex, lane: Int, _ fleet: Fleet) -> Wait? {
    guard let inFlight = readLocks(index, fleet, { $0.laneInFlight(region) }), inFlight != lane else { return nil }
    return Wait(
      .zone, [.zone(fleet.regions[region].zone(lane: inFlight))],
      since: readLocks(index, fleet) { $0.since(region, lane: inFlight) })
  }

  /// What keeps a group beyond its place: another run (R20), its own batch, its stop (R17), its pause (R21), its health (R14),
  /// its subscription (R19).
  func groupObstacles(_ index: Int, _ group: GroupIndex, _ fleet: Fleet, _ now: Instant) -> [Wait] {
    var waits: [Wait] = []
    let place = Int(runOf[group])
    if place >= 0 {
      if runs[place].rollout != index {
        waits.append(
          Wait(
            .groupBusy, [.rollout(runs[place].rollout + 1), .run(runs[place].number)], since: runs[place].startedAt))
      } else if runs[place].hasOpenBatch {
        waits.append(
          Wait(
            .groupBusy,
            [
              .rollout(index + 1), .run(runs[place].number), .count(runs[place].remaining),
              .limit(batchCap(of: group, fleet)), .total(fleet.memberCount(of: group)),
            ],
            since: runs[place].batchStartedAt))
      }
    }
    if let stop = rollouts[index].stopWait(group, after: now) { waits.append(stop) }
    if place < 0 || !runs[place].hasOpenBatch, let until = pausedUntil[group], until > now {
      let pause = fleet.pauseBetweenBatches(of: group)
      waits.append(Wait(.batchPause, until: until, since: until - pause))
    }
    if place < 0, HealthGate.isOverUnhealthyLimit(group, fleet) {
      waits.append(Wait(.unhealthyBefore, unhealthyFigures(group, fleet), since: overLimitSince[group]))
    }
    if let cap = capObstacle(index, group, fleet), place < 0 || !runs[place].hasOpenBatch { waits.append(cap) }
    return waits
  }

  /// What keeps a VM by itself: R8, R7, R33 and what belongs to it, R6.
  func ownObstacles(_ index: Int, _ vm: VMIndex, _ fleet: Fleet, _ now: Instant) -> [Wait] {
    let handler = rollouts[index].handler
    let attempts = rollouts[index].attempts(of: vm)
    var waits: [Wait] = []
    if needsPerson(vm, handler) {
      waits.append(Wait(.failed, [.attempt(attempts)], since: retries[handler][vm]?.since))
    } else if let retry = retryTime(of: handler, to: rollouts[index].target, on: vm, fleet), retry > now {
      waits.append(
        Wait(
          .retry, [.attempt(attempts)], until: retry,
          since: retries[handler][vm]?.failureTime(of: rollouts[index].target)))
    }
    if let bar = Eligibility.bar(vm, handler, in: fleet) { waits.append(Wait(bar)) }
    let passing = Eligibility.passing(vm, in: fleet)
    if let passing { waits.append(Wait(passing)) }
    // Without power or agent nobody knows how it is.
    if passing != .stopped, passing != .agent, let sickness = Eligibility.sickness(vm, in: fleet) {
      waits.append(Wait(sickness))
    }
    if fleet.health(of: vm) == .initializing { waits.append(Wait(.initializing)) }
    if let told = rollouts[index].waits.machines[vm], let place = waits.firstIndex(of: told) {
      waits[place].since = waits[place].since ?? told.since
    }
    return waits
  }

  /// R25a: asks the locks that count for a rollout, where they are.
  @inline(__always)
  func readLocks<Answer>(_ index: Int, _ fleet: Fleet, _ ask: (borrowing PlaceLocks) -> Answer) -> Answer {
    fleet.policy.concurrentScope == .anyUpdate ? ask(locks) : ask(rollouts[index].locks)
  }

  /// R25a: an older rollout that waits for this region or for a pair of it.
  private func olderWish(_ index: Int, _ region: RegionIndex, _ fleet: Fleet) -> Wait? {
    guard fleet.policy.concurrentScope == .anyUpdate else { return nil }
    if let wish = wishes[region], wish.rollout < index {
      return Wait(wish.isForPair ? .pair : .zone, [.rollout(wish.rollout + 1)], since: wish.since)
    }
    for pair in fleet.regions[region].pairs {
      if let wish = wishes[pair], wish.isForPair, wish.rollout < index {
        return Wait(.pair, [.region(pair), .rollout(wish.rollout + 1)], since: wish.since)
      }
    }
    return nil
  }

  /// R19: nobody else of the subscription may start. Whoever was refused for it looks again when a batch of the
  /// subscription has closed.
  private func capObstacle(_ index: Int, _ group: GroupIndex, _ fleet: Fleet) -> Wait? {
    guard fleet.kind(of: group) == .standalone else { return nil }
    let subscription = fleet.groups[group].subscription
    let count = fleet.standaloneCount[subscription]
    let inFlight = standaloneInFlight[subscription]
    let isFull = inFlight > 0 && inFlight >= (count >= 2 ? count - 1 : count)
    guard isFull || isCapWaiter(index, group, fleet) else { return nil }
    var wait = Wait(.subscriptionCap, [.count(inFlight), .total(count)])
    wait.since = rollouts[index].waits.groups[group].flatMap { $0.reason == .subscriptionCap ? $0.since : nil }
    return wait
  }

  func isCapWaiter(_ index: Int, _ group: GroupIndex, _ fleet: Fleet) -> Bool {
    capWaiters[fleet.groups[group].subscription].contains { $0.rollout == index && $0.group == group }
  }
}
