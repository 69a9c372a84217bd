// Batches are selected and closed (I1, I3, I4, I5, I6, I9, I18, I22, R21).
extension AvailabilityAuditor {
  mutating func readBatchStarted() throws(LineFault) {
    let run = try openRun()
    let number = try tape.integer(.batch)
    let group = try group()
    var handlers: [Int] = []
    for node in try tape.elements(.handlers) {
      guard tape.nodes[node].kind == .text else { throw .unusable(.handlers) }
      handlers.append(handler(tape.nodes[node].range))
    }
    var vms: [Int32] = []
    for node in try tape.elements(.vms) {
      let range = tape.nodes[node].range
      guard let vm = machines.find(tape.bytes, range) else { throw .unknown(.vms, tape.spelling(range)) }
      vms.append(Int32(vm))
    }
    let stated = (total: try tape.count(.total), unhealthy: try tape.count(.unhealthy))
    let batch = AuditedBatch(
      run: run, number: number, handlers: handlers, event: event, total: groups[group].count, vms: vms)
    let what = "batch \(number) of run \(runs[run].number) in group \(groupNames[group])"
    touch(group)
    judgeTurn(of: batch, in: group, what)
    judgeStops(of: run, handlers, what)
    judgeSize(of: batch, in: group, what)
    judgeMembers(of: batch, in: group, what)
    judgeHealthBeforeStart(of: group, what)
    if !holds(22, stated.total == groups[group].count && stated.unhealthy == groups[group].unhealthy) {
      report(
        "I22",
        "\(what) states N \(stated.total), unhealthy \(stated.unhealthy); counted N \(groups[group].count), unhealthy "
          + "\(groups[group].unhealthy)")
    }
    open(batch, in: group)
  }

  /// I3, R20, R21: one run and one batch at a time, and the pause between two.
  private mutating func judgeTurn(of batch: AuditedBatch, in group: Int, _ what: String) {
    let set = groups[group]
    let run = runs[batch.run]
    if run.group != group || set.run != batch.run {
      report("R20", "\(what) starts, but the run is not the group's")
    }
    if !holds(3, set.inFlight == 0 && set.batch < 0) {
      let open = set.batch < 0 ? "none" : "\(batches[set.batch].number)"
      report("I3", "\(what) starts with \(set.inFlight) attempts of the group in flight, open batch \(open)")
    }
    if let ended = run.lastBatchEndedAt, time < ended + set.pause {
      report("R21", "\(what) starts at \(time), the last one ended at \(ended) and the pause is \(set.pause) ms")
    }
    judgeStart(of: run.rollout, what)
    let due = groupRetryDue(run.rollout, group)
    if !holds(20, due.map { time >= $0 } ?? true) {
      report("I20", "\(what) starts at \(time), but what it is part of was cancelled until \(due ?? 0)")
    }
  }

  /// I5, I6: no further batch after a stop.
  private mutating func judgeStops(of run: Int, _ handlers: [Int], _ what: String) {
    if !holds(5, runs[run].stoppedByEvent == nil) {
      report(
        "I5",
        "\(what) starts, but event \(runs[run].stoppedByEvent ?? 0) left more than the limit of the set unhealthy while a "
          + "batch of this run was open")
    }
    for share in runs[run].shares where share.isStopped && handlers.contains(rollouts[share.rollout].handler) {
      // A batch names handlers; where two majors of one are live, each attempt is judged by itself.
      let isAnotherMajors = liveRollouts[rollouts[share.rollout].handler].contains { $0 != share.rollout }
      if !holds(6, rollouts[share.rollout].end != nil || isAnotherMajors) {
        report(
          "I6",
          "\(what) starts, but rollout \(rolloutNames[share.rollout]) was stopped in this run by what it upgraded")
      }
    }
  }

  /// I1: at most the percentage of the group, at least one VM.
  private mutating func judgeSize(of batch: AuditedBatch, in group: Int, _ what: String) {
    let set = groups[group]
    let size = batch.vms.count
    if size == 1 { note(.batchOfOne) }
    if size == set.batchLimit { note(.batchThatFillsTheCap) }
    if 21 * set.count / 100 > 20 * set.count / 100, size == set.batchLimit, set.count >= 10 {
      note(.batchWhere21PercentIsMore)
    }
    if batch.handlers.count > 1 { note(.batchOfSeveralHandlers) }
    if !holds(1, size == 1 || (size > 1 && 100 * size <= set.batchPercent * set.count)) {
      report(
        "I1",
        "batch cap: 100 x |B| <= cap x N or |B| = 1 fails for \(what): |B| \(size), N \(set.count), cap "
          + "\(set.batchPercent) %, VMs \(list(batch.vms))")
    }
  }

  /// I9: a batch stays in one update domain, zone and placement group.
  private mutating func judgeMembers(of batch: AuditedBatch, in group: Int, _ what: String) {
    guard let first = batch.vms.first.map({ Int($0) }) else { return }
    for vm in batch.vms.map({ Int($0) }) {
      if !holds(23, Int(machines.group[vm]) == group) {
        report("I23", "\(what) contains VM \(machines.names[vm]) of group \(groupNames[Int(machines.group[vm])])")
      }
      let isAlike =
        machines.updateDomain[vm] == machines.updateDomain[first] && machines.zone[vm] == machines.zone[first]
        && machines.placementGroup[vm] == machines.placementGroup[first]
      if !holds(9, isAlike) {
        report("I9", "\(what) mixes \(place(of: first)) and \(place(of: vm))")
        return
      }
    }
  }

  private func place(of vm: Int) -> String {
    "VM \(machines.names[vm]) (zone \(zoneText(Int(machines.zone[vm]))), update domain \(machines.updateDomain[vm]), "
      + "placement group \(machines.placementGroup[vm]))"
  }

  private mutating func open(_ batch: AuditedBatch, in group: Int) {
    let index = batches.count
    batches.append(batch)
    groups[group].batch = index
    groups[group].cap = groups[group].batchLimit
    for vm in batch.vms.map({ Int($0) }) {
      if !holds(23, Int(machines.batch[vm]) != index) {
        report("I23", "batch \(batch.number) in group \(groupNames[group]) names VM \(machines.names[vm]) twice")
      }
      machines.batch[vm] = Int32(index)
      machines.started[vm] = 0
      machines.planned[vm] = batch.handlers.count > 1 ? plan(for: vm, of: batch) : 0
      if machines.isUnwell(vm) {
        machines.state[vm].remove(.selectedWell)
      } else {
        machines.state[vm].insert(.selectedWell)
      }
    }
  }

  /// I18: which of the batch's handlers could be upgraded on a VM when it was selected. A batch names handlers, not
  /// rollouts, so nothing is known where two majors of a handler are live.
  private func plan(for vm: Int, of batch: AuditedBatch) -> UInt16 {
    var plan: UInt16 = 0
    for (place, handler) in batch.handlers.enumerated() where place < UInt16.bitWidth {
      guard let entry = extensions.find(handler, from: machines.extensions[vm]), let rollout = liveRollout(of: entry),
        rollouts[rollout].startedEvent < batch.event, liveRollouts[handler].count == 1,
        blocker(of: entry, on: vm, in: rollout) == nil
      else { continue }
      plan |= 1 << UInt16(place)
    }
    return plan
  }

  /// I18: whoever is not eligible at the moment when its turn would come has lost it for this batch.
  mutating func excuse(_ vm: Int, in batch: Int) {
    guard machines.planned[vm] & ~machines.started[vm] != 0 else { return }
    machines.planned[vm] &= machines.started[vm] | plan(for: vm, of: batches[batch])
  }

  mutating func readBatchEnded() throws(LineFault) {
    let run = try openRun()
    let number = try tape.integer(.batch)
    let group = try group()
    let stated = (upgraded: try tape.count(.upgraded), bad: try tape.count(.bad))
    let index = groups[group].batch
    guard index >= 0, batches[index].run == run, batches[index].number == number else {
      throw .unknown(.batch, "\(number)")
    }
    let what = "batch \(number) of run \(runs[run].number) in group \(groupNames[group])"
    touch(group)
    if !holds(23, batches[index].inFlight == 0) {
      report("I23", "\(what) ends with \(batches[index].inFlight) of its attempts in flight")
    }
    let failed = batches[index].failed.count
    let turned = batches[index].upgraded.count(where: { isTurned($0) })
    if !holds(22, stated.upgraded == batches[index].upgraded.count && failed...failed + turned ~= stated.bad) {
      report(
        "I22",
        "\(what) states upgraded \(stated.upgraded), bad \(stated.bad); counted upgraded "
          + "\(batches[index].upgraded.count), failed \(failed), of the upgraded now unhealthy \(turned)")
    }
    judgeIndependence(in: index, group, what)
    judgeUpgraded(in: run, group)
    runs[run].lastBatchEndedAt = time
    groups[group].batch = -1
    batches[index].vms = []
    batches[index].upgraded = []
    batches[index].failed = []
  }

  private func isTurned(_ vm: Int32) -> Bool {
    machines.exists(Int(vm)) && machines.isSick(Int(vm), countingStopped: policy.countsStoppedAsUnhealthy)
  }

  /// I6: at a batch's close, what the run upgraded and lost since counts with what it failed to upgrade.
  private mutating func judgeUpgraded(in run: Int, _ group: Int) {
    for index in runs[run].shares.indices {
      let share = runs[run].shares[index]
      let bad = share.failed + share.upgraded.count(where: { isTurned($0) })
      if holds(6, 100 * bad <= groups[group].upgradedPercent * share.closed) { continue }
      runs[run].shares[index].isStopped = true
    }
  }

  /// I18: the failure of one extension does not keep the next from its turn on the same VM.
  private mutating func judgeIndependence(in batch: Int, _ group: Int, _ what: String) {
    guard batches[batch].handlers.count > 1, !batches[batch].isCancelled, !policy.isSameUpdateScope,
      runs[batches[batch].run].stoppedByEvent == nil, groups[group].count == batches[batch].total
    else { return }
    for vm in batches[batch].failed.map({ Int($0) }) where machines.exists(vm) {
      for (place, handler) in batches[batch].handlers.enumerated() where place < UInt16.bitWidth {
        let bit: UInt16 = 1 << UInt16(place)
        guard machines.planned[vm] & bit != 0, machines.state[vm].contains(.selectedWell),
          let entry = extensions.find(handler, from: machines.extensions[vm]), let rollout = liveRollout(of: entry)
        else { continue }
        let isSkipped = machines.started[vm] & bit == 0 && blocker(of: entry, on: vm, in: rollout) == nil
        if !holds(18, !isSkipped) {
          report(
            "I18",
            "\(what) ends without an attempt on \(handlerNames[handler]) of VM \(machines.names[vm]), where another "
              + "extension failed and this one is still eligible")
        }
      }
    }
  }
}
