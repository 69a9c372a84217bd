/// An order to the fleet. What carries it out reports back with fleet events.
public enum FleetOperation: Sendable, Equatable {
  /// Install a version of a handler on a VM (R1). `attempt` counts from 1 for one VM and rollout.
  case install(vm: VMIndex, handler: HandlerIndex, version: VersionIndex, attempt: Int)
  /// Put the previous version back (R2).
  case rollBack(vm: VMIndex, handler: HandlerIndex, to: VersionIndex, attempt: Int)
  /// The limit of an install or a rollback passed: stop trying (R3).
  case abandon(vm: VMIndex, handler: HandlerIndex)
}
