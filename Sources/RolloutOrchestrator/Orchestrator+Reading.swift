public import FleetModel

// What others may ask about the state of the rollouts.

extension Orchestrator {
  /// An upgrade in flight, as far as others need to know.
  public struct AttemptInFlight: Sendable, Equatable {
    /// Its rollout.
    public let rollout: RolloutID
    /// Its handler.
    public let handler: HandlerIndex
    /// The version before.
    public let from: VersionIndex
    /// The version after, if all goes well.
    public let to: VersionIndex
    /// Counts from 1.
    public let number: Int
    /// Where it is.
    public let stage: Stage
    /// When the install started.
    public let startedAt: Instant
    /// When the install ended; nil while it runs.
    public let installEndedAt: Instant?

    /// The three parts of an attempt.
    public enum Stage: Sendable, Equatable {
      /// The install runs.
      case installing
      /// Health is watched.
      case watching
      /// The previous version is being put back.
      case rollingBack
    }
  }

  /// A VM's upgrade in flight, if it has one.
  public func attempt(on vm: VMIndex) -> AttemptInFlight? {
    guard attemptOf[vm] >= 0 else { return nil }
    let attempt = attempts[Int(attemptOf[vm])]
    let stage: AttemptInFlight.Stage =
      switch attempt.stage {
      case .installing: .installing
      case .watching: .watching
      case .rollingBack: .rollingBack
      }
    return AttemptInFlight(
      rollout: attempt.rollout + 1, handler: attempt.handler, from: attempt.from, to: attempt.to,
      number: attempt.number, stage: stage, startedAt: attempt.startedAt,
      installEndedAt: attempt.installEndedAt < 0 ? nil : attempt.installEndedAt)
  }

  /// R7, R8: when a failed upgrade of a handler on a VM may be tried again; `Instant.max` if a person must say so.
  public func retryTime(of handler: HandlerIndex, on vm: VMIndex) -> Instant? {
    retries[handler][vm]?.time
  }

  /// How a VM's last attempt in a rollout ended; nil as well where its owner deployed or removed the extension since (R11a).
  public func effectiveOutcome(of vm: VMIndex, in id: RolloutID) -> AttemptOutcome? {
    vm < rollouts[id - 1].records.count ? rollouts[id - 1].records[vm].outcome : nil
  }

  /// Whether a retry command would change anything.
  public func hasSomethingToRetry(
    _ id: RolloutID?, machines: [VMIndex], groups: [GroupIndex], in fleet: Fleet
  ) -> Bool {
    for handler in retries.indices {
      if machines.contains(where: { isRetried(by: id, handler, on: $0, fleet) }) { return true }
    }
    for index in live where id.map({ $0 - 1 == index }) ?? true {
      if groups.contains(where: { rollouts[index].groups[$0].stopReason != nil }) { return true }
    }
    return false
  }

  /// Whether an upgrade failed that a person may order again, for one rollout or for all: a rollout's are those of its handler
  /// and its major, since rollouts of other majors go on beside it.
  @inline(__always)
  func isRetried(by id: RolloutID?, _ handler: HandlerIndex, on vm: VMIndex, _ fleet: Fleet) -> Bool {
    guard let failure = retries[handler][vm] else { return false }
    guard let id else { return true }
    let (rollout, versions) = (rollouts[id - 1], fleet.handlers[handler].versions)
    return rollout.handler == handler && versions[failure.target].major == versions[rollout.target].major
  }
}

/// How the VMs that have a rollout's handler ended, by their last attempt in it (I22). Adds up to all of them.
public struct OutcomeTally: Sendable, Equatable {
  /// Last attempt upgraded.
  public internal(set) var upgraded = 0
  /// Last attempt rolled back.
  public internal(set) var rolledBack = 0
  /// Last attempt left the extension failed (R8).
  public internal(set) var rollbackFailed = 0
  /// No attempt ended, and eligible.
  public internal(set) var pending = 0
  /// No attempt ended, and not eligible or already at the target.
  public internal(set) var excluded = 0
}

extension Orchestrator {
  /// Counts a rollout's VMs by their last attempt.
  public func outcomes(of id: RolloutID, in fleet: Fleet) -> OutcomeTally {
    let rollout = rollouts[id - 1]
    var tally = OutcomeTally()
    for vm in fleet.machineIndices where fleet.exists(vm) && fleet.version(of: rollout.handler, on: vm) != nil {
      switch rollout.records[vm].lastOutcome {
      case .upgraded: tally.upgraded += 1
      case .rolledBack: tally.rolledBack += 1
      case .rollbackFailed: tally.rollbackFailed += 1
      case nil:
        if rollout.records[vm].standing == .pending { tally.pending += 1 } else { tally.excluded += 1 }
      }
    }
    return tally
  }

  /// R33: how many VMs without an ended attempt a rollout leaves out, by reason, in the order of the reasons: those that
  /// `outcomes` counts as excluded, but for those already at the target.
  public func exclusions(of id: RolloutID, in fleet: Fleet) -> [(reason: WaitReason, count: Int)] {
    let rollout = rollouts[id - 1]
    var counts = Array(repeating: 0, count: WaitReason.allCases.count)
    for vm in fleet.machineIndices
    where rollout.records[vm].standing == .excluded && rollout.records[vm].lastOutcome == nil && fleet.exists(vm) {
      let reason = Eligibility.exclusion(vm, rollout.handler, in: fleet) ?? .failed
      counts[WaitReason.allCases.firstIndex(of: reason)!] += 1
    }
    return zip(WaitReason.allCases, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
  }
}
