import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import SessionRecordings
import TextCanvas

// Moments other than the newest. A replay moves to them; a live run goes on, or stands, while its past is looked at.

extension RunLoop {
  mutating func step() {
    if driver.mode.isPast {
      _ = driver.step()
      return showMoment()
    }
    setRunning(false)
    if !driver.step() { dashboard.tell(.refused("nothing is due any more")) }
    takeEvents()
  }

  mutating func stepBack() {
    if driver.mode.isReplay { setRunning(false) }
    guard driver.stepBack() else { return dashboard.tell(.refused("this is the start")) }
    showMoment()
  }

  mutating func seek(_ moment: Instant) {
    if driver.mode == .live, moment >= driver.session.now {
      setRunning(false)
      if moment > driver.session.now { fastForward = moment }
      return
    }
    endQuiet()
    guard driver.seek(to: moment) else { return dashboard.tell(.refused("that moment cannot be reached")) }
    showMoment()
  }

  /// Shows the newest moment that the pointer was dragged to; those it only passed are never sought. Where nothing is
  /// newer than what is shown, a live run goes on undisturbed.
  mutating func obeyScrub() {
    guard let scrub else { return }
    self.scrub = nil
    let moment = scrub.moment ?? driver.mode.end ?? .max
    guard moment != driver.shown.now, driver.mode != .live || moment < driver.session.now else { return }
    if scrub.moment == nil, driver.mode.isPast { return lookAtPresent() }
    seek(moment)
  }

  mutating func seek(toEvent number: Int) {
    guard let moment = driver.instant(ofEvent: number) else {
      return dashboard.tell(.refused("there is no event \(number) yet"))
    }
    seek(moment)
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
    showMoment()
  }

  /// Shows the moment that the driver looks at now.
  private mutating func showMoment() {
    dashboard.status.mode = driver.mode
    needsFrame = true
    meter.begin(at: WallClock.microseconds, driver.session.now)
    if driver.mode == .live {
      dashboard.lookAtPresent(driver.session)
    } else {
      dashboard.look(at: driver.shown, after: driver.events(before: driver.shown.now))
    }
  }

  mutating func fork() {
    let wasLive = !driver.mode.isReplay
    let reply = driver.fork()
    defer { dashboard.tell(reply) }
    guard case .done = reply else { return }
    setRunning(dashboard.status.isRunning)
    dashboard.status.mode = driver.mode
    dashboard.beginFork(driver.session)
    // They followed the run that is over.
    if wasLive { observers = [] }
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
