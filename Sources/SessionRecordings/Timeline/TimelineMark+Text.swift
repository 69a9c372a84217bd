import FleetFiles
public import FleetModel
public import FleetSession
import RolloutOrchestrator

extension TimelineMark {
  /// What the mark says, in a few words; names in it are as the fleet has them.
  public func text(in fleet: Fleet) -> String {
    switch kind {
    case .rolloutStarted(let id, let handler, let version):
      "rollout \(id) starts: \(fleet.handlers[handler].type) \(fleet.handlers[handler].versions[version])"
    case .rolloutEnded(let id, let outcome): "rollout \(id) \(outcome.rawValue)"
    case .held(let id): "rollout \(id) held"
    case .resumed(let id): "rollout \(id) resumed"
    case .phaseStarted(let id, let phase): "rollout \(id): phase \(phase + 1) starts"
    case .phaseSucceeded(let id, let phase): "rollout \(id): phase \(phase + 1) succeeded"
    case .phaseSkipped(let id, let phase): "rollout \(id): phase \(phase + 1) skipped"
    case .batch(let id, _, let batch, let group, let count):
      "rollout \(id): batch \(batch) of \(fleet.name(ofGroup: group)), \(count) \(count == 1 ? "VM" : "VMs")"
    case .stop(let id, let group, let outcome):
      "rollout \(id): \(fleet.name(ofGroup: group)) stopped (\(outcome.reason ?? ""))"
    case .rollbackWave(let handler, let group):
      "rollbacks of \(fleet.handlers[handler].type) begin in \(fleet.name(ofGroup: group))"
    case .command(let command, let source): "\(source.rawValue): \(CommandText.text(of: command, in: fleet))"
    }
  }
}
