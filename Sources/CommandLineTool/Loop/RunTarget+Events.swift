import FleetDashboard
import FleetSession
import RolloutOrchestrator

extension RunTarget {
  /// Whether an event is what was run to.
  func isMet(by what: SessionEvent.What) -> Bool {
    guard case .rollout(let event) = what else { return false }
    switch (self, event) {
    case (.phase, .phaseStarted), (.phase, .phaseSucceeded), (.phase, .phaseSkipped), (.phase, .rolloutStarted),
      (.phase, .rolloutEnded):
      return true
    case (.stop, .runEnded(_, _, _, let outcome, _)):
      switch outcome {
      case .unhealthyBefore, .stoppedUnhealthy, .stoppedUpgraded: return true
      case .completed, .rolloutOver: return false
      }
    case (.failure, .rollbackStarted): return true
    case (.failure, .attemptEnded(let end)): return end.outcome != .upgraded
    default: return false
    }
  }
}
