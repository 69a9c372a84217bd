import FleetModel
import RolloutOrchestrator

/// What a page of metrics tells, taken from a state. It holds nothing that the engine would have to copy, so the page can
/// be written on the connection's thread.
struct MetricsFigures: Sendable, Equatable {
  /// Rollouts on the page: those that started last. A page must not grow as long as a run lasts.
  static let mostRollouts = 50

  struct RolloutFigures: Sendable, Equatable {
    let id: RolloutID
    let handler: String
    let version: HandlerVersion
    let total: RolloutTally
    let phase: Int
    let isLive: Bool
    let history: RolloutHistory
  }

  struct Versions: Sendable, Equatable {
    let handler: String
    let versions: [HandlerVersion]
  }

  let now: Instant
  let eventCount: Int
  let regions: [String]
  let handlers: [Versions]
  let tally: FleetTally
  let rollouts: [RolloutFigures]
  let subscriptions: [Enrolment]
  let answers: [Answers]

  struct Enrolment: Sendable, Equatable {
    let name: String
    let isEnrolled: Bool
  }

  struct Answers: Sendable, Equatable {
    let status: Int
    let count: Int
  }

  init(_ snapshot: FleetSnapshot, answers: [(Int, Int)]) {
    let fleet = snapshot.fleet
    now = snapshot.now
    eventCount = snapshot.eventCount
    regions = fleet.regions.map(\.name)
    handlers = fleet.handlers.map { Versions(handler: $0.name, versions: $0.versions) }
    tally = snapshot.tally
    rollouts = snapshot.orchestrator.rollouts.suffix(Self.mostRollouts).map { rollout in
      RolloutFigures(
        id: rollout.id, handler: fleet.handlers[rollout.handler].name, version: rollout.targetVersion,
        total: rollout.total, phase: rollout.phase, isLive: rollout.isLive, history: rollout.history)
    }
    subscriptions = fleet.subscriptions.map { Enrolment(name: $0.name, isEnrolled: $0.isEnrolled) }
    self.answers = answers.map { Answers(status: $0.0, count: $0.1) }
  }
}
