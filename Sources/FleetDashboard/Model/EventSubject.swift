import FleetModel
import FleetSession
import RolloutOrchestrator

/// Which VM an event is about, without making its text.
enum EventSubject {
  static func isAbout(_ what: SessionEvent.What, _ vm: VMIndex) -> Bool {
    switch what {
    case .command, .digest: false
    case .fleet(let event): machine(of: event) == vm
    case .rollout(.batchStarted(let batch)): batch.machines.contains(vm)
    case .rollout(let event): machine(of: event) == vm
    }
  }

  static func machine(of event: FleetEvent) -> VMIndex? {
    switch event {
    case .installEnded(let vm, _, _, _), .rollbackEnded(let vm, _, _, _), .health(let vm, _, _, _), .power(let vm, _),
      .agent(let vm, _), .protection(let vm, _), .model(let vm, _), .machineRemoved(let vm),
      .automaticChanged(let vm, _, _), .extensionSet(let vm, _, _, _), .extensionRemoved(let vm, _):
      vm
    case .machineAdded, .versionPublished, .versionWithdrawn, .enrolment, .modelAutomaticChanged,
      .modelExtensionSet, .modelExtensionRemoved:
      nil
    }
  }

  static func machine(of event: RolloutEvent) -> VMIndex? {
    switch event {
    case .attemptStarted(let start): start.vm
    case .abandoned(let vm, _), .rollbackStarted(let vm, _, _, _, _): vm
    case .attemptEnded(let end): end.vm
    case .waiting(_, .machine(let vm), _): vm
    case .rolloutStarted, .phaseStarted, .phaseSucceeded, .phaseSkipped, .runStarted, .batchStarted, .batchEnded,
      .runEnded, .waiting, .machinesWaiting, .rolloutHeld, .rolloutResumed, .rolloutEnded:
      nil
    }
  }
}
