import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import NcursesTerminal
import SessionRecordings
import TextCanvas

// Moments other than the newest. A replay moves to them; a live run goes on, or stands, while its past is looked at.

extension RunLoop {
  mutating func step() {
    if driver.mode.isPast {
      isStepping = driver.step()
      return showMoment()
    }
    setRunning(false)
    guard driver.step() else { return dashboard.tell(.refused("nothing is due any more")) }
    takeEvents()
    dashboard.tellStep(driver.session)
  }

  mutating func stepBack() {
    if driver.mode.isReplay { setRunning(false) }
    guard driver.shown.now > 0 else { return dashboard.tell(.refused("this is the start")) }
    look(at: .eventBefore(driver.shown.now), isStep: true)
  }

  mutating func seek(_ moment: Instant) {
    if driver.mode == .live, moment >= driver.session.now {
      giveUpWay()
      setRunning(false)
      if moment > driver.session.now { fastForward = moment }
      return
    }
    look(at: .moment(max(0, moment)))
  }

  /// Most ways are short, and then the moment is there in the next frame; a long one is gone between frames.
  private mutating func look(at goal: Journey.Goal, isStep: Bool = false) {
    endQuiet()
    isStepping = isStep
    driver.look(at: goal)
    travel(for: Self.patience)
  }

  /// Goes on to the moment that was asked for.
  mutating func travel(for budget: Int64) {
    let start = WallClock.microseconds
    var state = Journey.State.underWay
    while state == .underWay, WallClock.microseconds - start < budget { state = driver.travel() }
    needsFrame = true
    switch state {
    case .underWay: break
    case .arrived: showMoment()
    case .nowhere: dashboard.tell(.refused("there is no such moment yet"))
    }
  }

  /// How long a person does not notice, in microseconds.
  private static var patience: Int64 { 40_000 }

  /// Gives up the way to another moment, and says so; whether there was one.
  mutating func stay() -> Bool {
    guard giveUpWay() else { return false }
    dashboard.tell(.done("Stays here."))
    return true
  }

  /// No longer goes to another moment; whether it did.
  @discardableResult
  private mutating func giveUpWay() -> Bool {
    guard driver.journey != nil else { return false }
    driver.stay()
    ProcessMemory.giveBack()
    needsFrame = true
    return true
  }

  /// Shows the newest moment that the pointer was dragged to; those it only passed are never sought. Where nothing is
  /// newer than what is shown, a live run goes on undisturbed.
  mutating func obeyScrub() {
    guard let scrub else { return }
    self.scrub = nil
    let moment = scrub.moment ?? driver.mode.end ?? .max
    guard moment != driver.shown.now, driver.mode != .live || moment < driver.session.now else {
      giveUpWay()
      return
    }
    if scrub.moment == nil, driver.mode.isPast { return lookAtPresent() }
    seek(moment)
  }

  mutating func seek(toEvent number: Int) {
    if driver.mode == .live, number > driver.session.eventCount {
      return dashboard.tell(.refused("there is no event \(number) yet"))
    }
    look(at: .event(number))
  }

  mutating func goToMark(_ family: TimelineMark.Family, isNext: Bool) {
    guard let mark = driver.mark(family, isNext: isNext) else {
      return dashboard.tell(.done("No \(family.rawValue) \(isNext ? "after" : "before") this moment."))
    }
    seek(mark.time)
    dashboard.tell(.done(SafeText.visible(mark.text(in: driver.shown.fleet), limit: 120)))
  }

  mutating func lookAtPresent() {
    driver.lookAtPresent()
    ProcessMemory.giveBack()
    showMoment()
  }

  /// Shows the moment that the driver looks at now.
  mutating func showMoment() {
    dashboard.status.mode = driver.mode
    needsFrame = true
    meter.begin(at: WallClock.microseconds, driver.session.now)
    if driver.mode == .live {
      dashboard.lookAtPresent(driver.session)
    } else {
      dashboard.look(at: driver.shown, after: driver.events(before: driver.shown.now))
    }
    if isStepping, driver.mode != .live { dashboard.tellStep(driver.shown) }
    isStepping = false
  }

  mutating func fork() {
    settle()
    let left = observers.isEmpty ? nil : driver.session
    let reply = driver.fork()
    defer { dashboard.tell(reply) }
    guard case .done = reply else { return }
    setRunning(dashboard.status.isRunning)
    dashboard.status.mode = driver.mode
    dashboard.beginFork(driver.session)
    if let left { endObservers(left) }
    driver.companions.show(width: dashboard.width, height: dashboard.height)
  }

  /// Goes through a span of the run again and writes it.
  mutating func export(_ span: SpanExport, _ size: (width: Int, height: Int)) {
    guard let start = driver.playback(at: span.start) else {
      return dashboard.tell(.refused("that moment cannot be reached"))
    }
    do throws(FileBytes.Failure) {
      let sink = try ByteSink(Self.file(span.name))
      try SpanWriter(span, size, end: driver.mode.end ?? driver.session.now).write(
        start, after: driver.events(before: span.start), to: sink)
      dashboard.tell(.done("Written: \(SafeText.visible(span.name, limit: 120))"))
    } catch {
      dashboard.tell(.refused("\(error)"))
    }
    lastAdvance = WallClock.microseconds
  }
}

/// A place on the scrubber that the pointer was dragged to; nil is its right end.
struct Scrub {
  let moment: Instant?
}
