import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import Testing

@Suite("Fleets that are part of the program")
struct BuiltInFleetTests {
  @Test("demo: three regions, one pair, some 120 VMs, and something happens within seconds")
  func demo() throws {
    let plan = try FleetFile.load(bytes: BuiltInFleets.demo, file: "demo", seed: 1)
    #expect(plan.fleet.regions.count == 3)
    #expect(plan.fleet.regions.map(\.pairs.count).reduce(0, +) == 2)
    #expect(plan.fleet.machineCount == 120)
    #expect(plan.scenario.first?.at == 5_000)
    #expect(plan.fleet.phasePlan.map(\.bake) == [6 * Span.hour, 6 * Span.hour, 6 * Span.hour])
  }
}
