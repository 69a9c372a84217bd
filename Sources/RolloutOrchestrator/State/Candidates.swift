import FleetModel

/// Which VMs could start for one rollout at this moment, as far as the VM itself goes: the columns that this takes, side
/// by side.
struct Candidates {
  private let now: Instant
  private let handler: HandlerIndex
  private let target: VersionIndex
  private let records: [MachineRecord]
  private let attemptOf: [Int32]
  private let retries: RetryTable

  init(_ orchestrator: borrowing Orchestrator, _ index: Int, _ now: Instant) {
    self.now = now
    handler = orchestrator.rollouts[index].handler
    target = orchestrator.rollouts[index].target
    records = orchestrator.rollouts[index].records
    attemptOf = orchestrator.attemptOf
    retries = orchestrator.retries[handler]
  }

  @inline(__always)
  func contain(_ vm: VMIndex, in fleet: Fleet) -> Bool {
    guard records[vm].standing == .pending, attemptOf[vm] < 0, isDue(vm, fleet) else { return false }
    return fleet.health(of: vm) != .initializing && Eligibility.exclusion(vm, handler, in: fleet) == nil
  }

  /// R7, R8: whether nothing stands against another try.
  @inline(__always)
  private func isDue(_ vm: VMIndex, _ fleet: Fleet) -> Bool {
    guard let failure = retries[vm] else { return true }
    return RetryRule.time(failure, target: target, fleet.handlers[handler].versions).map { $0 <= now } ?? true
  }
}

/// R7, R8: when a failed upgrade may be tried again.
enum RetryRule {
  /// From when on a VM may be moved to a target; nil if nothing stands against it. What failed is tried again in its time,
  /// a newer target may start at once, and an older one is no way around.
  static func time(_ failure: RetryTable.Entry, target: VersionIndex, _ versions: [HandlerVersion]) -> Instant? {
    if failure.time == Orchestrator.needsPerson { return failure.time }
    if versions[target] > versions[failure.target] { return nil }
    return max(failure.time, failure.older.first { $0.target == target }?.time ?? 0)
  }
}
