import EventStream
import FleetDashboard
import FleetModel
import FleetSession
import SessionRecordings

/// A recording on the screen: read-only, and movable in both directions, until it is forked into a live run.
struct ReplayDriver: SessionDriver {
  private let recording: Recording
  private let scenario: [TimedCommand]
  private var playback: Playback
  private var timeline: Timeline
  /// The way to another moment.
  private var way: Journey?
  private var isReadAhead = false
  /// Where what is known of the recording is kept, what was found there, and how it is written.
  private let index: RecordingIndex?
  private var found: RunCourse?
  private var filing: IndexFiling?
  /// The run that goes on by itself once it was forked.
  private var live: LiveDriver?
  private let end: Instant
  let recordedEvents: Int
  /// Where the replay turned out to differ from what was recorded; it stops there.
  private(set) var mismatch: ReplayMismatch?

  init(_ recording: Recording, plan: FleetPlan) {
    self.recording = recording
    scenario = plan.scenario
    playback = Playback(recording, plan: plan, keepsEvents: true)
    timeline = Timeline(recording, plan: plan)
    index = RecordingIndex(of: recording)
    found = index?.open(&timeline, with: RunCourse.self)
    isReadAhead = found != nil
    end = recording.end
    recordedEvents = Self.events(in: recording.steps)
    _ = advance(to: 0, atMost: .max)
  }

  /// The last checkpoint says how many there were.
  private static func events(in steps: [ReplayStep]) -> Int {
    for step in steps.reversed() {
      if case .checkpoint(let events, _) = step.what { return events }
    }
    return 0
  }

  var companions: LiveCompanions {
    get { live?.companions ?? .none }
    set { live?.companions = newValue }
  }

  var mode: DashboardMode { live?.mode ?? .replay(end: end) }

  var session: Session { live?.session ?? playback.session }

  var shown: Session { live?.shown ?? playback.session }

  /// What is recorded is known; whoever watches a replay sees all of it.
  var nextScenario: Instant? { live?.nextScenario }

  var isOver: Bool { live?.isOver ?? (playback.now >= end || playback.session.nextInstant == nil) }

  var standing: String? {
    if let live { return live.standing }
    return (mismatch ?? timeline.mismatch).map { "DIFFERS FROM LINE \($0.line)" }
  }

  mutating func advance(to deadline: Instant, atMost budget: Int) -> Bool {
    if live != nil { return live!.advance(to: deadline, atMost: budget) }
    guard mismatch == nil else { return true }
    do throws(ReplayMismatch) {
      return try playback.advance(to: max(playback.now, min(deadline, end)), atMost: budget)
    } catch {
      mismatch = error
      return true
    }
  }

  mutating func step() -> Bool {
    if live != nil { return live!.step() }
    guard mismatch == nil else { return false }
    do throws(ReplayMismatch) {
      return try playback.step(upTo: end)
    } catch {
      mismatch = error
      return false
    }
  }

  mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection) {
    guard live != nil else { throw .notPossible("a replay cannot be changed") }
    try live!.submit(command, by: source)
  }

  mutating func takeEvents() -> [SessionEvent] { live != nil ? live!.takeEvents() : playback.takeEvents() }

  // MARK: Other moments

  mutating func look(at goal: Journey.Goal) {
    if live != nil { return live!.look(at: goal) }
    way = nil
    var goal = goal
    if case .moment(let time) = goal { goal = .moment(min(max(0, time), end)) }
    let latest = recordedEvents > 0 ? recordedEvents : .max
    let isShort = timeline.work(toReach: goal, latest: latest) <= Timeline.shortWork
    guard case .moment(let time) = goal, isShort else {
      way = timeline.depart(for: goal, upTo: end, latest: latest)
      return
    }
    do throws(ReplayMismatch) {
      mismatch = nil
      try timeline.move(&playback, to: time)
    } catch {
      // It stands where the recording and the run differ, which is as far as anything is known.
      mismatch = error
    }
  }

  mutating func travel() -> Journey.State {
    if live != nil { return live!.travel() }
    guard way != nil else { return .arrived }
    do throws(ReplayMismatch) {
      let state = try timeline.travel(&way!, atMost: Journey.instantsAtOnce)
      if state == .arrived { arrive(nil) }
      if state == .nowhere { way = nil }
      return state
    } catch {
      arrive(error)
      return .arrived
    }
  }

  private mutating func arrive(_ error: ReplayMismatch?) {
    if let way { playback = way.playback }
    mismatch = error
    way = nil
  }

  var journey: Reach? { live != nil ? live!.journey : way?.reach }

  mutating func stay() { if live != nil { live!.stay() } else { way = nil } }

  func mark(_ family: TimelineMark.Family, isNext: Bool) -> TimelineMark? {
    if let live { return live.mark(family, isNext: isNext) }
    return isNext ? timeline.mark(after: playback.now, family) : timeline.mark(before: playback.now, family)
  }

  mutating func lookAtPresent() { live?.lookAtPresent() }

  mutating func events(before moment: Instant) -> [SessionEvent] {
    if live != nil { return live!.events(before: moment) }
    return timeline.events(before: moment)
  }

  mutating func playback(at moment: Instant) -> Playback? {
    if live != nil { return live!.playback(at: moment) }
    return moment <= 0 ? timeline.start() : try? timeline.seek(to: moment)
  }

  mutating func readAhead() -> (events: [SessionEvent], session: Session)? {
    guard live == nil, !isReadAhead else { return nil }
    var told: [SessionEvent] = []
    var last: Session?
    isReadAhead = timeline.readAhead(atMost: Self.instantsAhead) { events, session in
      told += events
      last = session
    }
    return last.map { (told, $0) }
  }

  mutating func takeIndex() -> RunCourse? {
    defer { found = nil }
    return found
  }

  mutating func keepIndex(_ course: RunCourse) {
    guard live == nil, let index, timeline.mismatch == nil else { return }
    filing = IndexFiling(index, timeline, with: course)
  }

  mutating func finish(_ why: EndReason) {
    filing?.end()
    companions.finish(session, why)
  }

  /// Few enough that keys are answered in between.
  private static let instantsAhead = 64

  /// The what-if has a recording of its own, which names the one it comes from and the instant.
  mutating func fork() -> DashboardReply {
    if live != nil { return live!.fork() }
    let (companions, sentence) = WhatIf.companions(at: playback, of: .success(recording))
    live = LiveDriver(from: playback, of: timeline, scenario: scenario, companions: companions)
    way = nil
    return .done(sentence)
  }

  mutating func serve() -> [String] { live != nil ? live!.serve() : [] }
}
