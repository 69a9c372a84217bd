/// Why an attempt may not start; each belongs to an invariant.
enum Blocker: Equatable {
  case unsupported, removed, optedOut, unenrolled, stopped, agent, protected, model, serviceFabric, healthSource
  case majorCrossed, notOlder, notPublished, withdrawn
  case failed, retry(until: Int), held, cancelled, superseded, completed, phase, noPhase

  var invariant: String {
    switch self {
    case .optedOut: "I15"
    case .failed: "I8"
    case .retry: "I20"
    case .withdrawn, .held, .cancelled: "I27"
    case .superseded: "R28"
    case .completed, .removed: "I23"
    case .phase, .noPhase: "I12"
    case .unsupported, .unenrolled, .stopped, .agent, .protected, .model, .serviceFabric, .healthSource,
      .majorCrossed, .notOlder, .notPublished:
      "I16"
    }
  }

  var text: String {
    switch self {
    case .unsupported: "the handler is not supported (R32)"
    case .removed: "the extension is not on the VM"
    case .optedOut: "automatic upgrade is off for it (R11)"
    case .unenrolled: "its subscription is not enrolled (R40)"
    case .stopped: "the VM is stopped (R33)"
    case .agent: "the VM's agent is not ready (R33)"
    case .protected: "the instance is protected (R33)"
    case .model: "the instance is not on the latest model (R33)"
    case .serviceFabric: "it is in a Service Fabric scale set (R34)"
    case .healthSource: "its set has two health sources (R5b)"
    case .majorCrossed: "the target is of another major (R10)"
    case .notOlder: "the installed version is not older than the target (R10)"
    case .notPublished: "the version is not published in its region (R36)"
    case .withdrawn: "the version is withdrawn (R29)"
    case .failed: "its rollback failed and no retry command names it (R8)"
    case .retry(let until): "its retry is due at \(until) (R7)"
    case .held: "the rollout is held or being cancelled (R30)"
    case .cancelled: "the rollout is cancelled"
    case .superseded: "the rollout is superseded and the batch is not one of its open ones (R28)"
    case .completed: "the rollout is completed"
    case .phase: "its phase has not started (R22)"
    case .noPhase: "its region is in none of the rollout's phases"
    }
  }
}

// Who may be upgraded at this moment (I15, I16, I8, I20, I27). Health is judged when a batch is selected, not here.
extension AvailabilityAuditor {
  /// The first thing in the way of an attempt of a rollout on an extension of a VM; `batch` is the open one that it would
  /// belong to, nil if none was selected yet.
  func blocker(of entry: Int, on vm: Int, in rollout: Int, batch: Int? = nil) -> Blocker? {
    let installed = extensions.entries[entry]
    let target = rollouts[rollout].version
    let region = Int(machines.region[vm])
    if !installed.isPresent { return .removed }
    if !supportedHandlers[rollouts[rollout].handler] { return .unsupported }
    if !isEnrolled[Int(machines.subscription[vm])] { return .unenrolled }
    if !installed.auto { return .optedOut }
    let standing = releases.standing(rollouts[rollout].handler, target, in: region)
    if standing == .withdrawn { return .withdrawn }
    if rollouts[rollout].isHeld { return .held }
    switch rollouts[rollout].end {
    case nil: break
    case .completed: return .completed
    case .cancelled: return .cancelled
    case .superseded:
      guard let batch, batches[batch].event < rollouts[rollout].endedEvent else { return .superseded }
    }
    if installed.version.major != target.major { return .majorCrossed }
    if installed.version >= target { return .notOlder }
    if standing == .notPublished { return .notPublished }
    if let blocker = machineBlocker(of: vm) { return blocker }
    if hasFailed(entry, vm, in: rollout) { return .failed }
    if let due = retryDue(entry, vm, in: rollout), time < due { return .retry(until: due) }
    guard let phase = rollouts[rollout].phase(of: region) else { return .noPhase }
    return rollouts[rollout].phases[phase].isStarted ? nil : .phase
  }

  /// What R33, R34 and R5b hold against a VM, its health aside.
  func machineBlocker(of vm: Int) -> Blocker? {
    let state = machines.state[vm]
    let group = groups[Int(machines.group[vm])]
    if !state.contains(.running) { return .stopped }
    if !state.contains(.agentReady) { return .agent }
    if state.contains(.protected) { return .protected }
    if !state.contains(.latestModel) { return .model }
    if group.isServiceFabric || group.serviceFabricExtensions > 0 { return .serviceFabric }
    if group.isHealthSourceConflict { return .healthSource }
    return nil
  }

  /// R8: a rollback failed, with whatever version, and no retry command has named it since.
  func hasFailed(_ entry: Int, _ vm: Int, in rollout: Int) -> Bool {
    var index = extensions.entries[entry].progress
    while index >= 0 {
      let progress = extensions.progress[Int(index)]
      if progress.outcome == .rollbackFailed, !progress.isCleared,
        !isLifted(after: progress.endedEvent, rollout, Int(progress.rollout), vm)
      {
        return true
      }
      index = progress.next
    }
    return false
  }

  /// R7, I20: when an extension that was rolled back from this target may be tried again; nil if it never was, or if a
  /// retry command lifted the wait.
  func retryDue(_ entry: Int, _ vm: Int, in rollout: Int) -> Int? {
    var due: Int?
    var index = extensions.entries[entry].progress
    while index >= 0 {
      let progress = extensions.progress[Int(index)]
      if progress.outcome == .rolledBack, !progress.isCleared, progress.target == rollouts[rollout].version,
        !isLifted(after: progress.endedEvent, rollout, Int(progress.rollout), vm)
      {
        due = max(due ?? 0, progress.retryAt ?? progress.endedAt + policy.retryMin)
      }
      index = progress.next
    }
    if let group = groupRetryDue(rollout, Int(machines.group[vm])) { due = max(due ?? 0, group) }
    return due
  }

  /// R17: when a rollout that was stopped in a group may come back to it; a retry command that names the group, or one of
  /// its VMs, lifts the wait.
  func groupRetryDue(_ rollout: Int, _ group: Int) -> Int? {
    guard let retry = groupRetries[GroupRetryKey(rollout: rollout, group: group)] else { return nil }
    let isLifted = retryCommands.contains {
      $0.event > retry.event && ($0.group ?? group) == group && ($0.rollout ?? rollout) == rollout
        && ($0.vm.map { Int(machines.group[$0]) } ?? group) == group
    }
    return isLifted ? nil : retry.at
  }

  /// Whether a retry command after an event names a VM, its group or one of two rollouts.
  func isLifted(after event: Int, _ rollout: Int, _ other: Int, _ vm: Int) -> Bool {
    retryCommands.contains {
      $0.event > event && ($0.vm ?? vm) == vm && ($0.group ?? Int(machines.group[vm])) == Int(machines.group[vm])
        && ($0.rollout == nil || $0.rollout == rollout || $0.rollout == other)
    }
  }
}
