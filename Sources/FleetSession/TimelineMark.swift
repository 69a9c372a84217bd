public import FleetModel
public import RolloutOrchestrator

/// A place on the timeline that people jump to.
public struct TimelineMark: Sendable, Codable {
  /// Simulated time.
  public let time: Instant
  /// What is there.
  public let kind: Kind

  /// What a mark can stand for.
  public enum Kind: Sendable, Codable {
    /// A rollout began.
    case rolloutStarted(RolloutID, handler: HandlerIndex, version: VersionIndex)
    /// A rollout ended.
    case rolloutEnded(RolloutID, RolloutOutcome)
    /// A rollout was held.
    case held(RolloutID)
    /// A hold was over.
    case resumed(RolloutID)
    /// A phase began; phases count from 0 here.
    case phaseStarted(RolloutID, phase: Int)
    /// A phase succeeded.
    case phaseSucceeded(RolloutID, phase: Int)
    /// An operator let the next phase begin.
    case phaseSkipped(RolloutID, phase: Int)
    /// A batch began.
    case batch(RolloutID, run: Int, batch: Int, group: GroupIndex, count: Int)
    /// A run over a group was stopped (R14 to R16).
    case stop(RolloutID, group: GroupIndex, RunOutcome)
    /// Rollbacks of one rollout that followed each other closely, from the first of them.
    case rollbackWave(HandlerIndex, group: GroupIndex)
    /// A command was given. Apart, since it is four times as large as the others.
    indirect case command(Command, CommandSource)
  }

  /// Kinds by name, for keys that jump to the next of a kind.
  public enum Family: String, Sendable, Equatable, CaseIterable, Codable {
    /// Beginnings and ends of rollouts and phases.
    case phase
    /// Batches.
    case batch
    /// Stops.
    case stop
    /// Rollbacks.
    case rollback
    /// Commands, holds and their ends included.
    case command
  }

  /// Which kind it is.
  public var family: Family {
    switch kind {
    case .rolloutStarted, .rolloutEnded, .phaseStarted, .phaseSucceeded, .phaseSkipped: .phase
    case .batch: .batch
    case .stop: .stop
    case .rollbackWave: .rollback
    case .command, .held, .resumed: .command
    }
  }
}

/// Finds the marks among events.
public struct MarkFinder: Sendable, Codable {
  /// Rollbacks of a handler farther apart than this are two waves.
  public static let waveGap = 30 * Span.minute

  private var lastRollback: [Instant] = []

  /// A finder that has seen nothing yet.
  public init() {}

  /// The mark that an event leaves; nil if it leaves none. `fleet` is as it is at the event or later.
  public mutating func mark(of event: SessionEvent, _ fleet: Fleet) -> TimelineMark? {
    switch event.what {
    case .fleet, .digest: return nil
    case .command(let command, let source): return TimelineMark(time: event.time, kind: .command(command, source))
    case .rollout(let decision):
      return kind(of: decision, event.time, fleet).map { TimelineMark(time: event.time, kind: $0) }
    }
  }

  private mutating func kind(of event: RolloutEvent, _ time: Instant, _ fleet: Fleet) -> TimelineMark.Kind? {
    switch event {
    case .rolloutStarted(let id, let handler, let version):
      return .rolloutStarted(id, handler: handler, version: version)
    case .rolloutEnded(let id, let outcome): return .rolloutEnded(id, outcome)
    case .rolloutHeld(let id): return .held(id)
    case .rolloutResumed(let id): return .resumed(id)
    case .phaseStarted(let id, let phase): return .phaseStarted(id, phase: phase)
    case .phaseSucceeded(let id, let phase, _, _, _): return .phaseSucceeded(id, phase: phase)
    case .phaseSkipped(let id, let phase): return .phaseSkipped(id, phase: phase)
    case .batchStarted(let batch):
      return .batch(
        batch.rollout, run: batch.run, batch: batch.batch, group: batch.group, count: batch.machines.count)
    case .runEnded(let id, _, let group, let outcome, _):
      switch outcome {
      case .unhealthyBefore, .stoppedUnhealthy, .stoppedUpgraded: return .stop(id, group: group, outcome)
      case .completed, .rolloutOver: return nil
      }
    case .rollbackStarted(let vm, let handler, _, _, _):
      while lastRollback.count <= handler { lastRollback.append(-Self.waveGap - 1) }
      let isNew = time - lastRollback[handler] > Self.waveGap
      lastRollback[handler] = time
      return isNew ? .rollbackWave(handler, group: fleet.group(of: vm)) : nil
    case .runStarted, .attemptStarted, .abandoned, .attemptEnded, .batchEnded, .waiting, .machinesWaiting: return nil
    }
  }
}
