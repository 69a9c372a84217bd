// Runs begin and end (I4, I20, I27, R20).
extension AvailabilityAuditor {
  mutating func readRunStarted() throws(LineFault) {
    let rollout = try rollout()
    let number = try tape.integer(.run)
    let group = try group()
    touch(group)
    let key = RunKey(rollout: rollout, number: number)
    if !holds(23, runNumbers[key] == nil) {
      report("I23", "run \(number) of rollout \(rolloutNames[rollout]) starts twice")
    }
    if groups[group].run >= 0 {
      report(
        "R20",
        "run \(number) of rollout \(rolloutNames[rollout]) starts in group \(groupNames[group]) while run "
          + "\(runs[groups[group].run].number) is open there")
    }
    judgeStart(of: rollout, "run \(number)")
    judgeHealthBeforeStart(of: group, "run \(number) of rollout \(rolloutNames[rollout])")
    let due = groupRetryDue(rollout, group)
    if !holds(20, due.map { time >= $0 } ?? true) {
      report(
        "I20",
        "run \(number) of rollout \(rolloutNames[rollout]) starts in group \(groupNames[group]) at \(time), its retry is "
          + "due at \(due ?? 0)")
    }
    runs.append(AuditedRun(rollout: rollout, number: number, group: group))
    runNumbers[key] = runs.count - 1
    groups[group].run = runs.count - 1
  }

  /// I27, R28: nothing new starts in a rollout that is held or over.
  func judgeStartInvariant(of rollout: Int) -> String? {
    if rollouts[rollout].isHeld { return "I27" }
    switch rollouts[rollout].end {
    case nil: return nil
    case .completed: return "I23"
    case .superseded: return "R28"
    case .cancelled: return "I27"
    }
  }

  mutating func judgeStart(of rollout: Int, _ what: String) {
    let broken = judgeStartInvariant(of: rollout)
    if !holds(27, broken == nil), let broken {
      let state = rollouts[rollout].end.map { "\($0)" } ?? "held"
      report(broken, "\(what) starts although rollout \(rolloutNames[rollout]) is \(state)")
    }
  }

  /// I4: at most the percentage of a set may be unhealthy, for whatever reason.
  mutating func judgeHealthBeforeStart(of group: Int, _ what: String) {
    guard groups[group].isSet else { return }
    let set = groups[group]
    let share = (sick: 100 * set.unhealthy, limit: set.unhealthyPercent * set.count)
    if share.sick == share.limit, set.unhealthy > 0 { note(.exactlyAtTheUnhealthyLimit) }
    if !holds(4, !set.isOverUnhealthyLimit) {
      report(
        "I4",
        "pre-check of \(what): 100 x unhealthy <= limit x N fails in group \(groupNames[group]): unhealthy "
          + "\(set.unhealthy), N \(set.count), limit \(set.unhealthyPercent) %")
    }
  }

  /// The run that a line names, which must be open.
  func openRun() throws(LineFault) -> Int {
    let rollout = try rollout()
    let number = try tape.integer(.run)
    guard let run = runNumbers[RunKey(rollout: rollout, number: number)], runs[run].isOpen else {
      throw .unknown(.run, "\(number)")
    }
    return run
  }

  mutating func readRunEnded() throws(LineFault) {
    let run = try openRun()
    let group = runs[run].group
    let rollout = runs[run].rollout
    let isStopped = tape.spelling(try tape.name(.outcome)) == "\(StreamWord.stopped)"
    let reason = try tape.isNull(.reason) ? nil : try word(.reason)
    let retryAt = try tape.integerOrNull(.retryAt)
    touch(group)
    if !holds(23, groups[group].batch < 0 || batches[groups[group].batch].run != run) {
      report("I23", "run \(runs[run].number) of group \(groupNames[group]) ends with a batch open")
    }
    if isStopped {
      note(reason)
      judgeStop(of: run, reason)
      judgeGroupRetry(of: run, at: retryAt)
      if let retryAt {
        groupRetries[GroupRetryKey(rollout: rollout, group: group)] = GroupRetry(at: retryAt, event: event)
      }
    }
    runs[run].isOpen = false
    runs[run].shares = []
    if groups[group].run == run { groups[group].run = -1 }
  }

  /// R31, I21: a run stops only for what is so. R14 and R15 stop no standalone VMs (R19).
  private mutating func judgeStop(of run: Int, _ reason: StreamWord?) {
    let group = groups[runs[run].group]
    let isTrue =
      switch reason {
      case .unhealthyBefore: group.isSet && group.isOverUnhealthyLimit
      case .stoppedUnhealthy: group.isSet && runs[run].stoppedByEvent != nil
      case .stoppedUpgraded: runs[run].isStopped(for: runs[run].rollout)
      default: true
      }
    if !holds(21, isTrue), let reason {
      report(
        "I21",
        "run \(runs[run].number) of group \(groupNames[runs[run].group]) stops for \(reason), which is not so: unhealthy "
          + "\(group.unhealthy), N \(group.count)")
    }
  }

  private mutating func note(_ reason: StreamWord?) {
    if reason == .unhealthyBefore { note(.stopBeforeStart) }
    if reason == .stoppedUnhealthy { note(.stopByUnhealthy) }
    if reason == .stoppedUpgraded { note(.stopByUpgraded) }
  }

  /// R17, I20: a set that was stopped is tried again after the retry interval, at a time that is known.
  private mutating func judgeGroupRetry(of run: Int, at retryAt: Int?) {
    let isLive = rollouts[runs[run].rollout].end == nil
    let interval = time + policy.retryMin...max(time + policy.retryMin, time + policy.retryMax)
    if !holds(20, retryAt.map { interval ~= $0 } ?? !isLive) {
      report(
        "I20",
        "run \(runs[run].number) stopped in group \(groupNames[runs[run].group]) with retryAt "
          + "\(retryAt.map { "\($0)" } ?? "null"), due in \(interval)")
    }
  }
}
