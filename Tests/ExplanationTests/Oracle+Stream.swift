import FleetModel
import FleetSession
import RolloutOrchestrator

/// R31: what a reader of the stream was told last, against the state.
extension Oracle {
  mutating func checkStream() {
    let fleet = fleet
    for rollout in live {
      for vm in fleet.machineIndices where fleet.exists(vm) && !isFlying(vm, rollout.id) {
        let explanation = explain(vm, rollout.id)
        guard case .waiting = explanation.activity else { continue }
        if let batch = ledger.batch[fleet.group(of: vm)], batch.start.machines.contains(vm) { continue }
        let told = ledger.waits(of: vm, in: rollout.id, session)
        let reasons = Set(explanation.waits.map(\.reason))
        let narrowed = !reasons.isDisjoint(with: [.updateDomain, .zone])
        let isCurrent = told.contains {
          reasons.contains($0.reason) || ($0.reason == .groupBusy && narrowed)
        }
        expect(
          isCurrent,
          "\(fleet.name(of: vm)) of \(rollout.id): told \(told.map(\.reason)), in truth \(explanation.waits.map(\.reason))"
        )
        let stale = told.filter { ![.queued, .groupBusy, .busy].contains($0.reason) && !reasons.contains($0.reason) }
        expect(stale.isEmpty, "\(fleet.name(of: vm)) of \(rollout.id): \(stale) is over, in truth \(reasons)")
      }
    }
  }
}
