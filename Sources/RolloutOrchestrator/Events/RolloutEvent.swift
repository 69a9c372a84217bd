public import FleetModel

/// The number of a rollout, from 1, in the order of their starts.
public typealias RolloutID = Int

/// Something the orchestrator decided. Each is a fact once it is told; some imply an order to the fleet.
public enum RolloutEvent: Sendable, Equatable {
  /// R27: a rollout begins. Its phases are the fleet's phase plan.
  case rolloutStarted(RolloutID, handler: HandlerIndex, version: VersionIndex)
  /// R22: a phase may begin. Phases count from 0 here; people and files count from 1.
  case phaseStarted(RolloutID, phase: Int)
  /// R22: enough of a phase's eligible VMs are upgraded.
  case phaseSucceeded(RolloutID, phase: Int, eligible: Int, upgraded: Int, threshold: Int)
  /// R30: an operator let the next phase begin all the same.
  case phaseSkipped(RolloutID, phase: Int)
  /// R14 passed, and a run over a group begins. Runs are numbered over the whole session.
  case runStarted(RolloutID, run: Int, group: GroupIndex)
  /// R12, R13: a batch begins.
  case batchStarted(BatchStart)
  /// R1: a VM's upgrade begins.
  case attemptStarted(AttemptStart)
  /// R3: an install or a rollback outlasted its limit.
  case abandoned(vm: VMIndex, handler: HandlerIndex)
  /// R2, R3: the previous version is being put back.
  case rollbackStarted(vm: VMIndex, handler: HandlerIndex, to: VersionIndex, attempt: Int, why: RollbackCause)
  /// An attempt's verdict, or the end of its rollback.
  case attemptEnded(AttemptEnd)
  /// All attempts of a batch ended.
  case batchEnded(RolloutID, run: Int, batch: Int, group: GroupIndex, upgraded: Int, bad: Int)
  /// A run is over.
  case runEnded(RolloutID, run: Int, group: GroupIndex, outcome: RunOutcome, retryAt: Instant?)
  /// R31: why something does not happen now.
  case waiting(RolloutID, scope: WaitScope, Wait)
  /// R31: the same of some thousand VMs, in their order, each with a reason that needs no figures: what a rollout tells as it
  /// begins. `forEachTold` says it as one event for each.
  case machinesWaiting(RolloutID, [MachineWait])
  /// R30: nothing new starts.
  case rolloutHeld(RolloutID)
  /// R30: a hold is over.
  case rolloutResumed(RolloutID)
  /// The rollout is over.
  case rolloutEnded(RolloutID, outcome: RolloutOutcome)

  /// The order to the fleet that this fact implies, if any.
  public var operation: FleetOperation? {
    switch self {
    case .attemptStarted(let start):
      .install(vm: start.vm, handler: start.handler, version: start.to, attempt: start.attempt)
    case .rollbackStarted(let vm, let handler, let to, let attempt, _):
      .rollBack(vm: vm, handler: handler, to: to, attempt: attempt)
    case .abandoned(let vm, let handler): .abandon(vm: vm, handler: handler)
    case .rolloutStarted, .phaseStarted, .phaseSucceeded, .phaseSkipped, .runStarted, .batchStarted, .attemptEnded,
      .batchEnded, .runEnded, .waiting, .machinesWaiting, .rolloutHeld, .rolloutResumed, .rolloutEnded:
      nil
    }
  }

  /// Whether it tells of waiting. That is no event of its own: nothing follows from it.
  public var isWait: Bool {
    switch self {
    case .waiting, .machinesWaiting: true
    default: false
    }
  }
}

/// R31: what keeps a VM by itself, in eight bytes.
public struct MachineWait: Sendable, Equatable {
  private let number: Int32
  /// Why it waits.
  public let reason: WaitReason

  /// A VM's reason.
  init(_ vm: VMIndex, _ reason: WaitReason) {
    number = Int32(vm)
    self.reason = reason
  }

  /// The VM.
  public var vm: VMIndex { Int(number) }
}

/// A batch as it begins.
public struct BatchStart: Sendable, Equatable {
  /// The rollout that leads the run.
  public let rollout: RolloutID
  /// The run.
  public let run: Int
  /// The batch's number in its run, from 1.
  public let batch: Int
  /// The group.
  public let group: GroupIndex
  /// R9: the handlers that are planned, in order.
  public let handlers: [HandlerIndex]
  /// The VMs.
  public let machines: [VMIndex]
  /// N at this moment.
  public let total: Int
  /// How many of them count as unhealthy at this moment (R14).
  public let unhealthy: Int
}

/// An attempt as it begins.
public struct AttemptStart: Sendable, Equatable {
  /// The attempt's own rollout; not always the one that leads the run (R9).
  public let rollout: RolloutID
  /// The run it is part of.
  public let run: Int
  /// The batch it is part of.
  public let batch: Int
  /// The VM.
  public let vm: VMIndex
  /// The handler.
  public let handler: HandlerIndex
  /// The version before.
  public let from: VersionIndex
  /// The version after, if all goes well.
  public let to: VersionIndex
  /// Counts from 1 for one VM and rollout.
  public let attempt: Int
}

/// An attempt as it ends.
public struct AttemptEnd: Sendable, Equatable {
  /// The attempt's own rollout.
  public let rollout: RolloutID
  /// The VM.
  public let vm: VMIndex
  /// The handler.
  public let handler: HandlerIndex
  /// How it ended.
  public let outcome: AttemptOutcome
  /// The version that is now installed.
  public let version: VersionIndex
  /// R7: when it is tried again; nil where it is not.
  public let retryAt: Instant?
}

/// How an attempt can end.
public enum AttemptOutcome: UInt8, Sendable, Equatable, Codable {
  /// Installed and healthy (R4).
  case upgraded = 1
  /// The previous version is back.
  case rolledBack = 2
  /// It is not; a person is needed (R8).
  case rollbackFailed = 3

  /// The word that streams carry.
  public var word: String {
    switch self {
    case .upgraded: "upgraded"
    case .rolledBack: "rolledBack"
    case .rollbackFailed: "rollbackFailed"
    }
  }
}

/// Why a rollback starts.
public enum RollbackCause: UInt8, Sendable, Equatable {
  /// The install failed (R3).
  case installFailed
  /// Not healthy within the window (R2).
  case notHealthy

  /// The word that streams carry.
  public var word: String {
    switch self {
    case .installFailed: "installFailed"
    case .notHealthy: "notHealthy"
    }
  }
}

/// How a run ends.
public enum RunOutcome: Sendable, Equatable, Codable {
  /// Nothing is left that could be tried now.
  case completed
  /// R14: too many VMs of the set are unhealthy before a batch.
  case unhealthyBefore
  /// R15: too many turned unhealthy while a batch was in flight.
  case stoppedUnhealthy
  /// R16: too many of those upgraded turned bad.
  case stoppedUpgraded
  /// The rollout ended.
  case rolloutOver(RolloutOutcome)

  /// Whether the run stopped before its work was done.
  public var isStop: Bool { self != .completed }

  /// The reason that streams carry; nil for a completed run.
  public var reason: String? {
    switch self {
    case .completed: nil
    case .unhealthyBefore: WaitReason.unhealthyBefore.rawValue
    case .stoppedUnhealthy: WaitReason.stoppedUnhealthy.rawValue
    case .stoppedUpgraded: WaitReason.stoppedUpgraded.rawValue
    case .rolloutOver(let outcome): outcome.rawValue
    }
  }
}

/// How a rollout ends.
public enum RolloutOutcome: String, Sendable, Equatable, Codable {
  /// R22b.
  case completed
  /// R28.
  case superseded
  /// R29, R30.
  case cancelled
}
