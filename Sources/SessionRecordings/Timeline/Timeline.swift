public import FleetModel
public import FleetSession

/// The past of a session: marks to jump to, and any moment's state.
///
/// `seek(to: t)` gives the session exactly as a run to `t` would: the nearest snapshot before `t`, and time passing from
/// there. It serves recordings, which it reads ahead bit by bit, and live sessions, which it follows without
/// disturbing them.
public struct Timeline: Sendable {
  /// What people jump to, in order of time.
  public private(set) var marks: [TimelineMark] = []
  /// How far in simulated time marks and snapshots are known.
  public private(set) var known: Instant = 0
  /// How many marks were left out because there were too many.
  public private(set) var omittedMarks = 0
  /// The first difference from what was recorded, if one was met while reading ahead.
  public private(set) var mismatch: ReplayMismatch?

  var snapshots: SnapshotStore
  private var finder = MarkFinder()
  private(set) var steps: [ReplayStep]
  /// Reads a recording ahead; nil for a live session.
  private var scout: Playback?
  private var end: Instant

  /// What snapshots may take unless told otherwise: 256 MiB.
  public static let standardBudget = 256 << 20
  /// As many marks as a timeline keeps.
  public static let markLimit = 1_000_000
  /// As many of all marks may be there for a batch to get one, some three megabytes; later batches are found by seeking.
  public static let batchLimit = 50_000

  /// The timeline of a recording. Nothing is known of it until `readAhead` was called.
  public init(_ recording: Recording, plan: FleetPlan, budget: Int = standardBudget) {
    scout = Playback(recording, plan: plan, keepsEvents: true)
    steps = recording.steps
    end = recording.end
    snapshots = SnapshotStore(
      start: Playback(recording, plan: plan, keepsEvents: true), budget: budget, for: .recording)
  }

  /// The timeline of a run that nobody commands, up to a time. Nothing is known of it until `readAhead` was called.
  public init(plan: FleetPlan, seed: UInt64, until end: Instant, budget: Int = standardBudget) {
    let start = Playback(plan: plan, seed: seed, keepsEvents: true)
    scout = start
    steps = []
    self.end = end
    snapshots = SnapshotStore(start: start, budget: budget, for: .recording)
  }

  /// The timeline of a live session that begins; nothing has happened in it yet.
  public init(following session: Session, budget: Int = standardBudget) {
    precondition(session.now == 0 && session.eventCount == 0)
    steps = []
    end = .max
    snapshots = SnapshotStore(start: Playback(at: session, steps: []), budget: budget, for: .live)
  }

  /// The timeline of a live session that takes over from a replay; what was before is part of its past.
  public init(following playback: Playback, of timeline: Timeline) {
    self = timeline
    let now = playback.now
    scout = nil
    end = .max
    steps = playback.stepsSoFar
    known = now
    snapshots.fork(after: now)
    marks.removeAll { $0.time > now }
  }

  /// How many snapshots there are now.
  public var snapshotCount: Int { snapshots.count }

  /// About how many bytes they take.
  public var snapshotBytes: Int { snapshots.bytes }

  /// The commands so far; what a recording of the session would hold.
  public var commands: [ReplayStep] { steps }

  // MARK: A recording

  /// Reads on for at most `budget` instants; true when everything is known.
  @discardableResult
  public mutating func readAhead(
    atMost budget: Int = .max, _ visit: ([SessionEvent], Session) -> Void = { _, _ in }
  ) -> Bool {
    guard var ahead = scout, mismatch == nil else { return true }
    scout = nil
    var left = budget
    var isDone = false
    while left > 0, !isDone {
      // Small steps, so that snapshots come at their spacing.
      // The first instant starts the rollouts that start by themselves (R27), which is more work than most.
      let part = ahead.session.eventCount == 0 ? 1 : min(left, Self.instantsPerStep)
      left -= part
      // So that it stops soon after a stretch begins in which nothing happens.
      let deadline = max(ahead.now, min(end, ahead.now + Self.quietSpan))
      do throws(ReplayMismatch) {
        isDone = try ahead.advance(to: deadline, atMost: part) && deadline >= end
      } catch {
        mismatch = error
        isDone = true
      }
      let told = ahead.takeEvents()
      find(told, ahead.session.fleet)
      visit(told, ahead.session)
      known = ahead.now
      // Before a long stretch one is worth more: a seek leads there the more likely the longer it is.
      let spacing = isQuiet(ahead.session) ? snapshots.spacing / Self.quietGain : snapshots.spacing
      if mismatch == nil, snapshots.wants(ahead.session.effort, spacing: spacing) { snapshots.add(ahead) }
    }
    if !isDone { scout = ahead }
    return isDone
  }

  /// Instants between two looks at whether a snapshot is due.
  static let instantsPerStep = 16
  /// From this on a stretch in which nothing happens is long.
  private static let quietSpan = 10 * Span.minute
  /// So many times as close a snapshot may be before one.
  private static let quietGain = 16

  private func isQuiet(_ session: Session) -> Bool {
    session.nextInstant.map { $0 - session.now >= Self.quietSpan } ?? true
  }

  // MARK: A live session

  /// Notes a command that the session has just carried out.
  public mutating func append(_ command: Command, by source: CommandSource, at time: Instant) {
    steps.append(ReplayStep(at: time, command, by: source))
  }

  /// Notes events that the session told; `session` is as it is after them, between two instants.
  public mutating func follow(_ events: [SessionEvent], _ session: Session) {
    find(events, session.fleet)
    known = session.now
    if wantsSnapshot(of: session) { snapshots.add(Playback(at: session, steps: steps)) }
  }

  /// Whether a snapshot will be kept of a live session when its events are followed, which takes long in a large fleet.
  public func wantsSnapshot(of session: Session) -> Bool {
    snapshots.wants(session.effort, spacing: snapshots.spacing)
  }

  // MARK: Seeking

  /// Snapshots may take so much more while somebody looks at the past of a live session.
  public mutating func beginLooking() { snapshots.grow(to: Self.lookingBudget) }

  /// Somebody looked at it, and no longer does.
  public mutating func endLooking() { snapshots.shrink() }

  /// Some twenty snapshots of a million VMs.
  private static let lookingBudget = 96 << 20

  /// The run at its start, before anything happened.
  public func start() -> Playback {
    var nothing: Playback?
    return snapshots.restore(snapshots.first, steps: steps, reusing: &nothing)
  }

  /// The state at a time, which must lie within the recording or before a live session's now.
  public mutating func seek(to time: Instant) throws(ReplayMismatch) -> Playback {
    var playback = playback(from: snapshots.place(before: time))
    try run(&playback, to: time)
    return playback
  }

  /// The run at the snapshot of a place.
  mutating func playback(from place: Int) -> Playback {
    var nothing: Playback?
    return snapshots.restore(snapshots.snapshot(at: place), steps: steps, reusing: &nothing)
  }

  /// Lets a playback that an earlier seek gave know the commands that were carried out since.
  public func refresh(_ playback: inout Playback) { playback.steps = steps }

  /// Moves a playback that an earlier seek gave to another time. It goes on from where it is if that is nearer, and keeps
  /// its memory otherwise, which makes it the faster way to scrub.
  ///
  /// When it throws, the playback stands where it differs from what was recorded.
  public mutating func move(_ playback: inout Playback, to time: Instant) throws(ReplayMismatch) {
    let place = snapshots.place(before: time)
    if playback.mismatch == nil, playback.now <= time, playback.now >= snapshots.head(at: place).now {
      playback.steps = steps
      _ = playback.takeEvents()
      return try run(&playback, to: time)
    }
    let start = snapshots.snapshot(at: place)
    var old: Playback? = playback
    playback = start.rest
    playback = snapshots.restore(start, steps: steps, reusing: &old)
    try run(&playback, to: time)
  }

  /// Lets time pass, and leaves snapshots on the way where they are far apart, so that a second seek to the same stretch
  /// has less to do.
  private mutating func run(_ playback: inout Playback, to time: Instant) throws(ReplayMismatch) {
    // Nobody asks for what happens on the way; what waits is remembered all the same.
    playback.session.keepsEvents = false
    defer { playback.session.keepsEvents = true }
    var isDone = false
    while !isDone {
      isDone = try playback.advance(to: time, atMost: Self.instantsPerStep)
      if snapshots.wantsWhileSeeking(playback.session.effort) { snapshots.add(playback) }
    }
  }

  /// The first mark after a time, of a family or of any.
  public func mark(after time: Instant, _ family: TimelineMark.Family? = nil) -> TimelineMark? {
    marks[firstMark { $0.time > time }...].first { family == nil || $0.family == family }
  }

  /// The last mark before a time, of a family or of any.
  public func mark(before time: Instant, _ family: TimelineMark.Family? = nil) -> TimelineMark? {
    marks[..<firstMark { $0.time >= time }].last { family == nil || $0.family == family }
  }

  private func firstMark(where isBehind: (TimelineMark) -> Bool) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(marks[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private mutating func find(_ events: [SessionEvent], _ fleet: Fleet) {
    for event in events {
      guard let mark = finder.mark(of: event, fleet) else { continue }
      let limit = mark.family == .batch ? Self.batchLimit : Self.markLimit
      if marks.count < limit { marks.append(mark) } else { omittedMarks += 1 }
    }
  }
}

// MARK: An index

extension Timeline {
  /// What an index holds of a timeline beside its snapshots.
  private struct Filed: Codable {
    let marks: [TimelineMark]
    let omittedMarks: Int
    let known: Instant
  }

  /// Writes all that is known of a recording that was read to its end and is as it was recorded.
  func file(in index: IndexWriter) throws {
    guard known == end, mismatch == nil, scout == nil else { throw IndexWriter.Failure() }
    try index.put(StateEncoder.bytes(of: Filed(marks: marks, omittedMarks: omittedMarks, known: known)))
    try snapshots.file(in: index)
  }

  /// Takes all that is known of the recording from its index. Nothing changes if that cannot be read.
  mutating func adopt(_ index: IndexReader) throws {
    let filed = try StateDecoder.value(Filed.self, from: index.bytes())
    guard filed.known == end else { throw IndexReader.Failure() }
    try snapshots.adopt(index)
    marks = filed.marks
    omittedMarks = filed.omittedMarks
    known = filed.known
    scout = nil
  }
}
