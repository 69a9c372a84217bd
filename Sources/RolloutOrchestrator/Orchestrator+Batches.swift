import FleetModel

// Runs and batches over one group (R12 to R21).

extension Orchestrator {
  /// Starts a batch of a group in a lane, and the run if none is open; false if nothing can start after all.
  mutating func startBatch(
    _ index: Int, _ group: GroupIndex, lane: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) -> Bool {
    guard runOf[group] < 0 || (runs[Int(runOf[group])].rollout == index && !runs[Int(runOf[group])].hasOpenBatch)
    else { return false }
    var cap = batchCap(of: group, fleet)
    if fleet.kind(of: group) == .standalone {
      let allowed = subscriptionAllowance(fleet.groups[group].subscription, fleet)
      if allowed <= 0 {
        capWaiters[fleet.groups[group].subscription].append(CapWaiter(rollout: index, group: group))
        return false
      }
      cap = min(cap, allowed)
    }
    let mixesDomains = sabotage == .ignoredUpdateDomain
    let machines = BatchPlanner(group: group, lane: lane, cap: cap, mixesDomains: mixesDomains)
      .select(from: Candidates(self, index, now), in: fleet)
    guard !machines.isEmpty else { return false }
    if HealthGate.isOverUnhealthyLimit(group, fleet), sabotage != .preCheckOnlyOnce || runOf[group] < 0 {
      if runOf[group] >= 0 { endRun(Int(runOf[group]), .unhealthyBefore, fleet, now, &events) }
      return false
    }
    let run = openRun(index, group, fleet, now, &events)
    open(machines, lane, run, fleet, now, &events)
    return true
  }

  /// R19: how many more of a subscription's standalone VMs may be in flight: with two or more, never all of them.
  @inline(__always)
  private func subscriptionAllowance(_ subscription: SubscriptionIndex, _ fleet: Fleet) -> Int {
    let count = fleet.standaloneCount[subscription]
    return count >= 2 ? count - 1 - standaloneInFlight[subscription] : count - standaloneInFlight[subscription]
  }

  /// R20: the group's open run, or a new one.
  private mutating func openRun(
    _ index: Int, _ group: GroupIndex, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) -> Int {
    if runOf[group] >= 0 { return Int(runOf[group]) }
    lastRun += 1
    let run = Run(rollout: index, number: lastRun, group: group, startedAt: now)
    let place: Int
    if let free = freeRuns.popLast() {
      runs[free] = run
      place = free
    } else {
      runs.append(run)
      place = runs.count - 1
    }
    runOf[group] = Int32(place)
    rollouts[index].openRuns[phaseOfRegion[fleet.groups[group].region]] += 1
    events.append(.runStarted(index + 1, run: lastRun, group: group))
    return place
  }

  private mutating func open(
    _ machines: [VMIndex], _ lane: Int, _ run: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let group = runs[run].group
    let region = fleet.groups[group].region
    let host = runs[run].rollout
    let guests = live.count < 2 ? [] : guests(of: run, lane, fleet, now)
    runs[run].batch += 1
    runs[run].batchStartedAt = now
    runs[run].lane = lane
    runs[run].batchUpgraded = 0
    runs[run].batchBad = 0
    runs[run].isDoomed = false
    runs[run].isShared = !guests.isEmpty
    runs[run].remaining = machines.count
    runs[run].members.removeAll(keepingCapacity: true)
    var planned: Set64 = []
    for vm in machines {
      guard !guests.isEmpty else {
        runs[run].members.append(BatchMember(vm: vm, next: RolloutQueue(host)))
        continue
      }
      let plan = plan(for: vm, host, guests, fleet, now)
      for index in plan {
        planned.insert(rollouts[index].handler)
        reserve(index, 1, group, lane, fleet)
      }
      runs[run].members.append(BatchMember(vm: vm, next: RolloutQueue(plan)))
    }
    if guests.isEmpty {
      planned.insert(rollouts[host].handler)
      reserve(host, machines.count, group, lane, fleet)
    }
    for index in guests where !runs[run].scores.contains(where: { $0.rollout == index }) {
      runs[run].guestScores.append(RunScore(rollout: index))
    }
    locks.add(machines.count, region, lane: lane, at: now)
    regionsToTell.insert(region)
    for pair in fleet.regions[region].pairs { regionsToTell.insert(pair) }
    rollouts[runs[run].rollout].history.batches += 1
    events.append(
      .batchStarted(
        BatchStart(
          rollout: runs[run].rollout + 1, run: runs[run].number, batch: runs[run].batch, group: group,
          handlers: planned.elements, machines: machines, total: fleet.memberCount(of: group),
          unhealthy: fleet.unhealthyCount(of: group))))
    for member in runs[run].members.indices {
      if !startNext(member, of: run, fleet, now, &events) { memberDone(member, of: run, fleet) }
    }
    if tellsWaits {
      // The first attempts may all be those of other rollouts.
      rollouts[host].waits.groups[group] = nil
      for index in [host] + guests { tellLater(index, group) }
    }
    batchStarted(run)
  }

  /// R9, R20: the other rollouts that may join a batch here, oldest first.
  private func guests(of run: Int, _ lane: Int, _ fleet: Fleet, _ now: Instant) -> [Int] {
    let group = runs[run].group
    let region = fleet.groups[group].region
    return live.filter { index in
      guard index != runs[run].rollout, rollouts[index].groups[group].pending > 0 else { return false }
      guard rollouts[index].groups[group].stopUntil <= now else { return false }
      if runs[run].scores.contains(where: { $0.isBarred && isSame($0.rollout, index) }) { return false }
      guard mayWork(index, in: region, fleet), isPublished(index, in: region, fleet) else { return false }
      guard fleet.policy.concurrentScope == .sameUpdate else { return true }
      let own = rollouts[index].locks
      if let inFlight = own.laneInFlight(region), inFlight != lane { return false }
      return !fleet.regions[region].pairs.contains { own.isInFlight($0) }
    }
  }

  /// Whether two rollouts move the same handler to the same version: R22b may start it anew under another number.
  private func isSame(_ one: Int, _ other: Int) -> Bool {
    rollouts[one].handler == rollouts[other].handler && rollouts[one].target == rollouts[other].target
  }

  /// R9: the rollouts that upgrade a VM of a batch, in order of handler name.
  private func plan(for vm: VMIndex, _ host: Int, _ guests: [Int], _ fleet: Fleet, _ now: Instant) -> [Int] {
    let joining = guests.filter { Candidates(self, $0, now).contain(vm, in: fleet) }
    return ([host] + joining).sorted { rollouts[$0].handler < rollouts[$1].handler }
  }

  /// R20: the other rollouts that want the group learn that it is taken.
  private mutating func batchStarted(_ run: Int) {
    let group = runs[run].group
    for index in live where index != runs[run].rollout && rollouts[index].groups[group].pending > 0 {
      touch(group, rollout: index)
    }
  }

  /// Closes batches whose last attempt ended; true if there were any.
  mutating func closeBatches(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) -> Bool {
    guard !runsToClose.isEmpty else { return false }
    let due = runsToClose
    runsToClose.removeAll(keepingCapacity: true)
    for run in due { close(run, fleet, now, &events) }
    return true
  }

  private mutating func close(_ run: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) {
    let host = runs[run].rollout
    let group = runs[run].group
    runs[run].members.removeAll(keepingCapacity: true)
    rollouts[host].pace.note(now - runs[run].batchStartedAt)
    events.append(
      .batchEnded(
        host + 1, run: runs[run].number, batch: runs[run].batch, group: group, upgraded: runs[run].batchUpgraded,
        bad: runs[run].batchBad))
    pause(group, fleet, now)
    for waiter in takeCapWaiters(group, fleet) { touch(waiter.group, rollout: waiter.rollout) }
    for place in runs[run].guestScores.indices where tripsR16(runs[run].guestScores[place], group, fleet) {
      barGuest(run, place, fleet, now, &events)
    }
    if let outcome = rollouts[host].outcome {
      endRun(run, .rolloutOver(outcome), fleet, now, &events)
    } else if tripsR16(runs[run].score, group, fleet) {
      endRun(run, .stoppedUpgraded, fleet, now, &events)
    } else if runs[run].isDoomed {
      endRun(run, .stoppedUnhealthy, fleet, now, &events)
    } else {
      for index in live { touch(group, rollout: index) }
    }
  }

  /// R16: whether too many of a rollout's attempts in a run turned out bad.
  @inline(__always)
  private func tripsR16(_ score: RunScore, _ group: GroupIndex, _ fleet: Fleet) -> Bool {
    return HealthGate.exceeds(
      score.badCount(in: fleet), of: score.attempted, percent: fleet.limits(of: group).upgradedPercent)
  }

  /// R9, R16: a rollout that joined a run and went badly stays out of it; the run goes on without it.
  private mutating func barGuest(
    _ run: Int, _ place: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let index = runs[run].guestScores[place].rollout
    guard !runs[run].guestScores[place].isBarred else { return }
    runs[run].guestScores[place].isBarred = true
    guard rollouts[index].isLive else { return }
    rollouts[index].history.stopsUpgraded += 1
    let figures = figures(runs[run].guestScores[place], fleet, runs[run].group)
    _ = stop(index, runs[run].group, .stoppedUpgraded, figures, runs[run].number, now)
  }

  private func figures(_ score: RunScore, _ fleet: Fleet, _ group: GroupIndex) -> [WaitFigure] {
    return [
      .count(score.badCount(in: fleet)), .total(score.attempted),
      .limit(fleet.limits(of: group).upgradedPercent * score.attempted / 100),
    ]
  }

  /// R21: the next batch of the set may start after its own pause.
  private mutating func pause(_ group: GroupIndex, _ fleet: Fleet, _ now: Instant) {
    let pause = fleet.profile(ofGroup: group).policy.pauseTimeBetweenBatches
    guard pause > 0 else { return }
    pausedUntil[group] = now + pause
    deadlines.add(.pause, at: now + pause, group)
  }

  /// Ends a run; a stopped one is tried again after R7's interval (R17).
  mutating func endRun(
    _ run: Int, _ outcome: RunOutcome, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let index = runs[run].rollout
    let group = runs[run].group
    var retry: Instant?
    if let reason = stopReason(outcome), rollouts[index].isLive {
      let figures =
        reason == .stoppedUpgraded
        ? figures(runs[run].score, fleet, group) : unhealthyFigures(group, fleet)
      retry = stop(index, group, reason, figures, runs[run].number, now)
      countStop(index, outcome)
    }
    events.append(.runEnded(index + 1, run: runs[run].number, group: group, outcome: outcome, retryAt: retry))
    rollouts[index].openRuns[phaseOfRegion[fleet.groups[group].region]] -= 1
    rollouts[index].isGateDirty = true
    runOf[group] = -1
    runs[run].isOpen = false
    runs[run].score = RunScore(rollout: index)
    runs[run].guestScores = []
    freeRuns.append(run)
    for other in live { touch(group, rollout: other) }
  }

  /// R14, R15: count, limit and total of a set's unhealthy VMs.
  func unhealthyFigures(_ group: GroupIndex, _ fleet: Fleet) -> [WaitFigure] {
    let total = fleet.memberCount(of: group)
    return [
      .count(fleet.unhealthyCount(of: group)), .limit(fleet.limits(of: group).unhealthyLimit(of: total)), .total(total),
    ]
  }

  private func stopReason(_ outcome: RunOutcome) -> WaitReason? {
    switch outcome {
    case .completed, .rolloutOver: nil
    case .unhealthyBefore: .unhealthyBefore
    case .stoppedUnhealthy: .stoppedUnhealthy
    case .stoppedUpgraded: .stoppedUpgraded
    }
  }

  private mutating func countStop(_ index: Int, _ outcome: RunOutcome) {
    switch outcome {
    case .completed, .rolloutOver: break
    case .unhealthyBefore: rollouts[index].history.stopsUnhealthyBefore += 1
    case .stoppedUnhealthy: rollouts[index].history.stopsUnhealthy += 1
    case .stoppedUpgraded: rollouts[index].history.stopsUpgraded += 1
    }
  }

  mutating func stop(
    _ index: Int, _ group: GroupIndex, _ reason: WaitReason, _ figures: [WaitFigure], _ run: Int, _ now: Instant
  ) -> Instant {
    let until = now + retryDelay(UInt64(group), UInt64(index) << 32 | UInt64(run), .group)
    rollouts[index].groups[group].stopUntil = until
    rollouts[index].groups[group].stopReason = reason
    rollouts[index].stops[group] = StopRecord(at: now, figures: figures)
    deadlines.add(.groupRetry, at: until, group, index)
    return until
  }

  private mutating func takeCapWaiters(_ group: GroupIndex, _ fleet: Fleet) -> [CapWaiter] {
    let subscription = fleet.groups[group].subscription
    guard fleet.kind(of: group) == .standalone, !capWaiters[subscription].isEmpty else { return [] }
    let waiters = capWaiters[subscription]
    capWaiters[subscription] = []
    return waiters
  }
}
