import FleetFiles
public import FleetModel
public import FleetSession

/// A recording run again: the same plan, seed and commands. It is one value; a copy is a snapshot.
///
/// At each checkpoint the state is compared with what was recorded. At the first that differs it stops, since nothing
/// behind it would be what happened.
public struct Playback: Sendable {
  /// The session as it is at `now`.
  public internal(set) var session: Session
  /// Commands and checkpoints, in order.
  public internal(set) var steps: [ReplayStep]
  /// The first difference from what was recorded; nothing is replayed behind it.
  public private(set) var mismatch: ReplayMismatch?
  /// How many checkpoints agreed.
  public private(set) var agreed = 0
  /// The index of the next step.
  private(set) var next = 0
  private let engine: String

  /// A replay of a recording, at the start of time.
  ///
  /// - Parameters:
  ///   - plan: the recording's own (`Recording.plan`).
  ///   - keepsEvents: whether events are kept until `takeEvents` fetches them.
  public init(_ recording: Recording, plan: FleetPlan, keepsEvents: Bool = false) {
    self.init(
      plan: plan, seed: recording.header.seed, steps: recording.steps, engine: recording.header.engine,
      keepsEvents: keepsEvents)
  }

  /// A replay of steps that are not in a file, for the past of a live session.
  public init(
    plan: FleetPlan, seed: UInt64, steps: [ReplayStep] = [], engine: String = EngineVersion.current,
    keepsEvents: Bool = false
  ) {
    session = Session(plan: plan, seed: seed, keepsEvents: keepsEvents)
    self.steps = steps
    self.engine = engine
  }

  /// A replay that stands where a live session stands; all its steps are behind it.
  init(at session: Session, steps: [ReplayStep]) {
    self.session = session
    self.steps = steps
    next = steps.count
    engine = EngineVersion.current
  }

  /// The same replay, standing at another state.
  func standing(at session: Session, next: Int, agreed: Int) -> Playback {
    var other = self
    other.session = session
    other.next = next
    other.agreed = agreed
    return other
  }

  /// Simulated time.
  public var now: Instant { session.now }

  /// The commands that were given up to now, with their sources; what a fork begins with.
  public var commandsSoFar: [ReplayStep] {
    stepsSoFar.filter { if case .checkpoint = $0.what { false } else { true } }
  }

  /// The same with the checkpoints between them.
  var stepsSoFar: [ReplayStep] { Array(steps[..<next]) }

  /// The events since the last call, in order.
  public mutating func takeEvents() -> [SessionEvent] { session.takeEvents() }

  /// Lets time pass up to and including `deadline`, commands given on the way, or until `budget` instants were worked on.
  ///
  /// Returns whether the deadline was reached. Throws the first mismatch, and again each time after it.
  @discardableResult
  public mutating func advance(to deadline: Instant, atMost budget: Int = .max) throws(ReplayMismatch) -> Bool {
    if let mismatch { throw mismatch }
    while next < steps.count, steps[next].time <= deadline {
      let step = steps[next]
      guard step.time >= now else {
        throw fail(step, "time \(step.time) ms", "the session stands at \(now) ms already")
      }
      guard session.advance(to: step.time, atMost: budget) else { return false }
      next += 1
      try take(step)
    }
    return session.advance(to: max(deadline, now), atMost: budget)
  }

  /// Lets the next instants pass until something happened, but not beyond `deadline`; false if nothing did.
  public mutating func step(upTo deadline: Instant) throws(ReplayMismatch) -> Bool {
    if let mismatch { throw mismatch }
    let before = session.eventCount
    while true {
      let limit = next < steps.count ? min(deadline, steps[next].time) : deadline
      let hasHappened = session.step(upTo: limit)
      if !hasHappened {
        guard next < steps.count, steps[next].time <= deadline else { return false }
        session.advance(to: max(steps[next].time, now))
      }
      // All commands of the instant, since what is told of it is told of the whole.
      while next < steps.count, steps[next].time <= now {
        next += 1
        try take(steps[next - 1])
      }
      if hasHappened || session.eventCount != before { return true }
    }
  }

  private mutating func take(_ step: ReplayStep) throws(ReplayMismatch) {
    switch step.what {
    case .checkpoint(let events, let digest):
      guard session.eventCount == events, session.digest == digest else {
        throw fail(
          step, "\(Quantity.count(events, "event")), digest \(digest.hex)",
          "\(Quantity.count(session.eventCount, "event")), digest \(session.digest.hex)")
      }
      agreed += 1
    case .command(let text, let source):
      let command: Command
      do {
        command = try RecordedText.command(text, session.fleet)
      } catch {
        throw fail(step, "the command \(JSONText.excerpt(text))", "it cannot be read: \(error)")
      }
      try give(command, source, step)
    case .given(let command, let source): try give(command, source, step)
    }
  }

  private mutating func give(
    _ command: Command, _ source: CommandSource, _ step: ReplayStep
  ) throws(ReplayMismatch) {
    do {
      try session.submit(command, by: source)
    } catch {
      throw fail(
        step, "the command \(JSONText.excerpt(RecordedText.text(command, session.fleet)))", "it was rejected: \(error)")
    }
  }

  private mutating func fail(_ step: ReplayStep, _ expected: String, _ found: String) -> ReplayMismatch {
    let mismatch = ReplayMismatch(
      time: step.time, line: step.line, expected: expected, found: found, recordedEngine: engine)
    self.mismatch = mismatch
    return mismatch
  }
}

/// A replay that is not what was recorded.
public struct ReplayMismatch: Error, Sendable, Equatable, CustomStringConvertible {
  /// The simulated time of the first difference that was noticed; what differs happened at or before it.
  public let time: Instant
  /// The line of the recording, from 1.
  public let line: Int
  /// What was recorded.
  public let expected: String
  /// What came.
  public let found: String
  /// The engine that made the recording.
  public let recordedEngine: String
  /// The engine that replays it.
  public var engine: String { EngineVersion.current }

  /// All of it in one line.
  public var description: String {
    "at \(time) ms (line \(line)): expected \(expected); found \(found); recorded by engine \(JSONText.excerpt(recordedEngine)), replayed by engine \(JSONText.excerpt(engine))"
  }
}
