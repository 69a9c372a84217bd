import FleetModel

// R31: every "not now" is told when it changes, with its reason and figures. Decisions do not tell: when an instant has
// been decided, the places about which something changed are asked for their reasons, the very ones that explanations
// give, and what differs from what was told is told.

extension Orchestrator {
  /// Notes that what was told of a group must be looked at again.
  @inline(__always)
  mutating func tellLater(_ index: Int, _ group: GroupIndex) {
    guard !rollouts[index].groups[group].isToTell else { return }
    rollouts[index].groups[group].isToTell = true
    groupsToTell.append(CapWaiter(rollout: index, group: group))
  }

  /// Something of a rollout started: what was told about its group, lane, region and phase is over.
  mutating func startedSomething(
    _ index: Int, _ vm: VMIndex, _ group: GroupIndex, _ lane: Int, _ fleet: Fleet
  ) {
    rollouts[index].waits.machines[vm] = nil
    let region = fleet.groups[group].region
    rollouts[index].waits.forget(group, region, lane: fleet.regions[region].zone(lane: lane), phaseOfRegion[region])
    rollouts[index].arePhasesToTell = true
    tellLater(index, group)
    regionsToTell.insert(region)
  }

  /// Tells what changed about the places that were noted.
  mutating func tellPlaces(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) {
    let regions = regionsToTell.takeAll()
    // All are asked before the first is told: each question reads the whole state, which is not to be changed meanwhile.
    var phases: [(rollout: Int, facts: PhaseFacts)] = []
    for change in newsOfPlaces(regions, fleet, now, &phases) {
      rollouts[change.rollout].waits[change.scope] = change.memory
      if let wait = change.told { events.append(.waiting(change.rollout + 1, scope: change.scope, wait)) }
    }
    for phase in phases { rollouts[phase.rollout].waits.phaseFacts = phase.facts }
    for place in groupsToTell { rollouts[place.rollout].groups[place.group].isToTell = false }
    groupsToTell.removeAll(keepingCapacity: true)
    for index in live where rollouts[index].arePhasesToTell { rollouts[index].arePhasesToTell = false }
  }

  /// What is to be told of the groups and phases that were noted and of some regions. `phases` gets by what phases were
  /// asked.
  private func newsOfPlaces(
    _ regions: [RegionIndex], _ fleet: Fleet, _ now: Instant, _ phases: inout [(rollout: Int, facts: PhaseFacts)]
  ) -> [WaitNews] {
    var news: [WaitNews] = []
    for place in groupsToTell where rollouts[place.rollout].isLive {
      let region = fleet.groups[place.group].region
      let isWaiting =
        rollouts[place.rollout].hasStarted(phase: phaseOfRegion[region])
        && waitingCount(place.rollout, place.group, fleet) > 0
      if isWaiting, isToldBusy(place.rollout, place.group) { continue }
      // A subscription's limit is told where it was met: nobody looks again at the others when it is over.
      let obstacle =
        isWaiting
        ? groupObstacles(place.rollout, place.group, fleet, now).first {
          $0.reason != .subscriptionCap || isCapWaiter(place.rollout, place.group, fleet)
        } : nil
      compare(place.rollout, .group(place.group), obstacle, now, &news)
    }
    for region in regions {
      for index in live where rollouts[index].hasStarted(phase: phaseOfRegion[region]) {
        compare(index, region, fleet, now, &news)
      }
    }
    for index in live where rollouts[index].arePhasesToTell {
      if let facts = phaseFacts(index, fleet) {
        if rollouts[index].waits.phaseFacts == facts { continue }
        phases.append((index, facts))
      }
      for phase in fleet.phasePlan.indices {
        let isWaiting = rollouts[index].isWaiting(inPhase: phase)
        compare(index, .phase(phase), isWaiting ? phaseObstacles(index, phase, fleet).first : nil, now, &news)
      }
    }
    return news
  }

  /// By what phases are asked; nil where there are too many of them to say it in a few bytes.
  private func phaseFacts(_ index: Int, _ fleet: Fleet) -> PhaseFacts? {
    guard fleet.phasePlan.count <= UInt64.bitWidth else { return nil }
    let inFlight = rollouts[index].phaseInFlight
    var isWaiting: UInt64 = 0
    for phase in fleet.phasePlan.indices where rollouts[index].isWaiting(inPhase: phase) {
      isWaiting |= 1 << UInt64(phase)
    }
    return PhaseFacts(
      isHeld: rollouts[index].isHeld, stage: rollouts[index].stage, phase: rollouts[index].phase, inFlight: inFlight,
      hasWork: inFlight == nil && hasWork(index, phase: rollouts[index].phase, fleet), isWaiting: isWaiting)
  }

  private func compare(
    _ index: Int, _ region: RegionIndex, _ fleet: Fleet, _ now: Instant, _ news: inout [WaitNews]
  ) {
    let hasWork = rollouts[index].work.hasWork(region)
    let obstacle = hasWork ? ownObstacles(index, ofRegion: region, fleet).first : nil
    compare(index, .region(region), obstacle, now, &news)
    for lane in 0..<fleet.regions[region].laneCount {
      let isWaiting = hasWork && rollouts[index].work.count(region, lane: lane) > 0
      compare(
        index, .zone(region, fleet.regions[region].zone(lane: lane)),
        isWaiting ? laneObstacle(index, region, lane: lane, fleet) : nil, now, &news)
    }
  }

  /// Compares what keeps a place with what was told; where nothing does any more, that is news.
  private func compare(
    _ index: Int, _ scope: WaitScope, _ obstacle: Wait?, _ now: Instant, _ news: inout [WaitNews]
  ) {
    let told = rollouts[index].waits[scope]
    guard var wait = obstacle else {
      guard let told, told.reason != .queued else { return }
      // One whose end has come stands no longer anyway.
      let isOver = told.until.map { $0 < now } ?? false
      news.append(
        WaitNews(
          rollout: index, scope: scope, memory: isOver ? nil : Wait(.queued, since: now),
          told: isOver ? nil : Wait(.queued)))
      return
    }
    // Of an open batch the VMs that are left are counted when it is told, and not again with each that is done.
    if let told, told == wait || (wait.reason == .groupBusy && told.continues(wait)) { return }
    wait.since = told.flatMap { $0.continues(wait) ? $0.since : nil } ?? wait.since ?? now
    news.append(WaitNews(rollout: index, scope: scope, memory: wait, told: wait))
  }

  /// Whether a group waits for a run, as was told: what comes of most that happens in an open batch, so it is found out
  /// without putting the wait together (`compare` says why its counts do not matter).
  private func isToldBusy(_ index: Int, _ group: GroupIndex) -> Bool {
    guard runOf[group] >= 0, let told = rollouts[index].waits.groups[group] else { return false }
    let run = Int(runOf[group])
    let rollout = runs[run].rollout
    guard rollout != index || runs[run].hasOpenBatch, told.reason == .groupBusy, told.figures.count >= 2 else {
      return false
    }
    return told.figures[0] == .rollout(rollout + 1) && told.figures[1] == .run(runs[run].number)
  }

  /// VMs of a group that are eligible and neither in flight for a rollout nor planned for it in the open batch.
  func waitingCount(_ index: Int, _ group: GroupIndex, _ fleet: Fleet) -> Int {
    let pending = Int(rollouts[index].groups[group].pending)
    guard pending > 0, runOf[group] >= 0, runs[Int(runOf[group])].hasOpenBatch else { return pending }
    let run = Int(runOf[group])
    guard runs[run].isShared else { return runs[run].rollout == index ? pending - runs[run].remaining : pending }
    var taken = 0
    for member in runs[run].members.indices {
      let place = Int(attemptOf[runs[run].members[member].vm])
      if place >= 0 && attempts[place].rollout == index || runs[run].members[member].next.contains(index) { taken += 1 }
    }
    return pending - taken
  }

  /// Tells a VM's own reason if it is not the one that was told last. `isEligible`: nothing that leaves VMs out stands
  /// against it (R33, R34, R40, R41), as the caller has just seen.
  mutating func retell(
    _ vm: VMIndex, _ index: Int, _ fleet: Fleet, isEligible: Bool = false, _ events: inout [RolloutEvent]
  ) {
    let handler = rollouts[index].handler
    let wait = Self.ownWait(
      of: vm, rollouts[index].records[vm], handler, rollouts[index].target, retries[handler][vm],
      attempts: rollouts[index].attempts(of: vm), isFree: attemptOf[vm] < 0, fleet, clock, isEligible: isEligible)
    guard wait != nil || rollouts[index].waits.machines.contains(vm) else { return }
    let told = rollouts[index].waits.machines[vm]
    guard wait != told else { return }
    rollouts[index].waits.machines[vm] = wait.map { Wait($0.reason, $0.figures, until: $0.until, since: clock) }
    if rollouts[index].records[vm].standing == .out || rollouts[index].records[vm].standing == .upgraded { return }
    if attemptOf[vm] >= 0, attempts[Int(attemptOf[vm])].rollout == index { return }
    events.append(.waiting(index + 1, scope: .machine(vm), wait ?? Wait(.queued)))
  }

  /// What keeps a VM from a rollout by itself; nil if nothing does, or if it is no part of it. `failure` is what failed last
  /// on it; `isFree`: no upgrade of it is in flight.
  static func ownWait(
    of vm: VMIndex, _ record: MachineRecord, _ handler: HandlerIndex, _ target: VersionIndex,
    _ failure: RetryTable.Entry?, attempts: Int, isFree: Bool, _ fleet: Fleet, _ now: Instant, isEligible: Bool
  ) -> Wait? {
    guard record.standing == .pending || record.standing == .excluded else { return nil }
    if failure?.time == needsPerson { return Wait(.failed, [.attempt(attempts)]) }
    if !isEligible, let bar = Eligibility.bar(vm, handler, in: fleet) { return Wait(bar) }
    if let failure, let retry = RetryRule.time(failure, target: target, fleet.handlers[handler].versions), retry > now {
      return Wait(.retry, [.attempt(attempts)], until: retry)
    }
    if !isEligible, let passing = Eligibility.passing(vm, in: fleet) { return Wait(passing) }
    guard isFree else { return nil }
    if !isEligible, let sickness = Eligibility.sickness(vm, in: fleet) { return Wait(sickness) }
    return fleet.health(of: vm) == .initializing ? Wait(.initializing) : nil
  }
}

/// What is to be told of a place, and what is to be kept in mind of it.
private struct WaitNews {
  let rollout: Int
  let scope: WaitScope
  let memory: Wait?
  let told: Wait?
}

extension WaitMemory {
  /// What was told of a scope last and stands.
  subscript(scope: WaitScope) -> Wait? {
    get {
      switch scope {
      case .machine(let vm): machines[vm]
      case .group(let group): groups[group]
      case .zone(let region, let zone): lanes[region << 3 | zone]
      case .region(let region): regions[region]
      case .phase(let phase): phases[phase]
      }
    }
    set {
      switch scope {
      case .machine(let vm): machines[vm] = newValue
      case .group(let group): groups[group] = newValue
      case .zone(let region, let zone): lanes[region << 3 | zone] = newValue
      case .region(let region): regions[region] = newValue
      case .phase(let phase): phases[phase] = newValue
      }
    }
  }

  /// Something started in these places.
  mutating func forget(_ group: GroupIndex, _ region: RegionIndex, lane zone: Int, _ phase: Int) {
    groups[group] = nil
    lanes[region << 3 | zone] = nil
    regions[region] = nil
    forget(phase: phase)
  }

  /// A phase begins anew, or something started in it.
  mutating func forget(phase: Int) {
    guard phases[phase] != nil else { return }
    phases[phase] = nil
    phaseFacts = nil
  }
}
