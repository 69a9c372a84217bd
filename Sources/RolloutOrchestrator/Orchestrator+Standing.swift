import FleetModel

// How each VM stands in each rollout, and the counts that follow; changed by deltas, never recounted.

extension Orchestrator {
  /// Looks at a VM anew for the live rollouts of every handler that it has.
  mutating func reclassify(_ vm: VMIndex, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    for handler in fleet.handlers.indices where fleet.version(of: handler, on: vm) != nil {
      reclassify(vm, handler, fleet, &events)
    }
  }

  /// Looks at a VM anew for the live rollouts of a handler, and for a target that was reached before (R22b).
  mutating func reclassify(_ vm: VMIndex, _ handler: HandlerIndex, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    for place in liveByHandler[handler].indices {
      let index = liveByHandler[handler][place]
      var record = rollouts[index].records[vm]
      let flight = attemptOf[vm] < 0 ? nil : attempts[Int(attemptOf[vm])]
      let isFailed = needsPerson(vm, handler)
      let standing = Self.standing(
        of: vm, record, index, handler, rollouts[index].targetVersion, flight, sabotage, fleet)
      if standing != record.standing || isFailed != record.needsPerson {
        record.standing = standing
        record.needsPerson = isFailed
        setRecord(record, of: vm, index, fleet)
        touch(fleet.group(of: vm), rollout: index)
      }
      // Eligibility was just asked for, and needs no second look.
      let isEligible = standing == .pending && flight == nil && !record.hasFailed
      if tellsWaits { retell(vm, index, fleet, isEligible: isEligible, &events) }
    }
    if !dormant[handler].isEmpty, wakesDormant(vm, handler, fleet) { handlersToTarget.append(handler) }
  }

  /// How a VM stands in a rollout by what is observed now. `flight` is its attempt in flight, of whichever rollout.
  static func standing(
    of vm: VMIndex, _ record: MachineRecord, _ index: Int, _ handler: HandlerIndex, _ target: HandlerVersion,
    _ flight: Attempt?, _ sabotage: Sabotage?, _ fleet: Fleet
  ) -> MachineRecord.Standing {
    guard fleet.exists(vm), let installed = fleet.version(of: handler, on: vm) else { return .out }
    let version = fleet.handlers[handler].versions[installed]
    if let flight {
      if flight.rollout == index { return .pending }
      // What an earlier rollout has in flight on this very extension may yet end at any version.
      if flight.handler == handler, version.major == target.major {
        return Eligibility.bar(vm, handler, in: fleet) == nil ? .pending : .excluded
      }
    }
    if record.outcome == .upgraded, version >= target { return .upgraded }
    guard isUpgrade(from: version, to: target, sabotage) else { return .out }
    // R22: whose last attempt failed stays in the count, whatever its health.
    if record.hasFailed { return Eligibility.bar(vm, handler, in: fleet) == nil ? .pending : .excluded }
    // While another upgrade of the VM is in flight, its own window judges its health.
    if flight != nil {
      return Eligibility.bar(vm, handler, in: fleet) == nil && Eligibility.passing(vm, in: fleet) == nil
        ? .pending : .excluded
    }
    return Eligibility.exclusion(vm, handler, in: fleet) == nil ? .pending : .excluded
  }

  /// R8: whether a failed rollback keeps a VM out until a person says otherwise.
  @inline(__always)
  func needsPerson(_ vm: VMIndex, _ handler: HandlerIndex) -> Bool {
    retries[handler][vm]?.time == Self.needsPerson
  }

  /// R7, R8: from when on a VM may be moved to a target; nil if nothing stands against it.
  func retryTime(of handler: HandlerIndex, to target: VersionIndex, on vm: VMIndex, _ fleet: Fleet) -> Instant? {
    retries[handler][vm].flatMap { RetryRule.time($0, target: target, fleet.handlers[handler].versions) }
  }

  /// Replaces what a rollout knows of a VM, and with it the counts of its group, region and phase.
  mutating func setRecord(_ record: MachineRecord, of vm: VMIndex, _ index: Int, _ fleet: Fleet) {
    let old = rollouts[index].records[vm]
    rollouts[index].records[vm] = record
    let group = fleet.group(of: vm)
    let region = fleet.groups[group].region
    let phase = phaseOfRegion[region]
    count(old, -1, index, group, region, phase)
    count(record, 1, index, group, region, phase)
    if old.standing == .pending, rollouts[index].groups[group].pending == 0 {
      rollouts[index].groups[group].doneAt = clock
    }
    rollouts[index].isGateDirty = true
  }

  private mutating func count(
    _ record: MachineRecord, _ sign: Int32, _ index: Int, _ group: GroupIndex, _ region: RegionIndex, _ phase: Int
  ) {
    if record.standing == .pending { rollouts[index].groups[group].pending += sign }
    rollouts[index].regions[region].count(record, sign)
    rollouts[index].phases[phase].count(record, sign)
  }

  /// Notes that a group must be looked at again by a rollout; groups of phases to come wait for their phase.
  mutating func touch(_ group: GroupIndex, rollout index: Int) {
    guard rollouts[index].isLive, !rollouts[index].groups[group].isDirty else { return }
    rollouts[index].groups[group].isDirty = true
    rollouts[index].dirtyGroups.append(group)
  }

  /// The same for all live rollouts of a handler.
  mutating func touch(_ group: GroupIndex, handler: HandlerIndex) {
    for index in liveByHandler[handler] { touch(group, rollout: index) }
  }
}

extension RolloutTally {
  mutating func count(_ record: MachineRecord, _ sign: Int32) {
    switch record.standing {
    case .out: return
    case .excluded: excluded += sign
    case .upgraded: upgraded += sign
    case .pending:
      pending += sign
      if record.needsPerson { failed += sign } else if record.outcome == .rolledBack { rolledBack += sign }
    }
  }
}
