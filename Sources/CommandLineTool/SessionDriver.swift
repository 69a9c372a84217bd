import FleetDashboard
import FleetModel
import FleetSession

/// What the run loop drives: a live session, or a recording that is played. It is a plain value.
protocol SessionDriver {
  /// Live or replayed.
  var mode: DashboardMode { get }
  /// The state now.
  var session: Session { get }
  /// When the next command of the story is due, if that is known.
  var nextScenario: Instant? { get }
  /// Lets time pass; whether the deadline was reached.
  mutating func advance(to deadline: Instant, atMost budget: Int) -> Bool
  /// Goes on by one event; false if nothing is due any more.
  mutating func step() -> Bool
  /// Goes back by one event; false at the start, and in a live session.
  mutating func stepBack() -> Bool
  /// Goes to a moment; false if it cannot, as a live session cannot go back.
  mutating func seek(to moment: Instant) -> Bool
  /// Gives a command.
  mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection)
  /// The events since the last call.
  mutating func takeEvents() -> [SessionEvent]
  /// Turns a replay into a live run from here; false if it is live already.
  mutating func fork() -> Bool
  /// What goes along with the run while it is live.
  var companions: LiveCompanions { get set }
  /// Looks after what goes along with the run. Returns sentences for the person, one for each command that came.
  mutating func serve() -> [String]
}

/// A session that goes on and can be steered.
struct LiveDriver: SessionDriver {
  private(set) var session: Session
  var companions = LiveCompanions.none
  private let scenario: [TimedCommand]

  init(plan: FleetPlan, seed: UInt64) {
    session = Session(plan: plan, seed: seed)
    scenario = plan.scenario
    // The rollouts that start by themselves are there before the first frame (R27).
    session.advance(to: 0)
  }

  var mode: DashboardMode { .live }

  var nextScenario: Instant? { scenario.first { $0.at > session.now }?.at }

  mutating func advance(to deadline: Instant, atMost budget: Int) -> Bool {
    session.advance(to: max(deadline, session.now), atMost: budget)
  }

  mutating func step() -> Bool { session.step(upTo: .max) }

  mutating func stepBack() -> Bool { false }

  mutating func seek(to moment: Instant) -> Bool { false }

  mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection) {
    try session.submit(command, by: source)
    companions.carriedOut(command, by: source, session)
  }

  mutating func takeEvents() -> [SessionEvent] {
    let events = session.takeEvents()
    companions.note(events, session)
    return events
  }

  mutating func serve() -> [String] { companions.serve(&session) }

  mutating func fork() -> Bool { false }
}

/// Somebody who is told of every event of a run: a recorder, an auditor, a control plane.
protocol SessionObserver {
  /// Takes note of events; `session` is the state after them. A sentence comes back if a person must know something.
  mutating func take(_ events: [SessionEvent], _ session: Session) -> String?
}
