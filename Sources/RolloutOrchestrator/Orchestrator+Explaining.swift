public import FleetModel

// Readings for whoever shows a run: how VMs and places stand. Each looks at the VMs of its place and no others.

extension Orchestrator {
  /// How a VM stands in a rollout; `notPart` where there is no rollout.
  public func state(of vm: VMIndex, in id: RolloutID?) -> MachineState {
    guard let id else { return .notPart }
    let record = rollouts[id - 1].records[vm]
    if attemptOf[vm] >= 0 {
      let attempt = attempts[Int(attemptOf[vm])]
      if attempt.rollout == id - 1 {
        switch attempt.stage {
        case .installing: return .installing
        case .watching: return .watching
        case .rollingBack: return .rollingBack
        }
      }
    }
    switch record.standing {
    case .out: return .notPart
    case .upgraded: return .upgraded
    case .excluded:
      return needsPerson(vm, rollouts[id - 1].handler) ? .failed : .excluded
    case .pending:
      switch record.outcome {
      case .rolledBack: return .rolledBack
      case .rollbackFailed: return .failed
      case .upgraded, nil: return .waiting
      }
    }
  }

  /// Counts one VM into `counts`. A stopped one is left out rather than sick.
  public func count(_ vm: VMIndex, in id: RolloutID?, _ fleet: Fleet, into counts: inout StateCounts) {
    let isRunning = fleet.isRunning(vm)
    counts.count(
      state(of: vm, in: id), isSick: isRunning && fleet.health(of: vm) == .unhealthy,
      isSilent: isRunning && fleet.health(of: vm) == .unknown)
  }

  /// The VMs of a zone (0: those without one) as a strip of at most `width` cells, in order of update domain, so that a
  /// rollout fills it from the left. A zone with no more VMs than that has a cell for each.
  public func strip(of id: RolloutID?, region: RegionIndex, zone: Int, width: Int, in fleet: Fleet) -> [StateCounts] {
    var cells = Array(repeating: StateCounts(), count: width)
    let count = Self.stripPlaces(region: region, zone: zone, width: width, in: fleet) { vm, cell in
      self.count(vm, in: id, fleet, into: &cells[cell])
    }
    return Array(cells.prefix(count))
  }

  /// Tells the cell of each VM of a zone in such a strip, from 0. Returns how many cells there are.
  public static func stripPlaces(
    region: RegionIndex, zone: Int, width: Int, in fleet: Fleet, _ place: (VMIndex, Int) -> Void
  ) -> Int {
    let bit = UInt8(1) << UInt8(fleet.regions[region].lane(zone: zone))
    var perDomain = Array(repeating: 0, count: 256)
    var total = 0
    for group in fleet.regions[region].groups where fleet.groups[group].laneMask & bit != 0 {
      for vm in fleet.members(of: group) where fleet.exists(vm) && fleet.zone(of: vm) == zone {
        perDomain[fleet.updateDomain(of: vm) ?? 255] += 1
        total += 1
      }
    }
    guard total > 0, width > 0 else { return 0 }
    var start = 0
    for domain in perDomain.indices {
      let count = perDomain[domain]
      perDomain[domain] = start
      start += count
    }
    let cellCount = min(width, total)
    for group in fleet.regions[region].groups where fleet.groups[group].laneMask & bit != 0 {
      for vm in fleet.members(of: group) where fleet.exists(vm) && fleet.zone(of: vm) == zone {
        let domain = fleet.updateDomain(of: vm) ?? 255
        place(vm, perDomain[domain] * cellCount / total)
        perDomain[domain] += 1
      }
    }
    return cellCount
  }

  /// A group by zone and update domain, in this order; VMs without a zone or a domain come last.
  public func domainCells(of id: RolloutID?, group: GroupIndex, in fleet: Fleet) -> [DomainCell] {
    var cells: [DomainCell] = []
    for vm in fleet.members(of: group) where fleet.exists(vm) {
      let zone = fleet.zone(of: vm)
      let domain = fleet.updateDomain(of: vm)
      var place = cells.firstIndex { $0.zone == zone && $0.updateDomain == domain }
      if place == nil {
        cells.append(DomainCell(zone: zone, updateDomain: domain, machines: [], counts: StateCounts()))
        place = cells.count - 1
      }
      cells[place!].machines.append(vm)
      count(vm, in: id, fleet, into: &cells[place!].counts)
    }
    return cells.sorted {
      ($0.zone == 0 ? 255 : $0.zone, $0.updateDomain ?? 255) < ($1.zone == 0 ? 255 : $1.zone, $1.updateDomain ?? 255)
    }
  }

  /// How the VMs of a group stand.
  public func counts(of id: RolloutID?, group: GroupIndex, in fleet: Fleet) -> StateCounts {
    var counts = StateCounts()
    for vm in fleet.members(of: group) where fleet.exists(vm) { count(vm, in: id, fleet, into: &counts) }
    return counts
  }

  /// VMs in flight over all rollouts, and those of open batches whose turn is still to come.
  public var inFlightCount: Int { rollouts.reduce(0) { $0 + $1.phases.reduce(0) { $0 + Int($1.inFlight) } } }

  /// The next moment at which a rollout may go on by itself although nothing is in flight, and what ends then: a bake, a
  /// set's stop, a pause between batches, or the wait for a retry. Looks at every VM, so ask only while nothing is in flight.
  ///
  /// - Parameter id: only this rollout; nil is all of them.
  public func nextResumption(
    of id: RolloutID? = nil, in fleet: Fleet, after now: Instant
  ) -> (at: Instant, cause: WaitReason)? {
    var next: (at: Instant, cause: WaitReason)?
    func note(_ time: Instant, _ cause: WaitReason) {
      if time > now, time != Self.needsPerson, time < next?.at ?? .max { next = (time, cause) }
    }
    for index in live where !rollouts[index].isHeld && id.map({ $0 == index + 1 }) ?? true {
      if case .baking(let until) = rollouts[index].stage { note(until, .bake) }
      for group in rollouts[index].groups.indices where rollouts[index].groups[group].pending > 0 {
        if let stop = rollouts[index].stopped(group) { note(stop.until, stop.reason) }
        if let until = pausedUntil[group] { note(until, .batchPause) }
      }
      guard rollouts[index].total.rolledBack > 0 else { continue }
      retries[rollouts[index].handler].forEach { vm, failure in
        guard rollouts[index].records[vm].standing == .pending else { return }
        // R17: a set that is stopped for longer is noted above.
        let stop = rollouts[index].stopped(fleet.group(of: vm))
        if failure.time >= stop?.until ?? 0 { note(failure.time, .retry) }
      }
    }
    return next
  }
}

extension RolloutTally {
  /// No VM at all.
  public static let none = RolloutTally()
}
