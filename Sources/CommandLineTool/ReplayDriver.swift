import FleetDashboard
import FleetModel
import FleetSession
import SessionRecordings

/// A recording on the screen: read-only, and movable in both directions, until it is forked into a live run.
struct ReplayDriver: SessionDriver {
  var companions = LiveCompanions.none
  private let recording: Recording
  private var playback: Playback
  private var timeline: Timeline
  /// The run that goes on by itself once it was forked.
  private var live: Session?
  private let end: Instant
  /// Where the replay turned out to differ from what was recorded; it stops there.
  private(set) var mismatch: ReplayMismatch?

  init(_ recording: Recording, plan: FleetPlan) {
    self.recording = recording
    playback = Playback(recording, plan: plan, keepsEvents: true)
    timeline = Timeline(recording, plan: plan)
    end = recording.end
    _ = advance(to: 0, atMost: .max)
  }

  var mode: DashboardMode { live == nil ? .replay(end: end) : .live }

  var session: Session { live ?? playback.session }

  /// What is recorded is known; whoever watches a replay sees all of it.
  var nextScenario: Instant? { nil }

  mutating func advance(to deadline: Instant, atMost budget: Int) -> Bool {
    if live != nil { return live!.advance(to: max(deadline, live!.now), atMost: budget) }
    guard mismatch == nil else { return true }
    do throws(ReplayMismatch) {
      return try playback.advance(to: max(playback.now, min(deadline, end)), atMost: budget)
    } catch {
      mismatch = error
      return true
    }
  }

  mutating func step() -> Bool {
    if live != nil { return live!.step(upTo: .max) }
    let before = playback.session.eventCount
    while playback.now < end, mismatch == nil {
      let next = playback.session.nextInstant ?? end
      _ = advance(to: max(next, playback.now + 1), atMost: 1)
      if playback.session.eventCount != before { return true }
    }
    return false
  }

  /// Looks back in ever longer stretches for the last moment at which something happened.
  mutating func stepBack() -> Bool {
    guard live == nil, playback.now > 0 else { return false }
    let now = playback.now
    for stretch in [Span.second, Span.minute, Span.hour, Span.day, now] {
      if let moment = lastEvent(before: now, within: stretch) { return seek(to: moment) }
    }
    return seek(to: 0)
  }

  private mutating func lastEvent(before now: Instant, within stretch: Milliseconds) -> Instant? {
    guard stretch <= now, var probe = try? timeline.seek(to: now - stretch) else { return nil }
    var count = probe.session.eventCount
    var last: Instant?
    var isDone = false
    while !isDone {
      guard let reached = try? probe.advance(to: now - 1, atMost: 1) else { return last }
      isDone = reached
      if probe.session.eventCount != count {
        count = probe.session.eventCount
        last = probe.now
      }
    }
    return last
  }

  mutating func seek(to moment: Instant) -> Bool {
    guard live == nil else { return false }
    do throws(ReplayMismatch) {
      playback = try timeline.seek(to: min(max(0, moment), end))
      mismatch = nil
      return true
    } catch {
      mismatch = error
      return false
    }
  }

  mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection) {
    guard live != nil else { throw .notPossible("a replay cannot be changed") }
    try live!.submit(command, by: source)
    companions.carriedOut(command, by: source, live!)
  }

  mutating func takeEvents() -> [SessionEvent] {
    guard live != nil else { return playback.takeEvents() }
    let events = live!.takeEvents()
    companions.note(events, live!)
    return events
  }

  /// The what-if has a recording of its own, which names the one it comes from and the instant.
  mutating func fork() -> Bool {
    guard live == nil else { return false }
    live = playback.session
    let recorder = try? LiveRecorder(
      forking: playback, of: recording, name: RecordingStart.standardName("what-if"), in: .standard,
      program: ProgramVersion.current, startedAt: WallClock.unix, wall: WallClock.elapsed)
    companions = LiveCompanions(recorder: recorder, server: nil)
    return true
  }

  mutating func serve() -> [String] { live == nil ? [] : companions.serve(&live!) }
}
