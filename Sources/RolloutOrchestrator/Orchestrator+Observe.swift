public import FleetModel

// What the orchestrator keeps in mind of what happened. Decisions come later, from the state.

extension Orchestrator {
  /// Takes note of an event that the fleet has already applied.
  public mutating func observe(_ event: FleetEvent, in fleet: Fleet, at now: Instant, into events: inout [RolloutEvent])
  {
    clock = now
    switch event {
    case .installEnded(let vm, _, _, let failure):
      report(vm, failure == nil ? .installed : .installFailed)
    case .rollbackEnded(let vm, _, _, let ok):
      report(vm, ok ? .rolledBack : .rollbackFailed)
    case .health(let vm, let health, let isSample, _):
      notice(vm, health, isSample, now)
      forgetLimit(fleet.group(of: vm), fleet)
      machineChanged(vm, fleet, &events)
    case .power(let vm, let isRunning):
      if !isRunning, attemptOf[vm] >= 0 { attempts[Int(attemptOf[vm])].freshSince = -1 }
      machineChanged(vm, fleet, &events)
    case .agent(let vm, _), .protection(let vm, _), .model(let vm, _):
      machineChanged(vm, fleet, &events)
    case .machineAdded:
      machineAdded(fleet, &events)
    case .machineRemoved(let vm):
      machineRemoved(vm, fleet, &events)
    case .versionPublished(let handler, _, _), .versionWithdrawn(let handler, _):
      handlersToTarget.append(handler)
      for region in fleet.regions.indices { dirtyRegions.insert(region) }
    case .enrolment(let subscription, _, _):
      for group in fleet.groups.indices where fleet.groups[group].subscription == subscription {
        for vm in fleet.members(of: group) where fleet.exists(vm) { machineChanged(vm, fleet, &events) }
      }
    case .automaticChanged(let vm, let handler, _):
      reclassify(vm, handler, fleet, &events)
      touch(fleet.group(of: vm), handler: handler)
    case .modelAutomaticChanged, .modelExtensionSet, .modelExtensionRemoved: break
    case .extensionSet(let vm, let handler, _, _), .extensionRemoved(let vm, let handler):
      forget(vm, handler, fleet)
      reclassify(vm, handler, fleet, &events)
      touch(fleet.group(of: vm), handler: handler)
    }
  }

  private mutating func report(_ vm: VMIndex, _ report: Attempt.Report) {
    let index = attemptOf[vm]
    guard index >= 0 else { return }
    attempts[Int(index)].report = report
    attemptsToJudge.append(index)
  }

  /// R4: only a fresh sample after the install counts, and only while no other state follows.
  private mutating func notice(_ vm: VMIndex, _ health: MachineHealth, _ isSample: Bool, _ now: Instant) {
    let index = attemptOf[vm]
    guard index >= 0 else { return }
    let place = Int(index)
    guard attempts[place].stage == .watching else { return }
    guard health == .healthy else {
      attempts[place].freshSince = -1
      return
    }
    guard isSample, now > attempts[place].installEndedAt, attempts[place].freshSince < 0 else { return }
    attempts[place].freshSince = now
    attemptsToJudge.append(index)
  }

  /// A fact of a VM changed that several handlers may care about, and that its group's gate may count.
  mutating func machineChanged(_ vm: VMIndex, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    let group = fleet.group(of: vm)
    if runOf[group] >= 0 { groupsToWeigh.append(group) }
    reclassify(vm, fleet, &events)
    for place in live.indices { touch(group, rollout: live[place]) }
  }

  private mutating func machineAdded(_ fleet: Fleet, _ events: inout [RolloutEvent]) {
    let vm = fleet.machineIndices.upperBound - 1
    attemptOf.append(-1)
    for index in rollouts.indices { rollouts[index].records.append(MachineRecord()) }
    machineChanged(vm, fleet, &events)
  }

  /// A VM removed in flight ends its attempt without a verdict and counts neither way (R16).
  private mutating func machineRemoved(_ vm: VMIndex, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    let index = attemptOf[vm]
    if index >= 0 { drop(Int(index), fleet) }
    reclassify(vm, fleet, &events)
    let group = fleet.group(of: vm)
    if runOf[group] >= 0 { groupsToWeigh.append(group) }
    for rollout in live { touch(group, rollout: rollout) }
  }

  /// R11a: the owner's deployment or removal clears `Failed`, the retry time and the attempt count.
  private mutating func forget(_ vm: VMIndex, _ handler: HandlerIndex, _ fleet: Fleet) {
    clearRetry(of: handler, on: vm)
    for index in liveByHandler[handler] {
      var record = rollouts[index].records[vm]
      record.forget()
      rollouts[index].forgetFurtherAttempts(of: vm)
      setRecord(record, of: vm, index, fleet)
    }
  }
}
