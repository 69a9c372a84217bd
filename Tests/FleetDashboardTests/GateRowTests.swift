import RolloutOrchestrator
import Testing

@testable import FleetDashboard

@Suite struct GateRowTests {
  private let row = GateRow(gates: [
    GateReading(rule: .unhealthyBefore, count: 3, total: 20, limit: 4),
    GateReading(rule: .upgradedBad, count: 3, total: 12, limit: 2),
  ])

  @Test("R14, R16: gates have their arithmetic, those that stop first, with bars where there is room")
  func wide() {
    #expect(
      row.texts(width: 100) == [
        "R16 [#|#.......] upgraded 12, bad 3, limit 2", "R14 [##|.......] unhealthy 3 of 20, limit 4",
      ])
  }

  @Test("without room for the bars the figures stay; without room for both, the one that stops")
  func narrow() {
    #expect(row.texts(width: 70) == ["R16 upgraded 12, bad 3, limit 2", "R14 unhealthy 3 of 20, limit 4"])
    #expect(row.texts(width: 40) == ["R16 upgraded 12, bad 3, limit 2"])
  }
}
