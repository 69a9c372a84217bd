import FleetModel

// What keeps a rollout from starting something, place by place, in the order in which `Orchestrator+Work` decides. Each
// answer is read from the state; none from what was told.

extension Orchestrator {
  /// R30, R22, R23: what keeps a whole phase.
  func phaseObstacles(_ index: Int, _ phase: Int) -> [Wait] {
    var waits: [Wait] = []
    if rollouts[index].isHeld { waits.append(Wait(.held)) }
    if !rollouts[index].hasStarted(phase: phase) {
      let current = rollouts[index].phase
      if case .baking(let until) = rollouts[index].stage, phase == current + 1 {
        waits.append(Wait(.bake, [.phase(current)], until: until))
      } else {
        waits.append(Wait(.phase, [.phase(phase - 1)]))
      }
    } else if let inFlight = rollouts[index].phaseInFlight, inFlight != phase {
      waits.append(Wait(.phase, [.phase(inFlight)]))
    }
    return waits
  }

  /// What keeps a region: its phase, R22a's turn, R36, R24, and an older rollout (R25a).
  func regionObstacles(_ index: Int, _ region: RegionIndex, _ fleet: Fleet) -> [Wait] {
    let phase = phaseOfRegion[region]
    var waits = phaseObstacles(index, phase)
    if waits.isEmpty, !mayWork(index, in: region, fleet) {
      waits.append(Wait(.phase, [.phase(rollouts[index].phase)]))
    }
    if !isPublished(index, in: region, fleet) { waits.append(Wait(.notPublished)) }
    if let wish = olderWish(index, region, fleet) { waits.append(wish) }
    let locks = placeLocks(index, fleet)
    if let pair = fleet.regions[region].pairs.first(where: { locks.isInFlight($0) }) {
      waits.append(Wait(.pair, [.region(pair)]))
    }
    return waits
  }

  /// R25: what keeps a lane beyond what keeps its region.
  func laneObstacle(_ index: Int, _ region: RegionIndex, lane: Int, _ fleet: Fleet) -> Wait? {
    guard let inFlight = placeLocks(index, fleet).laneInFlight(region), inFlight != lane else { return nil }
    return Wait(.zone, [.zone(fleet.regions[region].zone(lane: inFlight))])
  }

  /// What keeps a group beyond its place: another run (R20), its own batch, its stop (R17), its pause (R21), its health (R14),
  /// its subscription (R19).
  func groupObstacles(_ index: Int, _ group: GroupIndex, _ fleet: Fleet, _ now: Instant) -> [Wait] {
    var waits: [Wait] = []
    let place = Int(runOf[group])
    if place >= 0 {
      let run = runs[place]
      if run.rollout != index {
        waits.append(Wait(.groupBusy, [.rollout(run.rollout + 1), .run(run.number)]))
      } else if run.hasOpenBatch {
        let cap = fleet.limits(of: group).batchCap(of: fleet.memberCount(of: group))
        waits.append(
          Wait(.groupBusy, [.rollout(index + 1), .run(run.number), .count(run.remaining), .limit(cap)]))
      }
    }
    if let stop = rollouts[index].stopped(group), stop.until > now {
      waits.append(Wait(stop.reason, stopFigures(index, group, stop.reason), until: stop.until))
    }
    if place < 0 || !runs[place].hasOpenBatch, let until = pausedUntil[group], until > now {
      waits.append(Wait(.batchPause, until: until))
    }
    if place < 0, isOverUnhealthyLimit(group, fleet) {
      waits.append(Wait(.unhealthyBefore, unhealthyFigures(group, fleet)))
    }
    if let cap = capObstacle(group, fleet), place < 0 || !runs[place].hasOpenBatch { waits.append(cap) }
    return waits
  }

  /// What keeps a VM by itself: R8, R7, R33 and what belongs to it, R6.
  func ownObstacles(_ index: Int, _ vm: VMIndex, _ fleet: Fleet, _ now: Instant) -> [Wait] {
    let handler = rollouts[index].handler
    let attempts = rollouts[index].records[vm].attempts
    var waits: [Wait] = []
    if needsPerson(vm, handler) {
      waits.append(Wait(.failed, [.attempt(attempts)]))
    } else if let retry = retryTime(of: handler, to: rollouts[index].target, on: vm, fleet), retry > now {
      waits.append(Wait(.retry, [.attempt(attempts)], until: retry))
    }
    if let bar = Eligibility.bar(vm, handler, in: fleet) { waits.append(Wait(bar)) }
    if let passing = Eligibility.passing(vm, in: fleet) { waits.append(Wait(passing)) }
    if let sickness = Eligibility.sickness(vm, in: fleet) { waits.append(Wait(sickness)) }
    if fleet.health(of: vm) == .initializing { waits.append(Wait(.initializing)) }
    return waits
  }

  /// R25a: the locks that count for a rollout.
  func placeLocks(_ index: Int, _ fleet: Fleet) -> PlaceLocks {
    fleet.policy.concurrentScope == .anyUpdate ? locks : rollouts[index].locks
  }

  /// R25a: an older rollout that waits for this region or for a pair of it.
  private func olderWish(_ index: Int, _ region: RegionIndex, _ fleet: Fleet) -> Wait? {
    guard fleet.policy.concurrentScope == .anyUpdate else { return nil }
    if let wish = wishes[region], wish.rollout < index {
      return wish.isForPair
        ? Wait(.pair, [.region(fleet.regions[region].pairs.first ?? region), .rollout(wish.rollout + 1)])
        : Wait(.zone, [.rollout(wish.rollout + 1)])
    }
    for pair in fleet.regions[region].pairs {
      if let wish = wishes[pair], wish.isForPair, wish.rollout < index {
        return Wait(.pair, [.region(pair), .rollout(wish.rollout + 1)])
      }
    }
    return nil
  }

  /// R19: nobody else of the subscription may start.
  private func capObstacle(_ group: GroupIndex, _ fleet: Fleet) -> Wait? {
    guard fleet.kind(of: group) == .standalone else { return nil }
    let subscription = fleet.groups[group].subscription
    let count = fleet.standaloneCount[subscription]
    let inFlight = standaloneInFlight[subscription]
    guard inFlight > 0, inFlight >= (count >= 2 ? count - 1 : count) else { return nil }
    return Wait(.subscriptionCap, [.count(inFlight), .total(count)])
  }

  /// What a stop was judged by. Only its figures come from what was told; that it stands is state.
  private func stopFigures(_ index: Int, _ group: GroupIndex, _ reason: WaitReason) -> [WaitFigure] {
    guard let told = rollouts[index].waits.groups[group], told.reason == reason else { return [] }
    return told.figures
  }
}
