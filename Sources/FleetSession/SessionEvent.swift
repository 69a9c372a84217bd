public import FleetModel
public import RolloutOrchestrator

/// One entry of a session's account: when, and what.
public struct SessionEvent: Sendable {
  /// Simulated time.
  public let time: Instant
  /// What happened.
  public let what: What

  /// The three sources of events, and the checkpoints between them.
  public enum What: Sendable {
    /// A command was accepted; its effects follow at the same time. Apart, since it is rare and twice as large as the rest.
    indirect case command(Command, CommandSource)
    /// Something happened in the fleet.
    case fleet(FleetEvent)
    /// The orchestrator decided something.
    case rollout(RolloutEvent)
    /// A checkpoint (I25).
    case digest(Digest)
  }

  /// Shows the event, or, where it tells of many VMs at once (R31), one for each of the last `limit` of them.
  public func forEachTold(last limit: Int = .max, _ body: (SessionEvent) -> Void) {
    guard case .rollout(.machinesWaiting(let id, let waits)) = what else { return body(self) }
    for wait in waits.suffix(limit) {
      body(SessionEvent(time: time, what: .rollout(.waiting(id, scope: .machine(wait.vm), Wait(wait.reason)))))
    }
  }
}
