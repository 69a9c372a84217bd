// An attempt starts: everything that must be true at that moment (I2, I3, I8 to I20, I27).
extension AvailabilityAuditor {
  mutating func readAttemptStarted() throws(LineFault) {
    let rollout = try rollout()
    let runNumber = try tape.integer(.run)
    let batchNumber = try tape.integer(.batch)
    let vm = try machine()
    let handler = handler(try tape.name(.handler))
    let from = try tape.version(.from)
    let to = try tape.version(.to)
    let number = try tape.integer(.attempt)
    guard let entry = extensions.find(handler, from: machines.extensions[vm]) else {
      throw .unknown(.handler, handlerNames[handler])
    }
    let group = Int(machines.group[vm])
    let what = "attempt of rollout \(rolloutNames[rollout]) on VM \(machines.names[vm]) in group \(groupNames[group])"
    touch(group)
    note(.attempt)
    let batch = groups[group].batch
    guard batch >= 0, runs[batches[batch].run].number == runNumber, batches[batch].number == batchNumber else {
      if !holds(3, false) { report("I3", "\(what) starts outside the group's open batch") }
      return
    }
    judgeSingle(vm, what)
    judgePlace(of: vm, handler, in: batch, what)
    judgeRollout(rollout, handler, from, to, installed: extensions.entries[entry].version, what)
    judgeEligibility(of: entry, on: vm, in: rollout, batch, what)
    extensions.begin(entry, in: rollout, to: to)
    judgeNumber(number, of: entry, in: rollout, what)
    let phase = rollouts[rollout].phase(of: Int(machines.region[vm])) ?? -1
    begin(
      AuditedAttempt(
        vm: vm, entry: entry, rollout: rollout, phase: phase, batch: batch, from: from, to: to, startedAt: time,
        window: window(of: handler, in: group), settle: groups[group].settle))
    judgeGroupInFlight(group, what)
    judgeRegion(of: vm, in: rollout, what)
    judgePhases(of: rollout, what)
    judgeStandalone(vm, what)
    dropWaitings(of: rollout, above: vm)
  }

  /// I7: the health window, longer by the grace period where Application Health itself is upgraded (R4).
  private func window(of handler: Int, in group: Int) -> Int {
    let isProbe = handlerNames.has(prefix: Array("Microsoft.ManagedServices/ApplicationHealth".utf8), handler)
    return policy.healthWindow + (isProbe ? groups[group].grace : 0)
  }

  /// I17: one attempt at a time per VM, over all handlers.
  private mutating func judgeSingle(_ vm: Int, _ what: String) {
    let attempt = Int(machines.attempt[vm])
    guard !holds(17, attempt < 0) else { return }
    report(
      "I17",
      "\(what) starts while its attempt of rollout \(rolloutNames[attempts[attempt].rollout]) is in flight since "
        + "\(attempts[attempt].startedAt)")
    release(attempt)
  }

  /// The VM and the handler are the batch's, and handlers take their turns by name (R9, I19).
  private mutating func judgePlace(of vm: Int, _ handler: Int, in batch: Int, _ what: String) {
    let place = batches[batch].handlers.firstIndex(of: handler)
    if !holds(23, Int(machines.batch[vm]) == batch && place != nil) {
      report("I23", "\(what) starts in a batch that does not contain the VM and \(handlerNames[handler])")
    }
    for (other, later) in batches[batch].handlers.enumerated() where other < UInt16.bitWidth {
      let hasStarted = machines.started[vm] & (1 << UInt16(other)) != 0
      if !holds(19, !hasStarted || handlerNames.precedes(later, handler)) {
        report("I19", "\(what) upgrades \(handlerNames[handler]) after \(handlerNames[later]): not by name (R9)")
      }
    }
    if let place, place < UInt16.bitWidth { machines.started[vm] |= 1 << UInt16(place) }
  }

  /// I16: the attempt says what the VM has and what the rollout wants.
  private mutating func judgeRollout(
    _ rollout: Int, _ handler: Int, _ from: HandlerVersion, _ to: HandlerVersion, installed: HandlerVersion,
    _ what: String
  ) {
    if !holds(16, rollouts[rollout].handler == handler && rollouts[rollout].version == to) {
      report(
        "I16",
        "\(what) takes \(handlerNames[handler]) to \(to), the rollout takes \(handlerName(of: rollout)) to "
          + "\(rollouts[rollout].version)")
    }
    if !holds(16, from == installed) {
      report("I16", "\(what) starts from \(from), but \(installed) is installed")
    }
    if !holds(16, from.major == to.major && from < to) {
      report("I16", "\(what) goes from \(from) to \(to): upward within the major only (R10)")
    }
  }

  private mutating func judgeEligibility(of entry: Int, on vm: Int, in rollout: Int, _ batch: Int, _ what: String) {
    judged[8] += 1
    judged[15] += 1
    judged[20] += 1
    judged[27] += 1
    let blocker = blocker(of: entry, on: vm, in: rollout, batch: batch)
    let isReported = blocker == .majorCrossed || blocker == .notOlder
    if !holds(16, blocker == nil), let blocker, !isReported {
      report(blocker.invariant, "\(what) starts at \(time) although \(blocker.text)")
    }
    let group = groups[Int(machines.group[vm])]
    let isSelectedWell = machines.state[vm].contains(.selectedWell) || Int(machines.batch[vm]) != batch
    if !holds(16, isSelectedWell || group.prioritizesUnhealthy) {
      report("I16", "\(what): the VM was unhealthy or unknown when its batch was selected (R33)")
    }
    if runs[batches[batch].run].isStopped(for: rollout), rollouts[rollout].end == nil {
      report("I6", "\(what) starts although what the run upgraded stopped it")
    }
  }

  private mutating func judgeNumber(_ number: Int, of entry: Int, in rollout: Int, _ what: String) {
    guard let progress = extensions.progress(of: entry, in: rollout) else { return }
    let counted = extensions.progress[progress].attempts
    if counted > 1 { note(.retry) }
    if !holds(22, number == counted) { report("I22", "\(what) is called attempt \(number); counted \(counted)") }
  }

  private mutating func begin(_ attempt: AuditedAttempt) {
    let vm = attempt.vm
    let group = Int(machines.group[vm])
    let region = Int(machines.region[vm])
    let zone = Int(machines.zone[vm])
    let index: Int
    if let free = freeAttempts.popLast() {
      index = free
      attempts[index] = attempt
    } else {
      index = attempts.count
      attempts.append(attempt)
    }
    recount(vm) { $0.attempt[vm] = Int32(index) }
    groups[group].inFlight += 1
    groups[group].updateDomains.add(Int(machines.updateDomain[vm]))
    batches[attempt.batch].inFlight += 1
    lanes.add(region, zone: zone)
    rollouts[attempt.rollout].lanes.add(region, zone: zone)
    rollouts[attempt.rollout].installing += 1
    if attempt.phase >= 0 {
      rollouts[attempt.rollout].phases[attempt.phase].inFlight += 1
      if rollouts[attempt.rollout].phases[attempt.phase].inFlight == 1 { rollouts[attempt.rollout].busyPhases += 1 }
    }
    if machines.lane[vm] >= 0 {
      standalone.changeInFlight(Int(machines.lane[vm]), Int(machines.subscription[vm]), by: 1)
    }
  }

  /// Takes an attempt out of flight: its verdict fell, or its VM is gone.
  mutating func release(_ index: Int) {
    let attempt = attempts[index]
    let vm = attempt.vm
    let group = Int(machines.group[vm])
    let region = Int(machines.region[vm])
    let zone = Int(machines.zone[vm])
    recount(vm) { $0.attempt[vm] = -1 }
    groups[group].inFlight -= 1
    groups[group].updateDomains.remove(Int(machines.updateDomain[vm]))
    batches[attempt.batch].inFlight -= 1
    lanes.remove(region, zone: zone)
    regionTouchedAt[region] = time
    rollouts[attempt.rollout].lanes.remove(region, zone: zone)
    if attempt.isRollingBack {
      rollouts[attempt.rollout].rollingBack -= 1
    } else if attempt.installEndedAt != nil {
      rollouts[attempt.rollout].watching -= 1
    } else {
      rollouts[attempt.rollout].installing -= 1
    }
    if attempt.phase >= 0 {
      rollouts[attempt.rollout].phases[attempt.phase].inFlight -= 1
      if rollouts[attempt.rollout].phases[attempt.phase].inFlight == 0 { rollouts[attempt.rollout].busyPhases -= 1 }
    }
    if machines.lane[vm] >= 0 {
      standalone.changeInFlight(Int(machines.lane[vm]), Int(machines.subscription[vm]), by: -1)
    }
    freeAttempts.append(index)
  }
}
