import FleetModel
import FleetSession
import RolloutOrchestrator

/// What a request comes down to.
enum ControlAction: Sendable {
  /// The answer does not depend on the fleet's state.
  case answer(ControlResponse)
  /// The answer is made from a state that is not older than a moment.
  case read(@Sendable (FleetSnapshot) throws(ControlError) -> ControlResponse)
  /// Commands go to the engine first.
  case write(toleratesNoChange: Bool, Order.Plan)
  /// The connection stays open and gets events.
  case events(EventFilter)
}

/// Which events a client wants.
struct EventFilter: Sendable, Equatable {
  /// Kinds (`k` of the event stream); nil is all.
  var kinds: Set<String>?
}

extension ControlError {
  /// How Azure would word a rejection.
  init(_ rejection: CommandRejection) {
    switch rejection {
    case .operationInProgress: self.init(409, "Conflict", "\(rejection)")
    case .nothingInScope, .notInstalled, .alreadyPublished, .withdrawn, .notPublished, .notEnrolled, .noSuchRollout,
      .rolloutOver, .noRollout, .alreadySo, .notPossible:
      self.init(409, "OperationNotAllowed", "\(rejection)")
    }
  }
}
