public import FleetModel

/// Whether the dashboard shows a run that goes on, its past, or one that was recorded.
public enum DashboardMode: Sendable, Equatable {
  /// Everything can be steered.
  case live
  /// Read-only; an earlier moment of a run that stands at `present` and goes on meanwhile.
  case past(present: Instant)
  /// Read-only; time can be moved in both directions, up to `end`.
  case replay(end: Instant)

  /// Whether commands are refused.
  public var isReadOnly: Bool { self != .live }

  /// Whether it is a recording that is shown.
  public var isReplay: Bool { if case .replay = self { true } else { false } }

  /// Whether it is a live run's past that is shown.
  public var isPast: Bool { if case .past = self { true } else { false } }

  /// Where the timeline ends; nil for a live run, which ends now.
  public var end: Instant? {
    switch self {
    case .live: nil
    case .past(let present): present
    case .replay(let end): end
    }
  }
}

/// What the run loop tells the dashboard about time.
public struct RunStatus: Sendable, Equatable {
  /// Live or replayed.
  public var mode: DashboardMode
  /// Whether time passes.
  public var isRunning: Bool
  /// The pace that was asked for.
  public var pace: Pace
  /// Simulated seconds a second that were reached, while that is less than was asked for or no limit is set.
  public var reached: Int?
  /// Whether quiet stretches are skipped.
  public var skipsQuiet: Bool
  /// The last stretch that was skipped.
  public var skipped: SkippedStretch?
  /// What goes along with the run: whether it is recorded and safe, where clients find it.
  public var companions: String?
  /// How far a recording was read ahead, while it is.
  public var readAhead: Reach?
  /// How far it is to the moment that was asked for, while it takes long to come there.
  public var journey: Reach?
  /// Where time will be stopped by itself, if it will.
  public var runsTo: RunTarget?

  /// A run as it starts.
  public init(mode: DashboardMode = .live, isRunning: Bool = true, pace: Pace = .standard, skipsQuiet: Bool = true) {
    self.mode = mode
    self.isRunning = isRunning
    self.pace = pace
    self.skipsQuiet = skipsQuiet
  }
}

/// How far a run was worked through, of how far it will be: a recording that is read ahead for its marks and counts, or the
/// way to another moment.
public struct Reach: Sendable, Equatable {
  /// Up to which moment.
  public var known: Instant
  /// At which moment it ends; nil where only the number of events says how far it is.
  public var end: Instant?
  /// How many of its events; `all` is 0 where it does not say.
  public var events, all: Int

  /// A stand.
  public init(known: Instant, end: Instant?, events: Int, all: Int) {
    self.known = min(known, end ?? .max)
    self.end = end
    self.events = events
    self.all = all
  }

  /// The share that is done in thousandths: of the events where their number is known, since they are the work, else of
  /// the time.
  var thousandths: Int {
    min(1_000, all > 0 ? events * 1_000 / all : Int(known * 1_000 / max(1, end ?? 0)))
  }

  /// `14d 04:03:10 of 60d 00:00:00`, or `event 1 200 of 40 000`.
  var text: String {
    end.map { "\(Figures.clock(known)) of \(Figures.clock($0))" }
      ?? "event \(Figures.grouped(events)) of \(Figures.grouped(all))"
  }
}

/// A quiet stretch of simulated time that was passed over at once.
public struct SkippedStretch: Sendable, Equatable {
  /// How long it was.
  public var length: Milliseconds
  /// Why nothing happened in it.
  public var cause: Cause

  /// What a quiet stretch is spent with.
  public enum Cause: String, Sendable, Equatable {
    /// R23.
    case bake
    /// R7, R17.
    case retry = "waiting for a retry"
    /// R21.
    case pause = "pause between batches"
    /// Nothing was due at all.
    case nothing = "quiet time"
  }

  /// A stretch.
  public init(length: Milliseconds, cause: Cause) {
    self.length = length
    self.cause = cause
  }
}

/// An event that time can be told to run to.
public enum RunTarget: String, Sendable, Equatable, CaseIterable {
  /// A phase starts, succeeds or is skipped, or a rollout starts or ends.
  case phase = "the next phase"
  /// A run over a group stops (R14 to R16).
  case stop = "the next stop"
  /// An upgrade fails.
  case failure = "the next failure"
}
