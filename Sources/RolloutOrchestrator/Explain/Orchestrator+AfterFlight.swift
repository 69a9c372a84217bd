import FleetModel

// What becomes of the VMs that are left when what is in flight is done.

extension Orchestrator {
  /// What becomes of what is left in some groups, or in one lane of them, when what is in flight there is done.
  func afterFlight(
    _ index: Int, _ groups: some Sequence<GroupIndex>, _ fleet: Fleet, _ now: Instant, lane: Int? = nil
  ) -> Explanation.AfterFlight {
    var stops = false
    var waits = false
    for group in groups where rollouts[index].groups[group].pending > 0 {
      switch afterFlight(index, group, fleet, now, lane) {
      case .goesOn: return .goesOn
      case .stops: stops = true
      case .waits: waits = true
      case nil: continue
      }
    }
    return stops ? .stops : waits ? .waits : .goesOn
  }

  /// The same for one group; nil if nothing is left in it.
  private func afterFlight(
    _ index: Int, _ group: GroupIndex, _ fleet: Fleet, _ now: Instant, _ lane: Int?
  ) -> Explanation.AfterFlight? {
    var isLeft = false
    var isFree = false
    for vm in fleet.members(of: group)
    where fleet.exists(vm) && rollouts[index].records[vm].standing == .pending
      && lane.map({ $0 == fleet.lane(of: vm) }) ?? true
    {
      if attemptOf[vm] >= 0, attempts[Int(attemptOf[vm])].rollout == index { continue }
      isLeft = true
      isFree = attemptOf[vm] >= 0 || ownObstacles(index, vm, fleet, now).isEmpty
      if isFree { break }
    }
    guard isLeft else { return nil }
    // R30: a cancelled run ends with its batch, doomed or not.
    if rollouts[index].stopWait(group, after: now) != nil { return .waits }
    let place = Int(runOf[group])
    if place >= 0, runs[place].hasOpenBatch, runs[place].rollout == index, runs[place].isDoomed { return .stops }
    // R14: the next batch is judged as the set is when this one ends, of which nobody knows more than how it is now.
    if HealthGate.isOverUnhealthyLimit(group, fleet) { return .waits }
    // R22a: stragglers start only while no other phase is in flight, and the next phase is due.
    let phase = phaseOfRegion[fleet.groups[group].region]
    if phase < rollouts[index].phase, rollouts[index].stage == .active { return .waits }
    return isFree ? .goesOn : .waits
  }
}
