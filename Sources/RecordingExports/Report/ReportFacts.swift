import FleetModel
import FleetSession
import RolloutOrchestrator
import SessionRecordings

/// What a report tells of a recording, gathered in one run through it.
struct ReportFacts {
  let recording: Recording
  let end: Instant
  private(set) var session: Session
  private(set) var mismatch: ReplayMismatch?
  private(set) var stops: [Stop] = []
  private(set) var rollbacks: [Rollback] = []
  private(set) var commands: [(time: Instant, command: Command, source: CommandSource)] = []
  /// VMs in open batches by rollout and column of time.
  private(set) var inFlight: [[Int]] = []
  /// VMs by handler, version and column of time.
  private(set) var spread: [[[Int]]] = []

  /// Columns of time in the pictures: more than that no screen shows.
  static let columns = 400

  /// A run over a set that was stopped.
  struct Stop {
    let time: Instant
    let rollout: RolloutID
    let group: GroupIndex
    let reason: RunOutcome
    let retryAt: Instant?
    var figures: [WaitFigure] = []
  }

  /// The rollbacks of one handler in one group.
  struct Rollback {
    let handler: HandlerIndex
    let group: GroupIndex
    let first: Instant
    var last: Instant
    var installFailed = 0
    var notHealthy = 0
    var rollbackFailed = 0

    var count: Int { installFailed + notHealthy }
  }

  init(_ recording: Recording, plan: FleetPlan) {
    self.recording = recording
    end = max(1, recording.end)
    var walk = RecordingWalk(recording, plan: plan)
    session = walk.playback.session
    var versions = VersionCount(plan.fleet)
    var batches = OpenBatches()
    spread = plan.fleet.handlers.map { _ in [] }
    for column in 0..<Self.columns {
      let time = Self.time(of: column + 1, end)
      walk.advance(to: time) { events, session in
        for event in events {
          take(event, session.fleet)
          versions.take(event)
          if let closed = batches.take(event) { add(closed) }
        }
      }
      for handler in spread.indices { spread[handler].append(versions.counts[handler]) }
    }
    for open in batches.rest(until: end) { add(open) }
    session = walk.playback.session
    mismatch = walk.mismatch
    rollbacks.sort { ($0.handler, $0.first, $0.group) < ($1.handler, $1.first, $1.group) }
  }

  /// The time at which a column begins.
  static func time(of column: Int, _ end: Instant) -> Instant { end * Instant(column) / Instant(columns) }

  private func column(_ time: Instant) -> Int { min(Self.columns - 1, Int(time * Instant(Self.columns) / end)) }

  private mutating func add(_ batch: OpenBatches.Closed) {
    while inFlight.count < batch.rollout { inFlight.append(Array(repeating: 0, count: Self.columns)) }
    for column in column(batch.from)...column(batch.to) { inFlight[batch.rollout - 1][column] += batch.count }
  }

  private mutating func take(_ event: SessionEvent, _ fleet: Fleet) {
    switch event.what {
    case .command(let command, let source): commands.append((event.time, command, source))
    case .rollout(.runEnded(let id, _, let group, let outcome, let retryAt)):
      switch outcome {
      case .unhealthyBefore, .stoppedUnhealthy, .stoppedUpgraded:
        stops.append(Stop(time: event.time, rollout: id, group: group, reason: outcome, retryAt: retryAt))
      case .completed, .rolloutOver: break
      }
    case .rollout(.waiting(let id, .group(let group), let wait)):
      // The figures of a stop are told with the wait that follows it.
      guard let place = stops.lastIndex(where: { $0.group == group && $0.rollout == id && $0.time == event.time }),
        wait.reason.rawValue == stops[place].reason.reason
      else { return }
      stops[place].figures = wait.figures
    case .rollout(.rollbackStarted(let vm, let handler, _, _, let why)):
      let place = rollback(handler, fleet.group(of: vm), event.time)
      if why == .installFailed { rollbacks[place].installFailed += 1 } else { rollbacks[place].notHealthy += 1 }
    case .rollout(.attemptEnded(let attempt)):
      guard attempt.outcome == .rollbackFailed else { return }
      rollbacks[rollback(attempt.handler, fleet.group(of: attempt.vm), event.time)].rollbackFailed += 1
    case .rollout, .fleet, .digest: break
    }
  }

  private mutating func rollback(_ handler: HandlerIndex, _ group: GroupIndex, _ time: Instant) -> Int {
    if let place = rollbacks.lastIndex(where: { $0.handler == handler && $0.group == group }) {
      rollbacks[place].last = time
      return place
    }
    rollbacks.append(Rollback(handler: handler, group: group, first: time, last: time))
    return rollbacks.count - 1
  }
}

/// Batches that have begun and not ended.
private struct OpenBatches {
  struct Closed {
    let rollout: RolloutID
    let from: Instant
    let to: Instant
    let count: Int
  }

  private var open: [Int: (rollout: RolloutID, from: Instant, count: Int)] = [:]

  /// A batch that an event ends; a run has one at a time.
  mutating func take(_ event: SessionEvent) -> Closed? {
    switch event.what {
    case .rollout(.batchStarted(let batch)):
      open[batch.run] = (batch.rollout, event.time, batch.machines.count)
      return nil
    case .rollout(.batchEnded(_, let run, _, _, _, _)):
      return open.removeValue(forKey: run).map {
        Closed(rollout: $0.rollout, from: $0.from, to: event.time, count: $0.count)
      }
    default: return nil
    }
  }

  func rest(until end: Instant) -> [Closed] {
    open.sorted { $0.key < $1.key }.map {
      Closed(rollout: $0.value.rollout, from: $0.value.from, to: end, count: $0.value.count)
    }
  }
}

/// How many VMs run which version, kept by events.
private struct VersionCount {
  private(set) var counts: [[Int]]
  private var version: [[Int32]]

  private static let none: Int32 = -1

  init(_ fleet: Fleet) {
    counts = fleet.handlers.map { Array(repeating: 0, count: $0.versions.count) }
    version = fleet.handlers.indices.map { _ in Array(repeating: Self.none, count: fleet.machineIndices.count) }
    for handler in fleet.handlers.indices {
      for vm in fleet.machineIndices where fleet.exists(vm) { set(handler, vm, fleet.version(of: handler, on: vm)) }
    }
  }

  private mutating func set(_ handler: HandlerIndex, _ vm: VMIndex, _ new: VersionIndex?) {
    let old = version[handler][vm]
    if old >= 0 { counts[handler][Int(old)] -= 1 }
    version[handler][vm] = new.map { Int32($0) } ?? Self.none
    guard let new else { return }
    while counts[handler].count <= new { counts[handler].append(0) }
    counts[handler][new] += 1
  }

  mutating func take(_ event: SessionEvent) {
    guard case .fleet(let change) = event.what else { return }
    switch change {
    case .installEnded(let vm, let handler, let version, nil): set(handler, vm, version)
    case .rollbackEnded(let vm, let handler, let version, true): set(handler, vm, version)
    case .extensionSet(let vm, let handler, let version, _): set(handler, vm, version)
    case .extensionRemoved(let vm, let handler): set(handler, vm, nil)
    case .machineRemoved(let vm): for handler in counts.indices { set(handler, vm, nil) }
    case .machineAdded(let machine):
      let vm = version.first?.count ?? 0
      for handler in version.indices { version[handler].append(Self.none) }
      for deployed in machine.extensions { set(deployed.handler, vm, deployed.version) }
    default: break
    }
  }
}
