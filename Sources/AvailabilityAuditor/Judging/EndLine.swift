// The last line: what was left undone (I7, I20, I21) and whether the tally is true (I22).
extension AvailabilityAuditor {
  mutating func readEnd() throws(LineFault) {
    settleInstant()
    isEnded = true
    judgeOverdueAttempts()
    judgeLiveness()
    try judgeTally()
  }

  /// I7: no attempt outstays its install limit or its window.
  private mutating func judgeOverdueAttempts() {
    for vm in 0..<machines.count where machines.exists(vm) && machines.attempt[vm] >= 0 {
      let attempt = attempts[Int(machines.attempt[vm])]
      guard !attempt.isRollingBack else { continue }
      let due: Int
      if let installed = attempt.installEndedAt {
        due = attempt.isInstalled ? installed + attempt.window : installed
      } else {
        due = attempt.startedAt + policy.installLimit
      }
      if !holds(7, time <= due) {
        report(
          "I7",
          "attempt of rollout \(rolloutNames[attempt.rollout]) on VM \(machines.names[vm]) is without a verdict, due at "
            + "\(due)")
      }
    }
  }

  /// I20, I21: every eligible extension has been tried in its rollout, or a reason stands.
  private mutating func judgeLiveness() {
    for vm in 0..<machines.count where machines.exists(vm) {
      var entry = machines.extensions[vm]
      while entry >= 0 {
        if let rollout = liveRollout(of: Int(entry)) { judgeLiveness(of: Int(entry), on: vm, in: rollout) }
        entry = extensions.entries[Int(entry)].next
      }
    }
  }

  private mutating func judgeLiveness(of entry: Int, on vm: Int, in rollout: Int) {
    let group = Int(machines.group[vm])
    let blocker = blocker(of: entry, on: vm, in: rollout)
    guard blocker == nil || blocker == .phase, machines.attempt[vm] < 0,
      machines.health[vm] != .initializing, groups[group].prioritizesUnhealthy || !machines.isUnwell(vm)
    else { return }
    let due = retryDue(entry, vm, in: rollout)
    let invariant = due == nil ? 21 : 20
    if !holds(invariant, isWaiting(vm, in: rollout) || isBusy(group, rollout) || wasTouched(vm, rollout, due)) {
      report(
        "I\(invariant)",
        "VM \(machines.names[vm]) in group \(groupNames[group]) is eligible for rollout \(rolloutNames[rollout]) at the end"
          + (due.map { ", its retry was due at \($0)" } ?? "") + ", but nothing is tried and no true reason stands")
    }
  }

  /// A run of the rollout in the group is at work, or in its pause.
  private func isBusy(_ group: Int, _ rollout: Int) -> Bool {
    guard groups[group].run >= 0 else { return false }
    let run = runs[groups[group].run]
    let batch = groups[group].batch
    if batch >= 0 {
      let isPart = run.rollout == rollout || batches[batch].handlers.contains(rollouts[rollout].handler)
      return isPart && batches[batch].inFlight > 0
    }
    return run.rollout == rollout && (run.lastBatchEndedAt ?? 0) + groups[group].pause >= time
  }

  /// What became possible at the very last instant may not have begun yet.
  private func wasTouched(_ vm: Int, _ rollout: Int, _ due: Int?) -> Bool {
    let region = Int(machines.region[vm])
    return groups[Int(machines.group[vm])].touchedAt == time || rollouts[rollout].touchedAt == time || due == time
      || regionTouchedAt[region] == time || pairs[region].contains { regionTouchedAt[$0] == time }
  }
}

// I22: the end line's tally.
extension AvailabilityAuditor {
  private struct Tally {
    var upgraded = 0
    var rolledBack = 0
    var rollbackFailed = 0
    /// VMs whose last attempt may count or not: replaced by the owner since, or in flight again.
    var unsure = 0
  }

  private func tallies() -> (rollouts: [Tally], holders: [Int]) {
    var tallies = [Tally](repeating: Tally(), count: rollouts.count)
    var holders = [Int](repeating: 0, count: handlerNames.count)
    for vm in 0..<machines.count where machines.exists(vm) {
      var entry = machines.extensions[vm]
      while entry >= 0 {
        let installed = extensions.entries[Int(entry)]
        if installed.isPresent {
          holders[Int(installed.handler)] += 1
          count(Int(entry), on: vm, in: &tallies)
        }
        entry = installed.next
      }
    }
    return (tallies, holders)
  }

  private func count(_ entry: Int, on vm: Int, in tallies: inout [Tally]) {
    let attempt = Int(machines.attempt[vm])
    var index = extensions.entries[entry].progress
    while index >= 0 {
      let progress = extensions.progress[Int(index)]
      let rollout = Int(progress.rollout)
      let isInFlight = attempt >= 0 && attempts[attempt].entry == entry && attempts[attempt].rollout == rollout
      if progress.isCleared || isInFlight {
        tallies[rollout].unsure += 1
      } else {
        switch progress.outcome {
        case .upgraded: tallies[rollout].upgraded += 1
        case .rolledBack: tallies[rollout].rolledBack += 1
        case .rollbackFailed: tallies[rollout].rollbackFailed += 1
        case nil: break
        }
      }
      index = progress.next
    }
  }

  private mutating func judgeTally() throws(LineFault) {
    let counted = tallies()
    var isStated = [Bool](repeating: false, count: rollouts.count)
    for node in tape.children(of: try tape.node(.tally)) {
      let name = tape.nodes[node].keyRange
      guard let rollout = rolloutNames.find(tape.bytes, name) else { throw .unknown(.tally, tape.spelling(name)) }
      isStated[rollout] = true
      let upgraded = try tape.count(.upgraded, in: node)
      let rolledBack = try tape.count(.rolledBack, in: node)
      let rollbackFailed = try tape.count(.rollbackFailed, in: node)
      let sum =
        upgraded + rolledBack + rollbackFailed + (try tape.count(.pending, in: node))
        + (try tape.count(.excluded, in: node))
      let tally = counted.rollouts[rollout]
      let holders = counted.holders[rollouts[rollout].handler]
      func agrees(_ stated: Int, _ own: Int) -> Bool { own...own + tally.unsure ~= stated }
      let isTrue =
        agrees(upgraded, tally.upgraded) && agrees(rolledBack, tally.rolledBack)
        && agrees(rollbackFailed, tally.rollbackFailed) && sum == holders
      if !holds(22, isTrue) {
        report(
          "I22",
          "tally of rollout \(rolloutNames[rollout]): states upgraded \(upgraded), rolledBack \(rolledBack), rollbackFailed "
            + "\(rollbackFailed), in all \(sum); counted \(tally.upgraded), \(tally.rolledBack), \(tally.rollbackFailed), "
            + "give or take \(tally.unsure), in all \(holders)")
      }
    }
    for rollout in isStated.indices where !isStated[rollout] {
      if !holds(22, false) { report("I22", "the tally leaves out rollout \(rolloutNames[rollout])") }
    }
  }
}
