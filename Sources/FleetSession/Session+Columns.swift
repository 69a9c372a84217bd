package import FleetModel
import FleetSimulator
import RolloutOrchestrator

extension Session {
  /// Shows every large column of the state.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    fleet.visitColumns(&visitor)
    simulator.visitColumns(&visitor)
    orchestrator.visitColumns(&visitor)
  }

  /// About how many bytes the rest takes, beyond what all snapshots of a session share.
  package var restBytes: Int { Self.fixedBytes + orchestrator.restBytes }

  /// The session's own fields and the small tables in it.
  private static let fixedBytes = 16_384
}
