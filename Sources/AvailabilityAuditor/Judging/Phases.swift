// I12: a phase starts only after the one before it succeeded and baked, or was skipped.
extension AvailabilityAuditor {
  /// How far a rollout came in a phase, by the auditor's own count.
  struct PhaseShare {
    /// VMs whose last attempt in the rollout ended upgraded.
    var upgraded = 0
    /// VMs still eligible, or whose last attempt in the rollout failed (R22).
    var pending = 0
    /// The part of `pending` whose rollback failed (R8).
    var failed = 0
    /// VMs that the rules let count either way: opted out after the upgrade or in flight, replaced by the owner, busy
    /// with another extension, initializing.
    var unsureUpgraded = 0
    var unsurePending = 0
    var firstPending: Int?
  }

  /// The phase that the line names, from 0.
  private func phase(of rollout: Int) throws(LineFault) -> Int {
    let number = try tape.integer(.phase)
    guard 1...rollouts[rollout].phases.count ~= number else { throw .unusable(.phase) }
    return number - 1
  }

  mutating func readPhaseStarted() throws(LineFault) {
    let rollout = try rollout()
    guard !rollouts[rollout].phases.isEmpty else { throw .unusable(.phase) }
    let phase = try phase(of: rollout)
    rollouts[rollout].touchedAt = time
    if !holds(23, !rollouts[rollout].phases[phase].isStarted) {
      report("I23", "rollout \(rolloutNames[rollout]): phase \(phase + 1) starts twice")
    }
    judgeAdmission(of: rollout, phase)
    rollouts[rollout].phases[phase].isStarted = true
  }

  private mutating func judgeAdmission(of rollout: Int, _ phase: Int) {
    guard phase > 0 else { return }
    let before = rollouts[rollout].phases[phase - 1]
    if !holds(12, before.isDone(at: time)) {
      let why =
        before.succeededAt.map {
          "succeeded at \($0) and bakes for \(before.bake) ms, until \($0 + before.bake)"
        } ?? "neither succeeded nor was skipped"
      report(
        "I12",
        "rollout \(rolloutNames[rollout]): phase \(phase + 1) starts at \(time), but phase \(phase) \(why)")
    } else if before.bake > 0, before.succeededAt != nil, !before.isSkipped {
      note(.bake)
    }
  }

  mutating func readPhaseSucceeded() throws(LineFault) {
    let rollout = try rollout()
    guard !rollouts[rollout].phases.isEmpty else { throw .unusable(.phase) }
    let phase = try phase(of: rollout)
    let stated = (eligible: try tape.count(.eligible), upgraded: try tape.count(.upgraded))
    let threshold = try tape.count(.threshold)
    rollouts[rollout].touchedAt = time
    if !holds(23, rollouts[rollout].phases[phase].isStarted) {
      report("I23", "rollout \(rolloutNames[rollout]): phase \(phase + 1) succeeds before it started")
    }
    let share = share(of: rollout, phase: phase)
    judge(share, of: rollout, phase, threshold)
    judgeFigures(share, stated, of: rollout, phase)
    if share.upgraded + share.pending == 0 {
      note(.emptyPhase)
      rollouts[rollout].phases[phase].passedEmpty = true
    } else {
      note(.phaseSucceeded)
      if share.upgraded + share.pending >= 100 { note(.phaseOf100OrMore) }
      rollouts[rollout].phases[phase].succeededAt = time
    }
  }

  private mutating func judge(_ share: PhaseShare, of rollout: Int, _ phase: Int, _ threshold: Int) {
    if !holds(12, threshold == policy.phaseSuccessPercent) {
      report(
        "I12",
        "rollout \(rolloutNames[rollout]): phase \(phase + 1) is held to \(threshold) %, the policy says "
          + "\(policy.phaseSuccessPercent) %")
    }
    let upgraded = share.upgraded + share.unsureUpgraded
    let eligible = upgraded + share.pending
    if !holds(12, 100 * upgraded >= policy.phaseSuccessPercent * eligible) {
      report(
        "I12",
        "rollout \(rolloutNames[rollout]): phase \(phase + 1) passes, but 100 x upgraded >= threshold x eligible fails: "
          + "upgraded \(upgraded), eligible \(eligible), threshold \(policy.phaseSuccessPercent), first pending VM "
          + (share.firstPending.map { machines.names[$0] } ?? ""))
    }
  }

  private mutating func judgeFigures(
    _ share: PhaseShare, _ stated: (eligible: Int, upgraded: Int), of rollout: Int, _ phase: Int
  ) {
    let upgraded = share.upgraded...share.upgraded + share.unsureUpgraded
    let least = share.upgraded + share.pending
    let eligible = least...least + share.unsureUpgraded + share.unsurePending
    if !holds(22, upgraded ~= stated.upgraded && eligible ~= stated.eligible) {
      report(
        "I22",
        "rollout \(rolloutNames[rollout]): phase \(phase + 1) states upgraded \(stated.upgraded) of eligible "
          + "\(stated.eligible); counted upgraded \(upgraded), eligible \(eligible)")
    }
  }

  mutating func readPhaseSkipped() throws(LineFault) {
    let rollout = try rollout()
    guard !rollouts[rollout].phases.isEmpty else { throw .unusable(.phase) }
    let phase = try phase(of: rollout)
    rollouts[rollout].touchedAt = time
    note(.phaseSkipped)
    if !holds(12, instant.rolloutCommands.contains { $0.word == .skip && $0.rollout == rollout }) {
      report("I12", "rollout \(rolloutNames[rollout]): phase \(phase + 1) is skipped without a command at this instant")
    }
    rollouts[rollout].phases[phase].isSkipped = true
  }

  /// Counts a phase's VMs. It looks at every VM of its regions, and is asked only when a phase or a rollout ends.
  func share(of rollout: Int, phase: Int) -> PhaseShare {
    var share = PhaseShare()
    for region in rollouts[rollout].phases[phase].regions {
      for vm in regionMembers[region] where machines.exists(Int(vm)) && Int(machines.region[Int(vm)]) == region {
        guard let entry = extensions.find(rollouts[rollout].handler, from: machines.extensions[Int(vm)]),
          extensions.entries[entry].isPresent
        else { continue }
        count(Int(vm), entry, of: rollout, in: &share)
      }
    }
    return share
  }

  private func count(_ vm: Int, _ entry: Int, of rollout: Int, in share: inout PhaseShare) {
    let installed = extensions.entries[entry]
    let target = rollouts[rollout].version
    let progress = extensions.progress(of: entry, in: rollout).map { extensions.progress[$0] }
    let takesPart = installed.auto && isEnrolled[Int(machines.subscription[vm])]
    let attempt = Int(machines.attempt[vm])
    let isOwn = attempt >= 0 && attempts[attempt].rollout == rollout
    // What another major's rollout has in flight is no part of this one.
    if attempt >= 0, attempts[attempt].entry == entry, isOwn || installed.version.major == target.major {
      if takesPart { share.pending += 1 } else { share.unsurePending += 1 }
      if takesPart, share.firstPending == nil { share.firstPending = vm }
      return
    }
    if let progress, progress.outcome == .upgraded {
      if takesPart && !progress.isCleared { share.upgraded += 1 } else { share.unsureUpgraded += 1 }
      if !progress.isCleared { return }
    }
    guard takesPart, installed.version.major == target.major, installed.version < target else { return }
    if let progress, !progress.isCleared, progress.outcome == .rolledBack || progress.outcome == .rollbackFailed {
      share.pending += 1
      if progress.outcome == .rollbackFailed {
        share.failed += 1
      } else {
        share.firstPending = share.firstPending ?? vm
      }
      return
    }
    guard machineBlocker(of: vm) == nil else { return }
    let isUnwell = machines.isUnwell(vm) && !groups[Int(machines.group[vm])].prioritizesUnhealthy
    // What makes a busy VM unwell may be the very extension that its attempt is about.
    guard attempt >= 0 || !isUnwell else { return }
    if attempt >= 0 || machines.health[vm] == .initializing || hasFailed(entry, vm, in: rollout) {
      share.unsurePending += 1
    } else {
      share.pending += 1
      share.firstPending = share.firstPending ?? vm
    }
  }
}
