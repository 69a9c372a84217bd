import FleetModel

// R31: every "not now" is told when it changes, with its reason and figures.

extension Orchestrator {
  /// Tells a wait, unless the same one stands for the same scope.
  mutating func tell(_ index: Int, _ scope: WaitScope, _ wait: Wait, _ events: inout [RolloutEvent]) {
    guard tellsWaits, rollouts[index].waits.remember(scope, wait) else { return }
    events.append(.waiting(index + 1, scope: scope, wait))
  }

  /// Something of a rollout started: what was told about its group, lane, region and phase is over.
  mutating func startedSomething(
    _ index: Int, _ vm: VMIndex, _ group: GroupIndex, _ lane: Int, _ fleet: Fleet
  ) {
    rollouts[index].waits.machines[vm] = nil
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

  /// Tells a group's wait again if another one was told since; its figures were told the first time.
  mutating func tellAgain(_ index: Int, _ group: GroupIndex, _ wait: Wait, _ events: inout [RolloutEvent]) {
    guard tellsWaits else { return }
    if let told = rollouts[index].waits.groups[group], told.reason == wait.reason, told.until == wait.until { return }
    tell(index, .group(group), wait, &events)
  }

  /// What was told about a group is over, and what is left in it waits VM by VM.
  mutating func tellOver(_ index: Int, _ group: GroupIndex, _ events: inout [RolloutEvent]) {
    guard tellsWaits, rollouts[index].waits.groups[group] != nil else { return }
    tell(index, .group(group), Wait(.queued), &events)
  }

  /// Tells a VM's own reason if it is not the one that was told last.
  mutating func retell(_ vm: VMIndex, _ index: Int, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    let wait = ownWait(of: vm, index, fleet, clock)
    let told = rollouts[index].waits.machines[vm]
    guard wait != told else { return }
    rollouts[index].waits.machines[vm] = wait
    if rollouts[index].records[vm].standing == .out || rollouts[index].records[vm].standing == .upgraded { return }
    if attemptOf[vm] >= 0, attempts[Int(attemptOf[vm])].rollout == index { return }
    events.append(.waiting(index + 1, scope: .machine(vm), wait ?? Wait(.queued)))
  }

  /// What keeps a VM from a rollout by itself; nil if nothing does, or if it is no part of it.
  func ownWait(of vm: VMIndex, _ index: Int, _ fleet: Fleet, _ now: Instant) -> Wait? {
    let handler = rollouts[index].handler
    let record = rollouts[index].records[vm]
    guard record.standing == .pending || record.standing == .excluded else { return nil }
    if needsPerson(vm, handler) { return Wait(.failed, [.attempt(record.attempts)]) }
    if let bar = Eligibility.bar(vm, handler, in: fleet) { return Wait(bar) }
    if let retry = retryTime(of: handler, to: rollouts[index].target, on: vm, fleet), retry > now {
      return Wait(.retry, [.attempt(record.attempts)], until: retry)
    }
    if let passing = Eligibility.passing(vm, in: fleet) { return Wait(passing) }
    guard attemptOf[vm] < 0 else { return nil }
    if let sickness = Eligibility.sickness(vm, in: fleet) { return Wait(sickness) }
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
