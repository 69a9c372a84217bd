// Which line is which: order of the header, numbers and times of the events.
extension AvailabilityAuditor {
  mutating func judgeLine() throws(LineFault) {
    // Read from a name, so that a kind this auditor does not know can still be numbered.
    let kind = kinds.find(tape.bytes, try tape.name(.k)).map { LineKind.allCases[$0] }
    if let kind, kind.isHeader {
      judgeHeaderOrder(kind)
      try readHeader(kind)
    } else {
      try judgeEventOrder(kind)
      if let kind { try readEvent(kind) }
    }
  }

  private mutating func judgeHeaderOrder(_ kind: LineKind) {
    if event >= 0 { report("format", "a header line \"\(kind)\" among the events") }
    if let last = lastHeaderKind {
      if kind.rawValue < last.rawValue || (kind == .head && last == .head) {
        report("format", "a header line \"\(kind)\" after \"\(last)\"")
      }
    } else if kind != .head {
      report("format", "the first line is \"\(kind)\", not \"head\"")
    }
    lastHeaderKind = kind
  }

  /// I23: numbers without gaps, times that never decrease.
  private mutating func judgeEventOrder(_ kind: LineKind?) throws(LineFault) {
    let number = try tape.count(.n)
    let time = try tape.count(.t)
    if event < 0 {
      if lastHeaderKind == nil { report("format", "an event before the head") }
      noteFleet()
    }
    let expected = event + 1
    if time > self.time || kind == .command { settleInstant() }
    let last = self.time
    event = number
    self.time = max(time, last)
    if !holds(23, number == expected) { report("I23", "event number: n = \(number), expected \(expected)") }
    if !holds(23, time >= last) { report("I23", "time goes back: t = \(time) after \(last)") }
    if isEnded { report("format", "an event after the end line") }
  }

  private mutating func readEvent(_ kind: LineKind) throws(LineFault) {
    switch kind {
    case .head, .region, .subscription, .group, .vm, .ext, .version, .digest: break
    case .command: try readCommand()
    case .versionPublished: try readVersion(.published)
    case .versionWithdrawn: try readVersion(.withdrawn)
    case .enrolment: try readEnrolment()
    case .autoChanged: try readAutoChanged()
    case .extSet: try readExtensionSet()
    case .extRemoved: try readExtensionRemoved()
    case .groupAdded: try readGroup()
    case .vmAdded: try readMachineAdded()
    case .vmRemoved: try readMachineRemoved()
    case .vmChanged: try readMachineChanged()
    case .power: try readPower()
    case .health: try readHealth()
    case .rolloutStarted: try readRolloutStarted()
    case .phaseStarted: try readPhaseStarted()
    case .phaseSucceeded: try readPhaseSucceeded()
    case .phaseSkipped: try readPhaseSkipped()
    case .runStarted: try readRunStarted()
    case .batchStarted: try readBatchStarted()
    case .attemptStarted: try readAttemptStarted()
    case .installEnded: try readInstallEnded()
    case .rollbackStarted: try readRollbackStarted()
    case .attemptEnded: try readAttemptEnded()
    case .batchEnded: try readBatchEnded()
    case .runEnded: try readRunEnded()
    case .waiting: try readWaiting()
    case .rolloutHeld: try readRolloutHeld()
    case .rolloutResumed: try readRolloutResumed()
    case .rolloutEnded: try readRolloutEnded()
    case .end: try readEnd()
    }
  }

  /// What the fleet has to offer for a sweep, once the header is over.
  private mutating func noteFleet() {
    for group in groups {
      if group.isServiceFabric { note(.serviceFabric) }
      if group.isHealthSourceConflict { note(.healthSourceConflict) }
      guard group.isSet else { continue }
      switch group.count {
      case 0: note(.setOf0)
      case 1: note(.setOf1)
      case 4: note(.setOf4)
      case 5: note(.setOf5)
      case 9: note(.setOf9)
      case 10: note(.setOf10)
      default: break
      }
      if group.members.contains(where: { machines.updateDomain[Int($0)] < 0 }) { note(.noUpdateDomain) }
    }
    for isEnrolled in isEnrolled where !isEnrolled { note(.unenrolledSubscription) }
  }
}
