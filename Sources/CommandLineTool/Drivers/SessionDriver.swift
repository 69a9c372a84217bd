import EventStream
import FleetDashboard
import FleetModel
import FleetSession
import RolloutOrchestrator
import SessionRecordings

/// What the run loop drives: a live session, or a recording that is played. It is a plain value.
protocol SessionDriver {
  /// Live, its past, or replayed.
  var mode: DashboardMode { get }
  /// The state in which time passes.
  var session: Session { get }
  /// The state that is looked at: the same, or an earlier moment of a live session.
  var shown: Session { get }
  /// When the next command of the story is due, if that is known.
  var nextScenario: Instant? { get }
  /// Whether nothing will happen any more unless somebody does something.
  var isOver: Bool { get }
  /// What the status line says of the recording and of clients, or of what is wrong with a replay.
  var standing: String? { get }
  /// Lets time pass; whether the deadline was reached.
  mutating func advance(to deadline: Instant, atMost budget: Int) -> Bool
  /// Goes on by one event; false if nothing is due any more.
  mutating func step() -> Bool
  /// Gives a command.
  mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection)
  /// The events since the last call.
  mutating func takeEvents() -> [SessionEvent]

  // MARK: Other moments

  /// Sets out to look at another moment; a way that was under way is given up.
  mutating func look(at goal: Journey.Goal)
  /// Goes on with that for a little: a few milliseconds, or not much more.
  mutating func travel() -> Journey.State
  /// How far it is on its way; nil while it is on none.
  var journey: Reach? { get }
  /// Looks at what it looked at before.
  mutating func stay()
  /// The next mark of a family after the moment that is looked at, or the last one before it.
  func mark(_ family: TimelineMark.Family, isNext: Bool) -> TimelineMark?
  /// Looks at the present of a live session again.
  mutating func lookAtPresent()
  /// What happened up to a moment, as far as a log shows it.
  mutating func events(before moment: Instant) -> [SessionEvent]
  /// The run at a moment, to go through a stretch of it again; nil if it cannot be reached.
  mutating func playback(at moment: Instant) -> Playback?
  /// Reads a recording on by a little; nil when everything is known. The session must be let go before the next call.
  mutating func readAhead() -> (events: [SessionEvent], session: Session)?
  /// What was kept of a recording when it was read to its end before; nil where nothing was.
  mutating func takeIndex() -> RunCourse?
  /// Keeps what is known of a recording that was read to its end.
  mutating func keepIndex(_ course: RunCourse)
  /// The run is over: the recording gets its footer, which says why.
  mutating func finish(_ why: EndReason)
  /// How many events a recording holds; 0 where it does not say, and for a live run.
  var recordedEvents: Int { get }
  /// Goes on live from the moment that is looked at.
  mutating func fork() -> DashboardReply

  // MARK: Who goes along

  /// What goes along with the run while it is live.
  var companions: LiveCompanions { get set }
  /// Looks after what goes along with the run. Returns sentences for the person, one for each command that came.
  mutating func serve() -> [String]
}

extension Session {
  /// Whether nothing is due any more, or nothing that could be recorded.
  var isOver: Bool { nextInstant.map { $0 > RecordingLimit.longestTime } ?? true }

  /// Whether something goes on that people wait for: a rollout is live, to come, or was ended while its batches run, or a
  /// feature is being registered. Else only failures by themselves and upkeep are left, which would fill centuries.
  var isBusy: Bool {
    !scenarioToCome.isEmpty || orchestrator.rollouts.contains(where: \.isLive) || orchestrator.inFlightCount > 0
      || fleet.subscriptions.contains { $0.feature == .registering }
  }
}

extension SessionDriver {
  /// Whether something goes on that people wait for, or is still to come.
  var isBusy: Bool { nextScenario != nil || session.isBusy }

  /// How far a recording was read, if it was to this session.
  func readAhead(with session: Session) -> Reach {
    Reach(
      known: session.now, end: mode.end ?? session.now, events: session.eventCount, all: recordedEvents)
  }
}

extension Journey {
  /// Few enough that keys are answered in between.
  static let instantsAtOnce = 64

  /// How far it is on its way: by the work, where it is known how much that is at most.
  var reach: Reach {
    let (gone, all) = work < .max / 2 ? (gone, work) : (0, 0)
    return switch goal {
    case .moment(let time), .eventBefore(let time): Reach(known: playback.now, end: time, events: gone, all: all)
    case .event(let number):
      Reach(known: playback.now, end: nil, events: playback.session.eventCount, all: number)
    }
  }
}

/// Somebody who is told of every event of a run: a recorder, an auditor, a control plane.
protocol SessionObserver {
  /// Takes note of events; `session` is the state after them. A sentence comes back if a person must know something.
  mutating func take(_ events: [SessionEvent], _ session: Session) -> String?
  /// Takes note that the run is over, and why; all its events were taken.
  mutating func end(_ session: Session, _ why: EndReason)
  /// Says on standard error what it found; throws the exit code that goes with it. Called once the screen is given back.
  func tell() throws
}
