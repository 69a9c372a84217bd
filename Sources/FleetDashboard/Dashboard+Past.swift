import FleetModel
public import FleetSession
import TextCanvas

// Moments other than the newest: the past of a live run, and jumps of a replay.

extension Dashboard {
  /// Shows another moment: a replay jumped, or a live run's past is looked at, which disturbs its present in nothing.
  ///
  /// - Parameters:
  ///   - session: the state at that moment.
  ///   - events: what happened before it, as far as it is of interest; the log is made of them.
  public mutating func look(at session: Session, after events: [SessionEvent]) {
    if status.mode.isPast, present == nil { present = memory }
    memory = RunMemory()
    memory.log = EventLog(events, upTo: session.eventCount)
    memory.begin(session)
    view.events.row = 0
    settle(session)
    follow(session)
  }

  /// Says what happened at the moment that was stepped to: the log shows less than all, and healthy samples not at all, so
  /// that a step could seem to have done nothing.
  public mutating func tellStep(_ session: Session) {
    var chosen: LogEntry?
    var count = 0
    while count < memory.log.count, memory.log.time(fromNewest: count) == session.now {
      let entry = memory.log[fromNewest: count]
      if chosen.map({ entry.level >= $0.level }) ?? true { chosen = entry }
      count += 1
    }
    // In front, since what happened may be too long for the line.
    let back = status.mode.isPast ? " (\(keys.name(.last)): now)" : ""
    let clock = Figures.clock(session.now) + back
    guard session.eventCount > 0 else { return tell(.done("At \(clock): nothing has happened yet.")) }
    guard let chosen else { return tell(.done("At \(clock): VMs reported that they are healthy, as before.")) }
    let line = EventWords(session: session).line(chosen.what)
    let more = count > 1 ? "; \(Figures.grouped(count - 1)) more" : ""
    // What a VM does begins with its name.
    let place = line.machine == nil ? ", \(line.place)" : ""
    tell(.done(SafeText.visible("At \(clock)\(place): \(line.text)\(more).", limit: 200)))
  }

  /// Shows the present of a live run again.
  public mutating func lookAtPresent(_ session: Session) {
    guard let present else { return }
    memory = present
    self.present = nil
    memory.everythingChanged()
    settle(session)
    follow(session)
  }

  /// The run goes on another way from the moment that is shown: what came after it is no longer its own.
  public mutating func beginFork(_ session: Session) {
    present = nil
    course.forget(after: session)
    settle(session)
  }

  /// Takes note of what a recording holds further on, so that marks and counts are there before they are played.
  public mutating func takeAhead(_ events: [SessionEvent], _ session: Session) { course.take(events, session) }

  /// How the run went as far as it is known: what is worth keeping of a recording that was read to its end.
  public var knownCourse: RunCourse {
    var known = course
    known.forgetOwnMarks()
    return known
  }

  /// Takes what was kept of a recording, instead of reading it ahead.
  public mutating func adopt(_ known: RunCourse) { course = known }

  /// The end of the timeline as it is drawn and jumped in.
  func timelineEnd(_ session: Session) -> Instant { status.mode.end ?? session.now }
}
