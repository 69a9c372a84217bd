import FleetDashboard
import FleetModel
import FleetSession
import RolloutOrchestrator

/// A stretch of simulated time in which a person would look at a still picture: nothing is in flight, or nothing is due,
/// for more than a minute at the present pace.
struct QuietStretch {
  /// Where it begins.
  let start: Instant
  /// Where it ends at the latest; it ends earlier if something starts.
  let end: Instant
  /// What it is spent with.
  let cause: SkippedStretch.Cause

  /// The stretch that begins now, if one does. No initializer, which would take a copy of the session each time.
  ///
  /// - Parameters:
  ///   - minute: how much simulated time a minute of real time is.
  ///   - nextScenario: when the next command of the story is due.
  static func beginning(_ session: Session, minute: Milliseconds, nextScenario: Instant?) -> QuietStretch? {
    let shortest = max(minute, Span.minute)
    let start = session.now
    if session.orchestrator.inFlightCount > 0 {
      guard let next = session.nextInstant, next - start > shortest else { return nil }
      return QuietStretch(start: start, end: next, cause: .nothing)
    }
    // What is held is not skipped: somebody wants to look.
    guard !session.orchestrator.rollouts.contains(where: { $0.isLive && $0.isHeld }) else { return nil }
    let resumption = session.orchestrator.nextResumption(in: session.fleet, after: start)?.at
    guard let next = [resumption, nextScenario].compactMap(\.self).min(), next - start > shortest else { return nil }
    return QuietStretch(start: start, end: next, cause: cause(session, next, isStory: next == nextScenario))
  }

  private static func cause(_ session: Session, _ end: Instant, isStory: Bool) -> SkippedStretch.Cause {
    let live = session.orchestrator.rollouts.filter(\.isLive)
    if live.contains(where: { if case .baking = $0.stage { true } else { false } }) { return .bake }
    if live.contains(where: { $0.total.pending > 0 }) { return .retry }
    return isStory ? .nothing : .pause
  }
}
