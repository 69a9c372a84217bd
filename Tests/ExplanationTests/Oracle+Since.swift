import FleetModel
import FleetSession
import RolloutOrchestrator

/// R31: since when something waits, as an onlooker saw it begin.
extension Oracle {
  mutating func checkSince() {
    for rollout in live {
      let id = rollout.id
      for group in fleet.groups.indices {
        for wait in explain(group: group, id).waits { checkSince(wait, rollout, group, nil) }
      }
      for vm in fleet.machineIndices where fleet.exists(vm) {
        for wait in explain(vm, id).waits { checkSince(wait, rollout, fleet.group(of: vm), vm) }
      }
    }
  }

  private mutating func checkSince(_ wait: Wait, _ rollout: Rollout, _ group: GroupIndex, _ vm: VMIndex?) {
    let fleet = fleet
    let began: Instant?
    switch wait.reason {
    case .held where wait.until == nil: began = ledger.heldSince[rollout.id]
    case .bake: began = ledger.success[Ledger.Key(rollout.id, rollout.phase)]
    case .stoppedUnhealthy, .stoppedUpgraded: began = ledger.stop[Ledger.Key(rollout.id, group)]?.at
    case .unhealthyBefore where wait.until != nil: began = ledger.stop[Ledger.Key(rollout.id, group)]?.at
    case .batchPause: began = ledger.batchEnd[group]
    case .groupBusy where wait.figures.count > 2: began = ledger.batch[group]?.at
    case .groupBusy: began = ledger.runStart[group]?.at
    case .updateDomain: began = ledger.batch[group]?.at
    case .retry, .failed:
      guard let vm, let failure = ledger.failure[Ledger.Key(rollout.handler, vm)] else { return }
      began = failure
    case .held, .unhealthyBefore, .phase, .pair, .zone, .notPublished, .subscriptionCap, .queued, .healthSource,
      .stopped,
      .agent, .busy, .unhealthy, .initializing, .protected, .model, .enrolment, .serviceFabric, .optedOut, .unsupported:
      // Not seen in one event; but nothing waits since a time to come.
      expect(wait.since.map { $0 <= session.now } ?? true, "\(wait.reason) since \(wait.since!)")
      return
    }
    if wait.reason == .stoppedUpgraded, began == nil { return }
    expect(
      wait.since == began || (wait.reason == .stoppedUpgraded && wait.since != nil),
      "\(fleet.name(ofGroup: group)) \(vm.map(fleet.name(of:)) ?? "") of \(rollout.id): \(wait), since \(wait.since ?? -1), seen \(began ?? -1)"
    )
  }
}
