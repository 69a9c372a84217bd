import FleetModel

// R31: every "not now" is told when it changes, with its reason and figures.

extension Orchestrator {
  /// Tells a wait, unless the same one stands for the same scope.
  mutating func tell(_ index: Int, _ scope: WaitScope, _ wait: Wait, _ events: inout [RolloutEvent]) {
    guard tellsWaits, rollouts[index].waits.remember(scope, wait) else { return }
    events.append(.waiting(index + 1, scope: scope, wait))
  }

  /// Something of a rollout started: what was told about its group, lane, region and phase is over.
  mutating func startedSomething(_ index: Int, _ group: GroupIndex, _ lane: Int, _ fleet: Fleet) {
    let region = fleet.groups[group].region
    rollouts[index].waits.forget(group, region, lane: fleet.regions[region].zone(lane: lane), phaseOfRegion[region])
    waitsToRetell.append(CapWaiter(rollout: index, group: group))
  }

  /// Where something started, the rest of the group waits for it; true if there was such a group.
  mutating func retellWaits(_ fleet: Fleet, _ events: inout [RolloutEvent]) -> Bool {
    guard !waitsToRetell.isEmpty else { return false }
    let due = waitsToRetell
    waitsToRetell.removeAll(keepingCapacity: true)
    for place in due where runOf[place.group] >= 0 && rollouts[place.rollout].isLive {
      let run = runs[Int(runOf[place.group])]
      let taken = place.rollout == run.rollout ? run.remaining : 0
      let left = Int(rollouts[place.rollout].groups[place.group].pending) - taken
      guard left > 0 else { continue }
      tell(
        place.rollout, .group(place.group),
        Wait(
          .groupBusy,
          [.rollout(run.rollout + 1), .run(run.number), .count(run.remaining), .limit(run.batch), .total(left)]),
        &events)
    }
    return true
  }

  /// A VM's own reason changed: it was excluded, or it may take part again.
  mutating func tellStanding(
    of vm: VMIndex, _ index: Int, wasExcluded: Bool, _ fleet: Fleet, _ events: inout [RolloutEvent]
  ) {
    let handler = rollouts[index].handler
    switch rollouts[index].records[vm].standing {
    case .excluded:
      let reason = Eligibility.exclusion(vm, handler, in: fleet) ?? .failed
      events.append(.waiting(index + 1, scope: .machine(vm), Wait(reason)))
    case .pending:
      guard attemptOf[vm] < 0 else { return }
      let wait = ownWait(of: vm, index, fleet)
      if wait != nil || wasExcluded { events.append(.waiting(index + 1, scope: .machine(vm), wait ?? Wait(.queued))) }
    case .out, .upgraded: break
    }
  }

  /// What a pending VM waits for by itself, if it does.
  func ownWait(of vm: VMIndex, _ index: Int, _ fleet: Fleet) -> Wait? {
    let handler = rollouts[index].handler
    if needsPerson(vm, handler) { return Wait(.failed, [.attempt(rollouts[index].records[vm].attempts)]) }
    if let retry = retryTime(of: handler, to: rollouts[index].target, on: vm, fleet) {
      return Wait(.retry, [.attempt(rollouts[index].records[vm].attempts)], until: retry)
    }
    if let exclusion = Eligibility.exclusion(vm, handler, in: fleet) { return Wait(exclusion) }
    return fleet.health(of: vm) == .initializing ? Wait(.initializing) : nil
  }
}

extension WaitMemory {
  /// Keeps a wait; false if it stands already.
  mutating func remember(_ scope: WaitScope, _ wait: Wait) -> Bool {
    switch scope {
    case .machine: return true
    case .group(let group): return Self.keep(wait, at: group, in: &groups)
    case .zone(let region, let zone): return Self.keep(wait, at: region << 8 | zone, in: &lanes)
    case .region(let region): return Self.keep(wait, at: region, in: &regions)
    case .phase(let phase): return Self.keep(wait, at: phase, in: &phases)
    }
  }

  private static func keep(_ wait: Wait, at key: Int, in waits: inout [Int: Wait]) -> Bool {
    guard waits[key] != wait else { return false }
    waits[key] = wait
    return true
  }

  /// Something started in these places.
  mutating func forget(_ group: GroupIndex, _ region: RegionIndex, lane zone: Int, _ phase: Int) {
    groups[group] = nil
    lanes[region << 8 | zone] = nil
    regions[region] = nil
    phases[phase] = nil
  }
}
