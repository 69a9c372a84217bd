import FleetModel

// How each VM stands in each rollout, and the counts that follow; changed by deltas, never recounted.

extension Orchestrator {
  /// Looks at a VM anew for the live rollouts of a handler, and for a target that was reached before (R22b).
  mutating func reclassify(_ vm: VMIndex, _ handler: HandlerIndex, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    for index in liveByHandler[handler] {
      var record = rollouts[index].records[vm]
      let before = record.standing
      let standing = standing(of: vm, record, index, handler, rollouts[index].targetVersion, fleet)
      guard standing != before else { continue }
      record.standing = standing
      setRecord(record, of: vm, index, fleet)
      touch(fleet.group(of: vm), rollout: index)
      if tellsWaits { tellStanding(of: vm, index, wasExcluded: before == .excluded, fleet, &events) }
    }
    if !dormant[handler].isEmpty, wakesDormant(vm, handler, fleet) { handlersToTarget.append(handler) }
  }

  /// How a VM stands in a rollout by what is observed now.
  func standing(
    of vm: VMIndex, _ record: MachineRecord, _ index: Int, _ handler: HandlerIndex, _ target: HandlerVersion,
    _ fleet: Fleet
  ) -> MachineRecord.Standing {
    guard fleet.exists(vm), let installed = fleet.version(of: handler, on: vm) else { return .out }
    let version = fleet.handlers[handler].versions[installed]
    if attemptOf[vm] >= 0 {
      let attempt = attempts[Int(attemptOf[vm])]
      if attempt.rollout == index { return .pending }
      // What an earlier rollout has in flight on this very extension may yet end at any version.
      if attempt.handler == handler, version.major == target.major {
        return Eligibility.bar(vm, handler, in: fleet) == nil ? .pending : .excluded
      }
    }
    if record.outcome == .upgraded, version >= target { return .upgraded }
    guard isUpgrade(from: version, to: target) else { return .out }
    // R22: whose last attempt failed stays in the count, whatever its health.
    if record.hasFailed { return Eligibility.bar(vm, handler, in: fleet) == nil ? .pending : .excluded }
    if needsPerson(vm, handler) { return .excluded }
    // While another upgrade of the VM is in flight, its own window judges its health.
    if attemptOf[vm] >= 0 {
      return Eligibility.bar(vm, handler, in: fleet) == nil && Eligibility.passing(vm, in: fleet) == nil
        ? .pending : .excluded
    }
    return Eligibility.exclusion(vm, handler, in: fleet) == nil ? .pending : .excluded
  }

  /// R8: whether a failed rollback keeps a VM out until a person says otherwise.
  func needsPerson(_ vm: VMIndex, _ handler: HandlerIndex) -> Bool {
    vm < retryAt[handler].count && retryAt[handler][vm] == Self.needsPerson
  }

  /// R7, R8: from when on a VM may be moved to a target; nil if nothing stands against it. What failed is tried again in
  /// its time, a newer target may start at once, and an older one is no way around.
  func retryTime(of handler: HandlerIndex, to target: VersionIndex, on vm: VMIndex, _ fleet: Fleet) -> Instant? {
    guard vm < retryAt[handler].count, retryAt[handler][vm] != 0 else { return nil }
    let time = retryAt[handler][vm]
    if time == Self.needsPerson { return time }
    let versions = fleet.handlers[handler].versions
    if versions[target] > versions[Int(failedTarget[handler][vm])] { return nil }
    let older = olderRetries[vm << 6 | handler]?.first { $0.target == target }?.time
    return max(time, older ?? 0)
  }

  /// Whether a VM could start for a rollout at this moment, as far as the VM itself goes.
  func canStart(
    _ vm: VMIndex, _ record: MachineRecord, _ handler: HandlerIndex, _ target: VersionIndex, _ fleet: Fleet,
    _ now: Instant
  ) -> Bool {
    guard record.standing == .pending, attemptOf[vm] < 0 else { return false }
    if let retry = retryTime(of: handler, to: target, on: vm, fleet), retry > now { return false }
    if fleet.health(of: vm) == .initializing { return false }
    return Eligibility.exclusion(vm, handler, in: fleet) == nil
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
      switch record.outcome {
      case .rolledBack: rolledBack += sign
      case .rollbackFailed: failed += sign
      case .upgraded, nil: break
      }
    }
  }
}
