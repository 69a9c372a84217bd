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

/// The newest entries of some kind.
struct EntryRing: Sendable {
  private(set) var entries: [LogEntry] = []
  private var start = 0
  /// How many were ever put in.
  private(set) var appended = 0

  /// The entry at a place, 0 being the newest.
  subscript(fromNewest place: Int) -> LogEntry { entries[index(fromNewest: place)] }

  /// Its time alone; to copy a whole entry counts references.
  func time(fromNewest place: Int) -> Instant { entries[index(fromNewest: place)].time }

  /// How much it matters.
  func level(fromNewest place: Int) -> EventLevel { entries[index(fromNewest: place)].level }

  private func index(fromNewest place: Int) -> Int { (start + entries.count - 1 - place) % entries.count }

  mutating func append(_ entry: LogEntry) {
    appended += 1
    if entries.count < EventLog.capacity {
      // Growing by itself it would take room for half as many again.
      if entries.count == EventLog.capacity / 2 { entries.reserveCapacity(EventLog.capacity) }
      entries.append(entry)
    } else {
      entries[start] = entry
      start = (start + 1) % EventLog.capacity
    }
  }
}

/// The last events of the session, in order; older ones are in the recording. Those of the levels gate and above are kept
/// apart, since the batches of a large fleet would push them out within minutes.
public struct EventLog: Sendable {
  /// How many entries are kept: some four megabytes, and as many as a frame reads at most.
  public static let capacity = 20_000

  private var all = EntryRing()
  private var important = EntryRing()
  private var lastNumber = 0
  /// Events before the first that was handed over.
  private var unseen = 0
  /// VMs that were last heard of as unhealthy or silent.
  private var unwell: Set<VMIndex> = []

  /// An empty log.
  public init() {}

  /// The log of a moment that was jumped to: the events before it, and how many there were up to it.
  init(_ events: [SessionEvent], upTo count: Int) {
    unseen = count - events.count { Self.isNumbered($0.what) }
    lastNumber = unseen
    append(events)
  }

  /// Waits and checkpoints are told, but they are no events of their own.
  private static func isNumbered(_ what: SessionEvent.What) -> Bool {
    switch what {
    case .digest: false
    case .rollout(let event): !event.isWait
    case .command, .fleet: true
    }
  }

  /// How many entries there are.
  public var count: Int { all.entries.count }

  /// The entry at a place, 0 being the newest.
  public subscript(fromNewest place: Int) -> LogEntry { all[fromNewest: place] }

  /// Its time alone; to copy a whole entry counts references.
  func time(fromNewest place: Int) -> Instant { all.time(fromNewest: place) }

  /// The entries in which those of a level and above are found with the fewest others.
  func ring(of level: EventLevel) -> EntryRing { level >= .gate ? important : all }

  /// Whether it holds all that happened since the start.
  var isComplete: Bool { unseen == 0 && !isFull }

  /// Whether older entries had to go.
  var isFull: Bool { count == Self.capacity }

  /// Takes note of what happened. Checkpoints are left out, and so are samples that find a VM healthy which was so before:
  /// nobody reads them, and they would push out what matters.
  mutating func append(_ events: [SessionEvent]) {
    var manyLeft = events.reduce(0) { $0 + Self.manyCount($1) }
    for event in events {
      if Self.isNumbered(event.what) { lastNumber += 1 }
      guard let level = Self.level(event.what) ?? recovery(event.what) else { continue }
      if case .fleet(.health(let vm, let health, _, _)) = event.what, health.isBad { unwell.insert(vm) }
      let many = Self.manyCount(event)
      guard many > 0 else {
        append(event, level)
        continue
      }
      manyLeft -= many
      // Others would only be pushed out by those that follow.
      event.forEachTold(last: max(0, Self.capacity - manyLeft)) { append($0, level) }
    }
  }

  /// Of how many VMs an event tells that tells of many at once.
  private static func manyCount(_ event: SessionEvent) -> Int {
    if case .rollout(.machinesWaiting(_, let waits)) = event.what { waits.count } else { 0 }
  }

  private mutating func append(_ event: SessionEvent, _ level: EventLevel) {
    let entry = LogEntry(number: lastNumber, time: event.time, what: event.what, level: level)
    all.append(entry)
    if level >= .gate { important.append(entry) }
  }

  /// The level of a sample that finds a VM healthy again.
  private mutating func recovery(_ what: SessionEvent.What) -> EventLevel? {
    guard case .fleet(.health(let vm, .healthy, _, _)) = what else { return nil }
    return unwell.remove(vm) == nil ? nil : .all
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
    case .waiting, .machinesWaiting: .all
    }
  }
}
