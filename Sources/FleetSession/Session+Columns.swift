package import FleetModel
import FleetSimulator
import RolloutOrchestrator

extension Session {
  /// Shows every large column of the state.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    fleet.visitColumns(&visitor)
    simulator.visitColumns(&visitor)
    orchestrator.visitColumns(&visitor)
    visitor.visitSettled(&scenario)
    // Mere room: both are empty between instants.
    fleetEvents = []
    rolloutEvents = []
  }

  /// How much work it was to come here, in events of average cost. A rollout that starts looks at every VM, which is as much
  /// as many events.
  package var effort: Int {
    eventCount + orchestrator.rollouts.count * (fleet.machineIndices.count / Self.looksPerEvent)
  }

  /// So many VMs are looked at in the time that an event takes.
  private static let looksPerEvent = 10

  /// About how many bytes the rest takes, beyond what all snapshots of a session share.
  package var restBytes: Int { Self.fixedBytes + orchestrator.restBytes }

  /// The session's own fields and the small tables in it.
  private static let fixedBytes = 16_384
}

extension Session {
  /// What a form of the session as bytes holds: all but the events that were not taken yet.
  enum CodingKeys: CodingKey {
    case now, fleet, orchestrator, details, simulator, seed, digest, eventCount, refusedScenario, scenario, nextScenario
    case keepsEvents, keepsBatches, nextCheckpoint, eventsAtCheckpoint, lastInstant
  }
}
