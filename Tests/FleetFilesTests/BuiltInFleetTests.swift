import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import Testing

@Suite("Fleets that are part of the program")
struct BuiltInFleetTests {
  private func load(_ name: String, seed: UInt64 = 1) throws -> FleetPlan {
    try FleetFile.load(bytes: try #require(BuiltInFleets.file(named: name)), file: "\(name).yaml", seed: seed)
  }

  @Test("demo: three regions, one pair, some 120 VMs, and something happens within seconds")
  func demo() throws {
    let plan = try load("demo")
    #expect(plan.fleet.regions.count == 3)
    #expect(plan.fleet.regions.map(\.pairs.count).reduce(0, +) == 2)
    #expect(plan.fleet.machineCount == 120)
    #expect(plan.scenario.first?.at == 5_000)
    #expect(plan.fleet.phasePlan.map(\.bake) == [6 * Span.hour, 6 * Span.hour, 6 * Span.hour])
  }

  @Test("shop: 4 subscriptions, 6 regions, 1,800 VMs")
  func shop() throws {
    let fleet = try load("shop").fleet
    #expect(fleet.subscriptions.count == 4)
    #expect(fleet.regions.count == 6)
    #expect(fleet.machineCount == 1_800)
  }

  @Test("enterprise: 40 subscriptions, 14 regions, 25,000 VMs, 3 extensions, a set of 1,000, a fifth opted out")
  func enterprise() throws {
    let fleet = try load("enterprise").fleet
    #expect(fleet.subscriptions.count == 40)
    #expect(fleet.regions.count == 14)
    #expect(fleet.machineCount == 25_000)
    #expect(fleet.handlers.count == 3)
    #expect(fleet.groups.indices.contains { fleet.memberCount(of: $0) == 1_000 })
    var installed = 0
    var automatic = 0
    for handler in fleet.handlers.indices {
      for vm in fleet.machineIndices where fleet.version(of: handler, on: vm) != nil {
        installed += 1
        if fleet.isAutomatic(handler, on: vm) { automatic += 1 }
      }
    }
    #expect((76...86).contains(automatic * 100 / installed), "\(automatic) of \(installed)")
  }

  @Test("hyperscale: every real region, exactly a million VMs")
  func hyperscale() throws {
    let fleet = try load("hyperscale").fleet
    #expect(fleet.machineCount == 1_000_000)
    #expect(fleet.regions.count == 61)
    #expect(fleet.regions.allSatisfy { !$0.groups.isEmpty })
  }

  @Test("edge: sets of every size at a border, owners and states of every kind")
  func edge() throws {
    let fleet = try load("edge").fleet
    let sizes = Set(fleet.groups.indices.map { fleet.memberCount(of: $0) })
    #expect(sizes.isSuperset(of: [0, 1, 4, 5, 9, 10, 11, 600, 1_000]))
    #expect(fleet.groups.indices.contains { fleet.profile(ofGroup: $0).isServiceFabric })
    #expect(fleet.groups.indices.contains { fleet.profile(ofGroup: $0).healthSource == .conflict })
    #expect(fleet.subscriptions.contains { !$0.isEnrolled })
    #expect(fleet.machineIndices.contains { !fleet.flags(of: $0).contains(.latestModel) })
    #expect(fleet.machineIndices.contains { fleet.flags(of: $0).contains(.protected) })
    // R24: one-way pairs hold in both directions.
    let names = fleet.regions.map(\.name)
    let brazil = try #require(names.firstIndex(of: "brazilsouth"))
    let pairs = fleet.regions[brazil].pairs.map { names[$0] }.sorted()
    #expect(pairs == ["brazilsoutheast", "southcentralus"])
  }

  @Test("game-day: every verb is given")
  func gameDay() throws {
    let plan = try load("game-day")
    let verbs = Set(plan.scenario.map { CommandText.text(of: $0.command, in: plan.fleet).prefix { $0 != " " } })
    #expect(verbs.count == 22)
  }

  @Test(
    "every name has a file, and a story in ascending time", arguments: BuiltInFleets.names.filter { $0 != "hyperscale" }
  )
  func story(_ name: String) throws {
    let times = try load(name).scenario.map(\.at)
    #expect(!times.isEmpty)
    #expect(times == times.sorted())
  }

  @Test("Seeds draw different fleets; one seed always the same")
  func seeds() throws {
    let a = try load("shop", seed: 7).fleet
    let b = try load("shop", seed: 7).fleet
    let c = try load("shop", seed: 8).fleet
    #expect(sizes(a) == sizes(b))
    #expect(sizes(a) != sizes(c))
  }

  private func sizes(_ fleet: Fleet) -> [Int] { fleet.groups.indices.map { fleet.memberCount(of: $0) } }
}
