import FleetModel
import FleetSession
import RolloutOrchestrator

/// A forecast that is kept as long as it would come out about the same: it looks at every group, and its end is told in
/// round figures.
struct KeptForecast: Sendable {
  let forecast: Forecast
  private let rollout: RolloutID
  private let madeAt: Instant
  private let phase: Int
  private let stage: Rollout.Stage
  private let isHeld: Bool
  private let outcome: RolloutOutcome?
  private let total: RolloutTally
  /// A small part of the way to the end, so that it is never off by more.
  private let until: Instant

  /// Which part of a rollout's VMs or of its time may pass before it is forecast again: one in so many.
  private static let coarseness = 128

  init(_ rollout: Rollout, _ session: Session) {
    forecast = session.orchestrator.forecast(rollout: rollout.id, session.fleet, at: session.now)
    self.rollout = rollout.id
    madeAt = session.now
    phase = rollout.phase
    stage = rollout.stage
    isHeld = rollout.isHeld
    outcome = rollout.outcome
    total = rollout.total
    until = forecast.end.map { session.now + ($0 - session.now) / Milliseconds(Self.coarseness) + 1 } ?? .max
  }

  /// Whether it still holds. Where no end could be told, any VM that goes on may change that.
  func holds(for rollout: Rollout, _ session: Session) -> Bool {
    guard rollout.id == self.rollout, rollout.phase == phase, rollout.stage == stage, rollout.isHeld == isHeld,
      rollout.outcome == outcome, session.now >= madeAt, session.now < until
    else { return false }
    let now = rollout.total
    guard now.failed == total.failed, now.excluded == total.excluded, now.eligible == total.eligible else {
      return false
    }
    guard forecast.end != nil, now.inFlight > 0 else { return now == total }
    return Int(abs(now.pending - total.pending)) * Self.coarseness <= total.eligible
      && Int(abs(now.rolledBack - total.rolledBack)) * Self.coarseness <= total.eligible
  }
}
