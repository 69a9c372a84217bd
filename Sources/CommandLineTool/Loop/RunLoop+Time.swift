import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator

// How time passes: by the pace, at once through quiet stretches, to what was asked for.

extension RunLoop {
  mutating func advance() {
    let real = WallClock.microseconds
    let elapsed = real - lastAdvance
    lastAdvance = real
    if let target = fastForward {
      if go(to: target) { fastForward = nil }
    } else if dashboard.status.isRunning {
      if quiet == nil { findQuiet() }
      if let stretch = quiet {
        skip(stretch)
      } else {
        let now = driver.session.now
        _ = go(to: pacer.deadline(from: now, after: elapsed) ?? driver.session.nextInstant ?? now)
      }
      // A recording may end within a quiet stretch.
      stopIfOver()
      meter.measure(at: real, driver.session.now)
    }
  }

  /// Lets time pass within the engine's budget; whether the deadline was reached.
  private mutating func go(to deadline: Instant) -> Bool {
    let start = WallClock.microseconds
    let budget = driver.companions.budget(of: Self.engineBudget)
    let before = driver.session.now
    let isUnlimited = pacer.pace == .unlimited && quiet == nil && fastForward == nil
    var deadline = deadline
    var isReached = false
    while true {
      // The course of a run is told by what is seen on the way: a long way is gone in steps.
      let step = min(deadline, driver.session.now + max(Span.minute, (deadline - before) / Self.stepsOnTheWay))
      isReached =
        driver.advance(to: step, atMost: dashboard.status.runsTo == nil ? Self.slice : 1) && step == deadline
      if takeEvents() { break }
      if quiet != nil, driver.session.orchestrator.inFlightCount > 0 { break }
      if WallClock.microseconds - start > budget || isUnlimited && isBehindLast { break }
      guard isReached else { continue }
      guard isUnlimited, let next = driver.session.nextInstant else { break }
      deadline = next
    }
    if driver.session.now != before { needsFrame = true }
    return isReached
  }

  /// Hands on what happened; whether time was stopped by it.
  @discardableResult
  mutating func takeEvents() -> Bool {
    let events = driver.takeEvents()
    guard !events.isEmpty else { return false }
    needsFrame = true
    for index in observers.indices {
      if let sentence = observers[index].take(events, driver.session) { dashboard.tell(.refused(sentence)) }
    }
    driver.companions.whileStanding(driver.session, isLong: LiveCompanions.takeLong(events)) {
      dashboard.take(events, driver.session)
    }
    guard let target = dashboard.status.runsTo, events.contains(where: { target.isMet(by: $0.what) }) else {
      return false
    }
    dashboard.status.runsTo = nil
    setRunning(false)
    return true
  }

  private mutating func findQuiet() {
    guard dashboard.status.skipsQuiet, let minute = pacer.minute else { return }
    quiet = QuietStretch.beginning(driver.session, minute: minute, nextScenario: driver.nextScenario)
  }

  private mutating func skip(_ stretch: QuietStretch) {
    let isReached = go(to: stretch.end)
    let isOver = isReached || driver.session.orchestrator.inFlightCount > 0 && stretch.cause != .nothing
    if isOver || !dashboard.status.isRunning { endQuiet() }
  }

  mutating func endQuiet() {
    guard let stretch = quiet else { return }
    quiet = nil
    let length = driver.session.now - stretch.start
    if length > 0 {
      dashboard.status.skipped = SkippedStretch(length: length, cause: stretch.cause)
      skippedAt = WallClock.microseconds
    }
    lastAdvance = WallClock.microseconds
    meter.begin(at: lastAdvance, driver.session.now)
  }

  /// The clock stops where nothing happens any more, so that nothing is used up for a picture that stands. At the highest
  /// pace it also stops behind the last rollout: failures by themselves would fill centuries in the time of a glance.
  private mutating func stopIfOver() {
    let isBehindLast = isBehindLast
    isBusy = driver.isBusy
    if driver.isOver {
      exhaust(
        driver.mode.isReplay ? .endOfRecording : driver.session.nextInstant == nil ? .nothingDue : .longestTime)
    } else if isBehindLast, pacer.pace == .unlimited, !driver.mode.isReplay {
      exhaust(.nothingRolledOut)
    }
  }

  /// Whether a rollout was live or to come a moment ago, and none is now.
  private var isBehindLast: Bool { isBusy && !driver.isBusy }

  private mutating func exhaust(_ cause: Standstill) {
    setRunning(false)
    standstill = cause
    dashboard.tell(cause)
  }

  /// Something was done that may make things happen again. Behind the last rollout the highest pace waits for the next one:
  /// what a client was refused, or a fault, is no reason to let centuries pass.
  mutating func wake() {
    endQuiet()
    let waitsForRollout = standstill == .nothingRolledOut && pacer.pace == .unlimited && !driver.isBusy
    if standstill != nil, !driver.isOver, !waitsForRollout { setRunning(true) }
    needsFrame = true
  }

  mutating func setRunning(_ isRunning: Bool) {
    endQuiet()
    fastForward = nil
    standstill = nil
    isBusy = driver.isBusy
    dashboard.status.isRunning = isRunning
    if !isRunning { dashboard.status.runsTo = nil }
    lastAdvance = WallClock.microseconds
    meter.begin(at: lastAdvance, driver.session.now)
    needsFrame = true
  }

  mutating func setPace(_ pace: Pace) {
    endQuiet()
    pacer.pace = pace
    dashboard.status.pace = pace
    meter.begin(at: WallClock.microseconds, driver.session.now)
  }
}
