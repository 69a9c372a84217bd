// An attempt runs its course: install, health window, verdict or rollback (I7, I8, I20, I23).
extension AvailabilityAuditor {
  /// The attempt in flight of the line's VM and handler.
  private mutating func attemptInFlight() throws(LineFault) -> Int {
    let vm = try machine()
    let handler = handler(try tape.name(.handler))
    let attempt = Int(machines.attempt[vm])
    guard attempt >= 0, extensions.entries[attempts[attempt].entry].handler == Int32(handler) else {
      report("I23", "no attempt on \(handlerNames[handler]) of VM \(machines.names[vm]) is in flight")
      return -1
    }
    touch(Int(machines.group[vm]))
    return attempt
  }

  private func text(of attempt: Int) -> String {
    "attempt of rollout \(rolloutNames[attempts[attempt].rollout]) on VM \(machines.names[attempts[attempt].vm])"
  }

  mutating func readInstallEnded() throws(LineFault) {
    let attempt = try attemptInFlight()
    let ok = try tape.flag(.ok)
    guard attempt >= 0 else { return }
    if !holds(23, attempts[attempt].installEndedAt == nil && !attempts[attempt].isRollingBack) {
      report("I23", "\(text(of: attempt)): its install ends twice")
      return
    }
    let limit = attempts[attempt].startedAt + policy.installLimit
    if !holds(7, time <= limit) {
      report("I7", "\(text(of: attempt)): its install ends at \(time), its limit was \(limit) (R3)")
    }
    attempts[attempt].installEndedAt = time
    attempts[attempt].isInstalled = ok
    rollouts[attempts[attempt].rollout].installing -= 1
    rollouts[attempts[attempt].rollout].watching += 1
    if !ok { note(.failedInstall) }
  }

  /// I7: exactly at the window's end, or at once after a failed install.
  mutating func readRollbackStarted() throws(LineFault) {
    let attempt = try attemptInFlight()
    guard attempt >= 0 else { return }
    guard let installed = attempts[attempt].installEndedAt, !attempts[attempt].isRollingBack else {
      if !holds(23, false) { report("I23", "\(text(of: attempt)): a rollback without an install before it") }
      return
    }
    let due = attempts[attempt].isInstalled ? installed + attempts[attempt].window : installed
    if !holds(7, time == due) {
      report(
        "I7",
        "\(text(of: attempt)): the rollback starts at \(time), due exactly at \(due): install ended at \(installed), "
          + (attempts[attempt].isInstalled ? "window \(attempts[attempt].window) ms" : "it failed"))
    } else if let healthy = attempts[attempt].healthySince, !holds(7, false) {
      report(
        "I7",
        "\(text(of: attempt)): rolled back at \(time) although fresh samples say healthy since \(healthy), within the "
          + "window that ends at \(due)")
    }
    attempts[attempt].isRollingBack = true
    rollouts[attempts[attempt].rollout].watching -= 1
    rollouts[attempts[attempt].rollout].rollingBack += 1
    note(.rollback)
  }

  mutating func readAttemptEnded() throws(LineFault) {
    let attempt = try attemptInFlight()
    let outcome = try word(.outcome)
    let version = try tape.version(.version)
    let retryAt = try tape.integerOrNull(.retryAt)
    guard attempt >= 0 else { return }
    switch outcome {
    case .upgraded:
      judgeVerdict(of: attempt, version)
      close(attempt, .upgraded, version, retryAt)
    case .rolledBack:
      judgeRollback(of: attempt, version)
      close(attempt, .rolledBack, version, retryAt)
    case .rollbackFailed:
      judgeFailedRollback(of: attempt, version)
      close(attempt, .rollbackFailed, version, retryAt)
    default: throw .unusable(.outcome)
    }
  }

  /// I7: healthy by fresh samples within the window, and no verdict before the settle time or after the window.
  private mutating func judgeVerdict(of index: Int, _ version: HandlerVersion) {
    let attempt = attempts[index]
    if !holds(23, version == attempt.to) {
      report("I23", "\(text(of: index)): upgraded to \(version), not to \(attempt.to)")
    }
    guard let installed = attempt.installEndedAt, attempt.isInstalled, !attempt.isRollingBack else {
      if !holds(7, false) { report("I7", "\(text(of: index)): upgraded without a successful install (R3)") }
      return
    }
    let end = installed + attempt.window
    let seen = attempt.healthySince.map { "healthy by fresh samples since \($0)" } ?? "no fresh healthy sample stands"
    let isHealthy = attempt.healthySince.map { $0 <= end } ?? false
    if time == end { note(.verdictAtTheWindowsEnd) }
    if !holds(7, isHealthy && time >= installed + attempt.settle && time <= end) {
      report(
        "I7",
        "\(text(of: index)): upgraded at \(time): install ended at i = \(installed), \(seen); needed: a fresh healthy sample "
          + "in (i, \(end)] and a verdict in [\(installed + attempt.settle), \(end)]")
    }
  }

  /// I8: the previous version is put back, exactly.
  private mutating func judgeRollback(of index: Int, _ version: HandlerVersion) {
    if !holds(8, attempts[index].isRollingBack) {
      report("I8", "\(text(of: index)): rolled back without a rollback")
    }
    if !holds(8, version == attempts[index].from) {
      report("I8", "\(text(of: index)): rolled back to \(version), but \(attempts[index].from) was installed before")
    }
  }

  private mutating func judgeFailedRollback(of index: Int, _ version: HandlerVersion) {
    note(.failedRollback)
    if !holds(8, attempts[index].isRollingBack) {
      report("I8", "\(text(of: index)): its rollback failed without having started")
    }
    if !holds(8, version == attempts[index].from || version == attempts[index].to) {
      report("I8", "\(text(of: index)): after a failed rollback \(version) is installed, neither of its versions")
    }
  }

  private mutating func close(_ index: Int, _ outcome: Progress.Outcome, _ version: HandlerVersion, _ retryAt: Int?) {
    let attempt = attempts[index]
    judgeRetryTime(of: index, outcome, retryAt)
    if let progress = extensions.progress(of: attempt.entry, in: attempt.rollout) {
      if outcome == .upgraded, extensions.progress[progress].attempts > 1 { note(.retryThatSucceeds) }
      extensions.progress[progress].outcome = outcome
      extensions.progress[progress].endedAt = time
      extensions.progress[progress].endedEvent = event
      extensions.progress[progress].retryAt = retryAt
    }
    extensions.entries[attempt.entry].version = version
    let run = batches[attempt.batch].run
    let share = runs[run].share(of: attempt.rollout)
    runs[run].shares[share].closed += 1
    if outcome == .upgraded {
      batches[attempt.batch].upgraded.append(Int32(attempt.vm))
      runs[run].shares[share].upgraded.append(Int32(attempt.vm))
    } else {
      batches[attempt.batch].failed.append(Int32(attempt.vm))
      runs[run].shares[share].failed += 1
    }
    release(index)
    excuse(attempt.vm, in: attempt.batch)
  }

  /// I20: a rolled-back VM that stays in its rollout knows when it is tried again; nobody else has such a time.
  private mutating func judgeRetryTime(of index: Int, _ outcome: Progress.Outcome, _ retryAt: Int?) {
    let attempt = attempts[index]
    let isLive = rollouts[attempt.rollout].end == nil && extensions.entries[attempt.entry].auto
    let interval = time + policy.retryMin...max(time + policy.retryMin, time + policy.retryMax)
    let isRight: Bool
    switch outcome {
    case .upgraded, .rollbackFailed: isRight = retryAt == nil
    case .rolledBack: isRight = retryAt.map { interval ~= $0 } ?? !isLive
    }
    if !holds(20, isRight) {
      report(
        "I20",
        "\(text(of: index)): \(outcome) with retryAt \(retryAt.map { "\($0)" } ?? "null")"
          + (outcome == .rolledBack ? ", due in \(interval)" : ", needed null"))
    }
  }
}
