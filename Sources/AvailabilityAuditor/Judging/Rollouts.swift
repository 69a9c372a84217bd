// Rollouts begin, are held and end (I13, I24, I27, R22b, R28).
extension AvailabilityAuditor {
  mutating func readRolloutStarted() throws(LineFault) {
    let handler = handler(try tape.name(.handler))
    let version = try tape.version(.version)
    var phases: [AuditedRollout.Phase] = []
    let bakes = try tape.elements(.bakeMs)
    for (index, node) in try tape.elements(.phases).enumerated() {
      guard tape.nodes[node].kind == .array else { throw .unusable(.phases) }
      let bake = index < bakes.count ? tape.integer(at: bakes[index]) : 0
      guard let bake else { throw .unusable(.bakeMs) }
      phases.append(.init(regions: try regions(tape.children(of: node), .phases), bake: bake))
    }
    let name = try tape.name(.rollout)
    guard rolloutNames.intern(tape.bytes, name) == rollouts.count else {
      if !holds(23, false) { report("I23", "rollout \(tape.spelling(name)) starts twice") }
      return
    }
    let phaseOfRegion = judgePlan(phases, tape.spelling(name))
    rollouts.append(
      AuditedRollout(
        handler: handler, version: version, phases: phases, phaseOfRegion: phaseOfRegion, startedEvent: event,
        touchedAt: time))
    liveRollouts[handler].append(rollouts.count - 1)
    instant.startedHandlers.append(handler)
    if !holds(16, supportedHandlers[handler]) {
      report("I16", "rollout \(tape.spelling(name)) upgrades \(handlerNames[handler]), which is not supported (R32)")
    }
    if !holds(16, releases.isPublishedSomewhere(handler, version)) {
      report("I16", "rollout \(tape.spelling(name)) goes to \(version), which is published nowhere")
    }
  }

  /// I12: phases partition the regions; I13: none contains both of a pair. Answers the phase of each region.
  private mutating func judgePlan(_ phases: [AuditedRollout.Phase], _ name: String) -> [Int32] {
    var phaseOfRegion = [Int32](repeating: -1, count: regionNames.count)
    for (number, phase) in phases.enumerated() {
      for region in phase.regions {
        if !holds(12, phaseOfRegion[region] < 0) {
          report("I12", "rollout \(name): region \(regionNames[region]) is in two phases")
        }
        phaseOfRegion[region] = Int32(number)
      }
      for region in phase.regions {
        for other in pairs[region] where other > region {
          if !holds(13, phaseOfRegion[other] != Int32(number)) {
            report(
              "I13",
              "rollout \(name): phase \(number + 1) contains the pair \(regionNames[region]), \(regionNames[other])")
          }
        }
      }
    }
    for region in phaseOfRegion.indices where phaseOfRegion[region] < 0 {
      guard regionMembers[region].contains(where: { machines.exists(Int($0)) }) else { continue }
      if !holds(12, false) { report("I12", "rollout \(name): region \(regionNames[region]) is in no phase") }
    }
    return phaseOfRegion
  }

  /// The rollout whose target an extension follows: of its handler and major, not ended.
  func liveRollout(of entry: Int) -> Int? {
    let installed = extensions.entries[entry]
    return liveRollouts[Int(installed.handler)].last { rollouts[$0].version.major == installed.version.major }
  }

  mutating func readRolloutHeld() throws(LineFault) {
    let rollout = try rollout()
    judgeAdmission(.hold, rollout)
    rollouts[rollout].isHeld = true
    rollouts[rollout].touchedAt = time
    let held = rollouts[rollout]
    if held.installing > 0 { note(.holdWhileInstalling) }
    if held.watching > 0 { note(.holdInHealthWindow) }
    if held.rollingBack > 0 { note(.holdWhileRollingBack) }
    if held.isBaking { note(.holdWhileBaking) } else if held.busyPhases == 0 { note(.holdWhileWaiting) }
  }

  mutating func readRolloutResumed() throws(LineFault) {
    let rollout = try rollout()
    judgeAdmission(.resume, rollout)
    rollouts[rollout].isHeld = false
    rollouts[rollout].touchedAt = time
  }

  /// I24: where such a command was given at this instant, it must have named this rollout.
  private mutating func judgeAdmission(_ word: StreamWord, _ rollout: Int) {
    let named = instant.rolloutCommands.filter { $0.word == word }
    guard !named.isEmpty else { return }
    if !holds(24, named.contains { $0.rollout == rollout }) {
      report("I24", "rollout \(rolloutNames[rollout]) obeys a \(word) that names another")
    }
  }

  mutating func readRolloutEnded() throws(LineFault) {
    let rollout = try rollout()
    let end: AuditedRollout.End
    switch try word(.outcome) {
    case .completed: end = .completed
    case .superseded: end = .superseded
    case .cancelled: end = .cancelled
    default: throw .unusable(.outcome)
    }
    if !holds(23, rollouts[rollout].end == nil) { report("I23", "rollout \(rolloutNames[rollout]) ends twice") }
    if end == .completed { judgeCompletion(of: rollout) }
    if end == .superseded, rollouts[rollout].phases.contains(where: \.isStarted) { note(.newerVersionMidPhase) }
    rollouts[rollout].end = end
    rollouts[rollout].endedEvent = event
    rollouts[rollout].touchedAt = time
    liveRollouts[rollouts[rollout].handler].removeAll { $0 == rollout }
  }

  /// R22b: every phase passed, and nothing is pending but failed extensions.
  private mutating func judgeCompletion(of rollout: Int) {
    for (index, phase) in rollouts[rollout].phases.enumerated() {
      if !holds(12, phase.succeededAt != nil || phase.passedEmpty || phase.isSkipped) {
        report("I12", "rollout \(rolloutNames[rollout]) is completed, but its phase \(index + 1) never passed")
      }
      let share = share(of: rollout, phase: index)
      if !holds(21, share.pending == share.failed) {
        report(
          "I21",
          "rollout \(rolloutNames[rollout]) is completed with \(share.pending - share.failed) VMs pending in its phase "
            + "\(index + 1) (R22b), the first \(share.firstPending.map { machines.names[$0] } ?? "")")
      }
    }
  }

  /// R28: a handler has one rollout per major once the instant is over.
  mutating func judgeRivals() {
    for handler in instant.startedHandlers {
      for rollout in liveRollouts[handler] {
        let rival = liveRollouts[handler].first {
          $0 != rollout && rollouts[$0].version.major == rollouts[rollout].version.major
        }
        guard let rival, rival < rollout else { continue }
        report(
          "R28",
          "rollouts \(rolloutNames[rival]) and \(rolloutNames[rollout]) of \(handlerNames[handler]), same major, are both "
            + "live")
      }
    }
  }
}
