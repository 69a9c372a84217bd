import EventStream
import FleetDashboard
import FleetModel
import FleetSession
import SessionRecordings

/// A session that goes on and can be steered. Its past can be looked at meanwhile, which does not disturb it.
struct LiveDriver: SessionDriver {
  private(set) var session: Session
  var companions = LiveCompanions.none
  /// The moment of the past that is looked at; nil is the present.
  private var past: Playback?
  /// The way to another moment of the past.
  private var way: Journey?
  private let scenario: [TimedCommand]

  /// What the snapshots of a live session may take: with a million VMs the whole program then keeps below 128 MiB.
  private static var pastBudget: Int { 12 << 20 }

  init(plan: FleetPlan, seed: UInt64, keepsPast: Bool = true) {
    scenario = plan.scenario
    session = Session(plan: plan, seed: seed)
    if keepsPast { companions.timeline = Timeline(following: session, budget: Self.pastBudget) }
    // The rollouts that start by themselves are there before the first frame (R27).
    session.advance(to: 0)
  }

  /// A what-if: goes on where a replay stands.
  init(from playback: Playback, of timeline: Timeline, scenario: [TimedCommand], companions: LiveCompanions) {
    self.scenario = scenario
    session = playback.session
    self.companions = companions
    self.companions.timeline = Timeline(following: playback, of: timeline)
  }

  var mode: DashboardMode { past == nil ? .live : .past(present: session.now) }

  var shown: Session { past?.session ?? session }

  var nextScenario: Instant? { scenario.first { $0.at > session.now }?.at }

  var isOver: Bool { session.isOver }

  var standing: String? { companions.status }

  mutating func advance(to deadline: Instant, atMost budget: Int) -> Bool {
    session.advance(to: max(min(deadline, RecordingLimit.longestTime), session.now), atMost: budget)
  }

  /// In the past, the past goes on by one event, until it meets the present.
  mutating func step() -> Bool {
    guard past != nil else { return session.step(upTo: RecordingLimit.longestTime) }
    // Commands may have been given since it was sought.
    guard companions.timeline?.refresh(&past!) != nil, (try? past!.step(upTo: session.now)) ?? false,
      shown.now < session.now
    else {
      lookAtPresent()
      return true
    }
    _ = past?.takeEvents()
    return true
  }

  mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection) {
    guard past == nil else { throw .notPossible("the past cannot be changed") }
    try session.submit(command, by: source)
    companions.carriedOut(command, by: source, session)
  }

  mutating func takeEvents() -> [SessionEvent] {
    let events = session.takeEvents()
    companions.note(events, session)
    return events
  }

  // MARK: The past

  mutating func look(at goal: Journey.Goal) {
    way = nil
    if case .moment(let time) = goal, time >= session.now { return lookAtPresent() }
    companions.timeline?.beginLooking()
    way = companions.timeline?.depart(for: goal, upTo: session.now, latest: session.effort)
  }

  mutating func travel() -> Journey.State {
    guard way != nil, companions.timeline != nil else { return mode == .live ? .nowhere : .arrived }
    let state = (try? companions.timeline!.travel(&way!, atMost: Journey.instantsAtOnce)) ?? .nowhere
    guard state != .underWay else { return state }
    if state == .arrived { past = way?.playback }
    stay()
    return state
  }

  var journey: Reach? { way?.reach }

  mutating func stay() {
    way = nil
    if past == nil { companions.timeline?.endLooking() }
  }

  func mark(_ family: TimelineMark.Family, isNext: Bool) -> TimelineMark? {
    let now = past?.now ?? session.now
    return isNext ? companions.timeline?.mark(after: now, family) : companions.timeline?.mark(before: now, family)
  }

  mutating func lookAtPresent() {
    (past, way) = (nil, nil)
    companions.timeline?.endLooking()
  }

  mutating func events(before moment: Instant) -> [SessionEvent] { companions.timeline?.events(before: moment) ?? [] }

  mutating func playback(at moment: Instant) -> Playback? {
    moment <= 0 ? companions.timeline?.start() : try? companions.timeline?.seek(to: moment)
  }

  var recordedEvents: Int { 0 }

  mutating func takeIndex() -> RunCourse? { nil }

  mutating func keepIndex(_ course: RunCourse) {}

  mutating func finish(_ why: EndReason) { companions.finish(session, why) }

  mutating func readAhead() -> (events: [SessionEvent], session: Session)? { nil }

  /// The present ends here and keeps its recording; the run goes on from the past, with a recording of its own.
  mutating func fork() -> DashboardReply {
    guard let past, let timeline = companions.timeline else { return .refused("this run is live already") }
    let (next, sentence) = companions.fork(at: past, endedAt: session)
    self = LiveDriver(from: past, of: timeline, scenario: scenario, companions: next)
    return .done(sentence)
  }

  mutating func serve() -> [String] { companions.serve(&session) }
}
