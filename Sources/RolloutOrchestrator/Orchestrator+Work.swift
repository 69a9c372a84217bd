import FleetModel

// Where work may start: groups have it, zones, regions and phases let it through (R14, R22 to R25a).

extension Orchestrator {
  /// Looks anew at groups about which something changed, and notes in which lanes they have work; true if there were any.
  mutating func weighGroups(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) -> Bool {
    var anything = false
    for place in live.indices where !rollouts[live[place]].dirtyGroups.isEmpty {
      let index = live[place]
      var dirty: [GroupIndex] = []
      swap(&dirty, &rollouts[index].dirtyGroups)
      rollouts[index].arePhasesToTell = true
      for group in dirty {
        rollouts[index].groups[group].isDirty = false
        guard rollouts[index].isLive else { continue }
        if isBusy(group, index) {
          noteLimit(group, fleet, now)
          if tellsWaits { tellLater(index, group) }
          dirtyRegions.insert(fleet.groups[group].region)
        } else {
          weigh(group, index, fleet, now, &events)
        }
      }
      if rollouts[index].dirtyGroups.isEmpty {
        dirty.removeAll(keepingCapacity: true)
        swap(&dirty, &rollouts[index].dirtyGroups)
      }
      anything = true
    }
    return anything
  }

  /// Whether a rollout has a batch open in a group: then it starts nothing there, and looks again when the batch ends.
  @inline(__always)
  private func isBusy(_ group: GroupIndex, _ index: Int) -> Bool {
    let run = Int(runOf[group])
    return run >= 0 && runs[run].rollout == index && runs[run].hasOpenBatch
      && rollouts[index].groups[group].stopReason == nil
  }

  private mutating func weigh(
    _ group: GroupIndex, _ index: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let region = fleet.groups[group].region
    guard rollouts[index].hasStarted(phase: phaseOfRegion[region]) else { return }
    noteLimit(group, fleet, now)
    if tellsWaits { tellLater(index, group) }
    let lanes = lanesWithWork(group, index, fleet, now, &events)
    var remaining = fleet.groups[group].laneMask
    while remaining != 0 {
      let lane = remaining.trailingZeroBitCount
      remaining &= remaining - 1
      rollouts[index].work.set(
        region, lane: lane, ordinal: fleet.groups[group].ordinal, lanes & (1 << UInt8(lane)) != 0)
    }
    // Even without work of its own: what it wished for may no longer keep others waiting.
    dirtyRegions.insert(region)
  }

  /// R14, R31: since when a set is over its limit.
  @inline(__always)
  private mutating func noteLimit(_ group: GroupIndex, _ fleet: Fleet, _ now: Instant) {
    if HealthGate.isOverUnhealthyLimit(group, fleet) {
      if overLimitSince[group] == nil { overLimitSince[group] = now }
    } else {
      forgetLimit(group, fleet)
    }
  }

  /// A set may come back below its limit while no rollout weighs it.
  @inline(__always)
  mutating func forgetLimit(_ group: GroupIndex, _ fleet: Fleet) {
    guard !overLimitSince.isEmpty, !HealthGate.isOverUnhealthyLimit(group, fleet) else { return }
    overLimitSince[group] = nil
  }

  /// The lanes of a group in which a batch could start now, as far as the group itself goes.
  private mutating func lanesWithWork(
    _ group: GroupIndex, _ index: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) -> UInt8 {
    if rollouts[index].groups[group].stopReason != nil {
      if rollouts[index].groups[group].stopUntil > now {
        // A run that was cancelled between two batches: others may have the group.
        let run = Int(runOf[group])
        if run >= 0, runs[run].rollout == index, !runs[run].hasOpenBatch {
          endRun(run, .completed, fleet, now, &events)
        }
        return 0
      }
      rollouts[index].groups[group].stopReason = nil
      rollouts[index].stops[group] = nil
    }
    let run = Int(runOf[group])
    if run >= 0, runs[run].rollout != index || runs[run].hasOpenBatch { return 0 }
    let lanes = candidateLanes(group, index, fleet, now)
    guard lanes != 0 else {
      if run >= 0 { endRun(run, .completed, fleet, now, &events) }
      return 0
    }
    if let until = pausedUntil[group], until > now { return 0 }
    // The gate of a run that is open is judged when its next batch could start.
    if run < 0, HealthGate.isOverUnhealthyLimit(group, fleet) { return 0 }
    return lanes
  }

  private func candidateLanes(_ group: GroupIndex, _ index: Int, _ fleet: Fleet, _ now: Instant) -> UInt8 {
    guard rollouts[index].groups[group].pending > 0 else { return 0 }
    let candidates = Candidates(self, index, now)
    let region = fleet.groups[group].region
    let all = fleet.groups[group].laneMask
    var lanes: UInt8 = 0
    for vm in fleet.members(of: group) where candidates.contain(vm, in: fleet) {
      lanes |= 1 << UInt8(fleet.regions[region].lane(zone: fleet.zone(of: vm)))
      if lanes == all { break }
    }
    return lanes
  }

  /// Starts what may start in regions about which something changed; true if there were any.
  mutating func startWork(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) -> Bool {
    let regions = dirtyRegions.takeAll()
    guard !regions.isEmpty else { return false }
    let before = regions.map { wishes[$0] }
    for region in regions {
      wishes[region] = nil
      regionsToTell.insert(region)
    }
    // R25a: rollouts that compete are served oldest first.
    for index in live where !rollouts[index].isHeld {
      for turn in 0...rollouts[index].phase {
        startWork(index, phase(turn, of: index), regions, fleet, now, &events)
      }
    }
    for (region, old) in zip(regions, before) {
      if let old, wishes[region]?.rollout == old.rollout, wishes[region]?.isForPair == old.isForPair {
        wishes[region]?.since = old.since
      } else if old?.isForPair == true {
        for pair in fleet.regions[region].pairs { dirtyRegions.insert(pair) }
      } else if wishes[region]?.isForPair == true {
        for pair in fleet.regions[region].pairs { regionsToTell.insert(pair) }
      }
    }
    return true
  }

  /// The present phase first, then the stragglers of those before it (R22a).
  @inline(__always)
  private func phase(_ turn: Int, of index: Int) -> Int {
    switch rollouts[index].stage {
    case .active: turn == 0 ? rollouts[index].phase : turn - 1
    case .baking, .passed: turn
    }
  }

  private mutating func startWork(
    _ index: Int, _ phase: Int, _ regions: [RegionIndex], _ fleet: Fleet, _ now: Instant,
    _ events: inout [RolloutEvent]
  ) {
    for region in regions where phaseOfRegion[region] == phase && rollouts[index].work.hasWork(region) {
      guard mayWork(index, in: region, fleet), isPublished(index, in: region, fleet) else { continue }
      startWork(index, in: region, fleet, now, &events)
    }
  }

  /// R22, R22a: whether a phase's turn allows starts in a region: never two phases of a rollout in flight, and stragglers
  /// only while the present phase has nothing to start.
  @inline(__always)
  func mayWork(_ index: Int, in region: RegionIndex, _ fleet: Fleet) -> Bool {
    let phase = phaseOfRegion[region]
    guard !rollouts[index].isHeld, rollouts[index].isLive, rollouts[index].hasStarted(phase: phase) else {
      return false
    }
    if let inFlight = rollouts[index].phaseInFlight, inFlight != phase { return false }
    guard rollouts[index].stage == .active, phase != rollouts[index].phase else { return true }
    return !hasWork(index, phase: rollouts[index].phase, fleet)
  }

  /// R22a: whether something could start in a phase, as far as its groups and the publisher go.
  @inline(__always)
  func hasWork(_ index: Int, phase: Int, _ fleet: Fleet) -> Bool {
    fleet.phasePlan[phase].regions.contains {
      rollouts[index].work.hasWork($0) && isPublished(index, in: $0, fleet)
    }
  }

  /// R36.
  @inline(__always)
  func isPublished(_ index: Int, in region: RegionIndex, _ fleet: Fleet) -> Bool {
    offer(index, fleet)?.contains(region) ?? false
  }

  private mutating func startWork(
    _ index: Int, in region: RegionIndex, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    if isServedLater(index, region, fleet) { return }
    let pairInFlight = fleet.regions[region].pairs.first {
      locks(for: index, fleet).isInFlight($0) && (sabotage != .pairInOneDirection || $0 < region)
    }
    if pairInFlight != nil {
      if wishes[region] == nil { wishes[region] = Wish(rollout: index, isForPair: true, since: now) }
      return
    }
    for lane in 0..<fleet.regions[region].laneCount where rollouts[index].work.count(region, lane: lane) > 0 {
      if let inFlight = locks(for: index, fleet).laneInFlight(region), inFlight != lane, sabotage != .ignoredZone {
        continue
      }
      startLane(index, region, lane, fleet, now, &events)
    }
    // What is left waits for the lane that is in flight.
    guard let inFlight = locks(for: index, fleet).laneInFlight(region) else { return }
    for lane in 0..<fleet.regions[region].laneCount
    where lane != inFlight && rollouts[index].work.count(region, lane: lane) > 0 {
      if wishes[region] == nil { wishes[region] = Wish(rollout: index, isForPair: false, since: now) }
    }
  }

  /// R25a: an older rollout that waits for this region, or for a pair of it, is served first.
  @inline(__always)
  private func isServedLater(_ index: Int, _ region: RegionIndex, _ fleet: Fleet) -> Bool {
    guard fleet.policy.concurrentScope == .anyUpdate else { return false }
    if let wish = wishes[region], wish.rollout != index { return true }
    return fleet.regions[region].pairs.contains { pair in
      wishes[pair].map { $0.isForPair && $0.rollout < index } ?? false
    }
  }

  private mutating func startLane(
    _ index: Int, _ region: RegionIndex, _ lane: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    var from = 0
    while let ordinal = rollouts[index].work.next(region, lane: lane, from: from) {
      from = ordinal + 1
      let group = fleet.regions[region].groups[ordinal]
      rollouts[index].work.set(region, lane: lane, ordinal: ordinal, false)
      if startBatch(index, group, lane: lane, fleet, now, &events) {
        for other in 0..<fleet.regions[region].laneCount {
          rollouts[index].work.set(region, lane: other, ordinal: ordinal, false)
        }
      } else if runOf[group] >= 0 {
        touch(group, rollout: index)
      }
    }
  }

  /// R25a: what keeps a rollout's zones and pairs apart.
  @inline(__always)
  private func locks(for index: Int, _ fleet: Fleet) -> PlaceLocks {
    fleet.policy.concurrentScope == .anyUpdate ? locks : rollouts[index].locks
  }

  /// A VM is planned for a rollout in a batch that opens.
  mutating func reserve(_ index: Int, _ count: Int, _ group: GroupIndex, _ lane: Int, _ fleet: Fleet) {
    let region = fleet.groups[group].region
    let phase = phaseOfRegion[region]
    if rollouts[index].phases[phase].inFlight == 0 {
      rollouts[index].flightSince[phase] = clock
      rollouts[index].arePhasesToTell = true
    }
    rollouts[index].regions[region].inFlight += Int32(count)
    rollouts[index].phases[phase].inFlight += Int32(count)
    rollouts[index].locks.add(count, region, lane: lane, at: clock)
  }

  /// The opposite: it is done with it, or will not come to it.
  mutating func release(_ index: Int, _ count: Int, _ group: GroupIndex, _ lane: Int, _ fleet: Fleet) {
    reserve(index, -count, group, lane, fleet)
    let region = fleet.groups[group].region
    let phase = phaseOfRegion[region]
    rollouts[index].isGateDirty = true
    if rollouts[index].locks.laneInFlight(region) == nil { placeFreed(region, fleet) }
    guard rollouts[index].isLive, rollouts[index].phases[phase].inFlight == 0 else { return }
    for other in fleet.regions.indices where rollouts[index].work.hasWork(other) { dirtyRegions.insert(other) }
  }

  /// A region has become free: whoever waits for it, or for a lane of it, looks again.
  mutating func placeFreed(_ region: RegionIndex, _ fleet: Fleet) {
    dirtyRegions.insert(region)
    for pair in fleet.regions[region].pairs { dirtyRegions.insert(pair) }
  }
}
