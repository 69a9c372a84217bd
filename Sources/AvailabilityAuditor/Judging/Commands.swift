// Commands and enrolment: whose flags they bind (I15), and that nothing outside their scope moves (I24).
extension AvailabilityAuditor {
  /// A command that names what the stream never introduced was refused, and binds nothing.
  mutating func readCommand() throws(LineFault) {
    switch try word(.op) {
    case .setAuto: try readFlagCommand()
    case .retry: try readRetryCommand()
    case .hold: readRolloutCommand(.hold)
    case .resume: readRolloutCommand(.resume)
    case .cancel: readRolloutCommand(.cancel)
    case .skip: readRolloutCommand(.skip)
    case .cancelRun: try readRunCommand()
    default: break
    }
  }

  /// The name under a key, if the command has it.
  private func argument(_ key: StreamKey) throws(LineFault) -> Range<Int>? {
    guard let node = tape.find(key), tape.nodes[node].kind != .null else { return nil }
    return try tape.name(key)
  }

  /// I27: a hold and a cancel bind from the command on.
  private mutating func readRolloutCommand(_ word: StreamWord) {
    guard let rollout = try? rollout() else { return }
    instant.rolloutCommands.append((word, rollout))
    if word == .hold || word == .cancel { rollouts[rollout].isHeld = true }
    rollouts[rollout].touchedAt = time
  }

  /// R30, I20: whoever has a run in the group starts nothing there until R7's interval passed or `retry` names it.
  private mutating func readRunCommand() throws(LineFault) {
    guard let name = try argument(.group), let group = groupNames.find(tape.bytes, name) else { return }
    note(.cancelledRun)
    if groups[group].batch >= 0 { batches[groups[group].batch].isCancelled = true }
    guard groups[group].run >= 0 else { return }
    let rollout = runs[groups[group].run].rollout
    guard rollouts[rollout].end == nil, groupRetryDue(rollout, group).map({ $0 <= time }) ?? true else { return }
    groupRetries[GroupRetryKey(rollout: rollout, group: group)] = GroupRetry(at: time + policy.retryMin, event: event)
  }

  private mutating func readRetryCommand() throws(LineFault) {
    let names = (rollout: try argument(.rollout), group: try argument(.group), vm: try argument(.vm))
    let rollout = names.rollout.flatMap { rolloutNames.find(tape.bytes, $0) }
    let group = names.group.flatMap { groupNames.find(tape.bytes, $0) }
    let vm = names.vm.flatMap { machines.find(tape.bytes, $0) }
    guard (rollout != nil) == (names.rollout != nil), (group != nil) == (names.group != nil),
      (vm != nil) == (names.vm != nil)
    else { return }
    note(.retryCommand)
    retryCommands.append(RetryCommand(event: event, rollout: rollout, group: group, vm: vm))
  }

  private mutating func readFlagCommand() throws(LineFault) {
    let handler = handler(try tape.name(.handler))
    var command = InstantNotes.FlagCommand(handler: handler, auto: try tape.flag(.auto))
    if let range = try argument(.vm) {
      guard let vm = machines.find(tape.bytes, range) else { return }
      command.vm = vm
    } else if let range = try argument(.group) {
      guard let group = groupNames.find(tape.bytes, range) else { return }
      command.group = group
    } else if let range = try argument(.sub) {
      guard let subscription = subscriptionNames.find(tape.bytes, range) else { return }
      command.subscription = subscription
    } else if let range = try argument(.region) {
      guard let region = regionNames.find(tape.bytes, range) else { return }
      command.region = region
    }
    instant.flagCommands.append(command)
    if command.vm == nil { setModels(command) }
    // Opting in may be refused (R40) and shows in `autoChanged`; opting out never is, and binds at once.
    if !command.auto { optOut(command) }
  }

  private mutating func setModels(_ command: InstantNotes.FlagCommand) {
    for group in groups.indices where groups[group].kind == .scaleSet {
      if let named = command.group, named != group { continue }
      if let subscription = command.subscription, subscription != groups[group].subscription { continue }
      if let region = command.region, region != groups[group].region { continue }
      models[ModelKey(group: group, handler: command.handler)] = command.auto
    }
  }

  private mutating func optOut(_ command: InstantNotes.FlagCommand) {
    if let vm = command.vm {
      setFlag(of: vm, command.handler, to: false)
    } else if let group = command.group {
      for vm in groups[group].members where covers(command, Int(vm)) {
        setFlag(of: Int(vm), command.handler, to: false)
      }
    } else {
      for vm in 0..<machines.count where covers(command, vm) { setFlag(of: vm, command.handler, to: false) }
    }
  }

  private func covers(_ command: InstantNotes.FlagCommand, _ vm: Int) -> Bool {
    guard machines.exists(vm) else { return false }
    if let named = command.vm { return named == vm }
    if let group = command.group { return Int32(group) == machines.group[vm] }
    if let subscription = command.subscription { return Int32(subscription) == machines.subscription[vm] }
    if let region = command.region { return Int32(region) == machines.region[vm] }
    return true
  }

  private mutating func setFlag(of vm: Int, _ handler: Int, to auto: Bool) {
    guard let entry = extensions.find(handler, from: machines.extensions[vm]), extensions.entries[entry].isPresent,
      extensions.entries[entry].auto != auto
    else { return }
    extensions.entries[entry].auto = auto
    groups[Int(machines.group[vm])].touchedAt = time
    if !auto { noteOptOut(of: entry, on: vm) }
  }

  private mutating func noteOptOut(of entry: Int, on vm: Int) {
    let attempt = Int(machines.attempt[vm])
    if attempt >= 0, attempts[attempt].entry == entry {
      if attempts[attempt].installEndedAt == nil {
        note(.optOutWhileInstalling)
      } else if !attempts[attempt].isRollingBack {
        note(.optOutInHealthWindow)
      }
    } else if let rollout = liveRollout(of: entry), extensions.entries[entry].version < rollouts[rollout].version {
      note(.optOutWhileQueued)
    }
  }

  /// R40, R11a: unregistering opts everything in the subscription out, the models included.
  mutating func readEnrolment() throws(LineFault) {
    let subscription = subscription(try tape.name(.sub))
    let enrolled = try tape.flag(.enrolled)
    isEnrolled[subscription] = enrolled
    guard !enrolled else { return }
    instant.unenrolled.append(subscription)
    for handler in 0..<handlerNames.count {
      let command = InstantNotes.FlagCommand(handler: handler, auto: false, subscription: subscription)
      setModels(command)
      optOut(command)
    }
  }

  mutating func readAutoChanged() throws(LineFault) {
    let vm = try machine()
    let handler = handler(try tape.name(.handler))
    let auto = try tape.flag(.auto)
    judgeFrame(of: vm, handler, auto)
    setFlag(of: vm, handler, to: auto)
  }

  /// I24: where commands changed flags at this instant, every change must lie within the scope of one of them. An owner's
  /// change at an instant without commands has no scope to be held against.
  private mutating func judgeFrame(of vm: Int, _ handler: Int, _ auto: Bool) {
    guard !instant.flagCommands.isEmpty || !instant.unenrolled.isEmpty else { return }
    let isCovered =
      instant.flagCommands.contains { $0.handler == handler && $0.auto == auto && covers($0, vm) }
      || (!auto && instant.unenrolled.contains(Int(machines.subscription[vm])))
    if !holds(24, isCovered) {
      report(
        "I24",
        "automatic upgrade of \(handlerNames[handler]) on VM \(machines.names[vm]) becomes \(auto), but no command of this "
          + "instant covers it")
    }
  }
}
