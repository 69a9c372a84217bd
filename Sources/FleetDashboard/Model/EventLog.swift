public import FleetModel
public import FleetSession
import RolloutOrchestrator

/// How much an event matters to someone who watches.
public enum EventLevel: Int, Sendable, Equatable, Comparable, CaseIterable {
  /// Every report and every wait.
  case all
  /// Batches, attempts, changes by owners.
  case info
  /// Rollouts, phases, runs, commands.
  case gate
  /// What went wrong.
  case trouble

  /// More important is greater.
  public static func < (left: EventLevel, right: EventLevel) -> Bool { left.rawValue < right.rawValue }

  var word: String {
    switch self {
    case .all: "all"
    case .info: "info"
    case .gate: "gate"
    case .trouble: "bad"
    }
  }
}

/// One entry of the log.
public struct LogEntry: Sendable {
  /// Its number, from 1, in the order of events.
  public let number: Int
  /// When.
  public let time: Instant
  /// What.
  public let what: SessionEvent.What
  /// How much it matters.
  public let level: EventLevel
}

/// The last events of the session, in order; older ones are in the recording.
public struct EventLog: Sendable {
  /// How many entries are kept: some four megabytes, and as many as a frame reads at most.
  public static let capacity = 20_000

  private var ring: [LogEntry] = []
  private var start = 0
  private var lastNumber = 0

  /// An empty log.
  public init() {}

  /// The log of a moment that was jumped to: the events before it, and how many there were up to it.
  init(_ events: [SessionEvent], upTo count: Int) {
    lastNumber = count - events.count { Self.isNumbered($0.what) }
    append(events)
  }

  /// Waits and checkpoints are told, but they are no events of their own.
  private static func isNumbered(_ what: SessionEvent.What) -> Bool {
    switch what {
    case .digest, .rollout(.waiting): false
    case .command, .fleet, .rollout: true
    }
  }

  /// How many entries there are.
  public var count: Int { ring.count }

  /// The entry at a place, 0 being the newest.
  public subscript(fromNewest place: Int) -> LogEntry { ring[(start + ring.count - 1 - place) % ring.count] }

  /// Its time alone; to copy a whole entry counts references.
  func time(fromNewest place: Int) -> Instant { ring[(start + ring.count - 1 - place) % ring.count].time }

  /// How much it matters.
  func level(fromNewest place: Int) -> EventLevel { ring[(start + ring.count - 1 - place) % ring.count].level }

  /// Takes note of what happened. Routine reports of health and checkpoints are left out: nobody reads them, and they
  /// would push out what matters.
  mutating func append(_ events: [SessionEvent]) {
    for event in events {
      if Self.isNumbered(event.what) { lastNumber += 1 }
      guard let level = Self.level(event.what) else { continue }
      let entry = LogEntry(number: lastNumber, time: event.time, what: event.what, level: level)
      if ring.count < Self.capacity {
        // Growing by itself it would take room for half as many again.
        if ring.count == Self.capacity / 2 { ring.reserveCapacity(Self.capacity) }
        ring.append(entry)
      } else {
        ring[start] = entry
        start = (start + 1) % Self.capacity
      }
    }
  }

  /// Whether an event is shown at a level.
  static func matters(_ what: SessionEvent.What, _ level: EventLevel) -> Bool {
    self.level(what).map { $0 >= level } ?? false
  }

  private static func level(_ what: SessionEvent.What) -> EventLevel? {
    switch what {
    case .command: .gate
    case .digest: nil
    case .fleet(let event): level(event)
    case .rollout(let event): level(event)
    }
  }

  private static func level(_ event: FleetEvent) -> EventLevel? {
    switch event {
    case .installEnded(_, _, _, let failure): failure == nil ? .all : .trouble
    case .rollbackEnded(_, _, _, let ok): ok ? .all : .trouble
    case .health(_, let health, let isSample, _):
      health.isBad ? .trouble : isSample && health == .healthy ? nil : .all
    case .versionPublished, .versionWithdrawn, .enrolment: .gate
    case .power, .agent, .protection, .model, .machineAdded, .machineRemoved, .automaticChanged,
      .modelAutomaticChanged, .modelExtensionSet, .modelExtensionRemoved, .extensionSet, .extensionRemoved:
      .info
    }
  }

  private static func level(_ event: RolloutEvent) -> EventLevel {
    switch event {
    case .rolloutStarted, .phaseStarted, .phaseSucceeded, .phaseSkipped, .rolloutHeld, .rolloutResumed, .rolloutEnded:
      .gate
    case .runEnded(_, _, _, let outcome, _):
      switch outcome {
      case .completed, .rolloutOver: .info
      case .unhealthyBefore, .stoppedUnhealthy, .stoppedUpgraded: .trouble
      }
    case .rollbackStarted, .abandoned: .trouble
    case .attemptEnded(let end): end.outcome == .upgraded ? .info : .trouble
    case .batchEnded(_, _, _, _, _, let bad): bad > 0 ? .trouble : .info
    case .runStarted, .batchStarted, .attemptStarted: .info
    case .waiting: .all
    }
  }
}
