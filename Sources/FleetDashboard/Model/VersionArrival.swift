import FleetModel
import FleetSession
import RolloutOrchestrator

/// Since when a VM runs the version of an extension that it runs, as far as the log knows it: of a million VMs no time is
/// kept for each.
enum VersionArrival: Equatable {
  /// The event that brought it, an upgrade (R2) or the owner's doing, came then.
  case at(Instant)
  /// It was there at the start of the run.
  case start
  /// The event is older than what the log holds.
  case unknown

  /// - Parameter rollout: only its upgrade counts; nil: whatever brought the version that is there.
  init(of handler: HandlerIndex, on vm: VMIndex, by rollout: RolloutID?, _ log: EventLog, _ fleet: Fleet) {
    var added = 0
    for place in 0..<log.count {
      let what = log[fromNewest: place].what
      if case .fleet(.machineAdded) = what { added += 1 }
      // VMs are numbered in the order in which they come.
      if Self.brings(what, handler, vm, rollout) || added > 0 && vm == fleet.machineIndices.count - added {
        self = .at(log.time(fromNewest: place))
        return
      }
    }
    self = log.isComplete ? .start : .unknown
  }

  private static func brings(
    _ what: SessionEvent.What, _ handler: HandlerIndex, _ vm: VMIndex, _ rollout: RolloutID?
  ) -> Bool {
    switch what {
    case .rollout(.attemptEnded(let end)):
      end.vm == vm && end.handler == handler && end.outcome == .upgraded && rollout.map { $0 == end.rollout } ?? true
    case .fleet(.extensionSet(vm, handler, _, _)): true
    case .command, .digest, .fleet, .rollout: false
    }
  }
}
