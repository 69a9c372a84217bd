import FleetFiles
import FleetModel
import FleetSession
import FleetSimulator
import Testing

@Suite("What a fleet file says")
struct FleetFileTests {
  private func load(_ text: String, seed: UInt64 = 1) throws -> FleetPlan {
    try FleetFile.load(bytes: Array(text.utf8), file: "f.yaml", seed: seed)
  }

  private static let head = "name: x\nregions: [uksouth, northeurope, westeurope]\nsubscriptions: [s, t]\n"

  @Test("R26: the default phases of all real regions are the published ten, and no pair shares one")
  func defaultPhases() throws {
    let fleet = try load("name: x\nregions: all\nsubscriptions: [s]\n").fleet
    #expect(fleet.phasePlan.count == 10)
    #expect(fleet.phasePlan.map(\.regions.count).reduce(0, +) == 61)
    #expect(
      fleet.phasePlan.first == PlannedPhase(name: "Canary 1", regions: fleet.phasePlan[0].regions, bake: 4 * Span.day))
    for phase in fleet.phasePlan {
      for region in phase.regions { #expect(Set(fleet.regions[region].pairs).isDisjoint(with: phase.regions)) }
    }
  }

  @Test("R26: empty phases are dropped; regions of the fleet's own follow, coloured so that pairs are apart")
  func ownRegions() throws {
    let text = """
      name: x
      regions:
        - uksouth
        - {name: a, zones: 0, pairs: [b, c]}
        - {name: b, zones: 0, pairs: [c]}
        - {name: c, zones: 0}
        - {name: d, zones: 2, pairs: uksouth}
      subscriptions: [s]
      """
    let fleet = try load(text).fleet
    #expect(fleet.phasePlan.map(\.name) == ["Medium Load", "Added 1", "Added 2", "Added 3"])
    #expect(fleet.phasePlan.map(\.regions) == [[0], [1, 4], [2], [3]])
    #expect(fleet.regions.map(\.pairs) == [[4], [2, 3], [1, 3], [1, 2], [0]])
  }

  @Test("R24: a region's own pairs replace the published one; zones can be taken away")
  func changedRegion() throws {
    let text = "name: x\nregions: [northeurope, {name: westeurope, zones: 0, pairs: []}]\nsubscriptions: [s]\n"
    let fleet = try load(text).fleet
    #expect(fleet.regions.map(\.pairs) == [[], []])
    #expect(fleet.regions.map(\.zoneCount) == [3, 0])
  }

  @Test(
    "R13: VMs go round the zones, in a zone fill one placement group of 100 after the other, there go round 5 domains")
  func layout() throws {
    let fleet = try load(Self.head + "scaleSets: [{name: a, capacity: 650, zones: all, region: uksouth}]\n").fleet
    let zones = fleet.machineIndices.map { fleet.zone(of: $0) }
    #expect(zones.prefix(4) == [1, 2, 3, 1])
    var zoneOfGroup: [Int: Int] = [:]
    var sizes: [Int: Int] = [:]
    for vm in fleet.machineIndices {
      let group = try #require(fleet.placementGroup(of: vm))
      #expect(zoneOfGroup[group, default: fleet.zone(of: vm)] == fleet.zone(of: vm))
      zoneOfGroup[group] = fleet.zone(of: vm)
      sizes[group, default: 0] += 1
      #expect(fleet.updateDomain(of: vm) == (vm / 3) % 100 % 5)
    }
    #expect(sizes.keys.sorted() == Array(0..<9))
    #expect(sizes.values.allSatisfy { $0 <= 100 })
  }

  @Test("A set without update domains has none; an availability set has five and no placement group")
  func domains() throws {
    let fleet = try load(
      Self.head + "scaleSets: [{name: a, capacity: 2, updateDomains: 0}]\navailabilitySets: [{name: b, capacity: 7}]\n"
    ).fleet
    #expect(fleet.updateDomain(of: 0) == nil)
    #expect((2..<9).map { fleet.updateDomain(of: $0) } == [0, 1, 2, 3, 4, 0, 1])
    #expect(fleet.placementGroup(of: 2) == nil)
  }

  @Test("R19: standalone VMs of one subscription, region and zone are one group, whichever template they came from")
  func standalone() throws {
    let text = """
      virtualMachines:
        - {name: many, count: 36, zones: all}
        - {name: one, region: uksouth, zone: 2, subscription: t}
        - {name: other, region: uksouth, subscription: t}
      """
    let fleet = try load(Self.head + text).fleet
    #expect(fleet.groups.count == 19)
    for group in fleet.groups.indices {
      let places = Set(
        fleet.members(of: group).map { "\(fleet.subscription(of: $0)) \(fleet.region(of: $0)) \(fleet.zone(of: $0))" })
      #expect(places.count == 1)
    }
    let one = try #require(fleet.machineIndices.first { fleet.name(of: $0) == "one" })
    #expect(fleet.name(ofGroup: fleet.group(of: one)) == "vms-t-uksouth-2")
    #expect(fleet.members(of: fleet.group(of: one)).count == 3)
    #expect(fleet.standaloneCount == [18, 20])
  }

  @Test("A VM that is written out has its own zone, domain, state and extensions")
  func written() throws {
    let text = """
      scaleSets:
        - name: a
          capacity: 3
          region: uksouth
          upgradeMode: Manual
          extensions: [{type: DependencyAgentLinux, version: 9.1.0.0, automaticUpgrade: true}]
          machines:
            - name: first
              zone: 3
              updateDomain: 4
              power: off
              health: unhealthy
              agentReady: false
              protected: true
              latestModel: false
              extensions: [{type: DependencyAgentLinux, version: 9.0.0.0}]
      """
    let fleet = try load(Self.head + text).fleet
    #expect([0, 1, 2].map { fleet.name(of: $0) } == ["first", "a_1", "a_2"])
    #expect(fleet.zone(of: 0) == 3)
    #expect(fleet.updateDomain(of: 0) == 4)
    #expect(fleet.flags(of: 0) == [.exists, .protected])
    #expect(fleet.health(of: 0) == .unhealthy)
    #expect(fleet.flags(of: 1) == .normal)
    let versions = [0, 1].map { vm in fleet.version(of: 0, on: vm).map { fleet.handlers[0].versions[$0].description } }
    #expect(versions == ["9.0.0.0", "9.1.0.0"])
    #expect([0, 1].map { fleet.isAutomatic(0, on: $0) } == [false, true])
    #expect(fleet.profile(ofGroup: 0).upgradeMode == .manual)
  }

  @Test("Extensions named after a system are deployed only there; `os: any` says otherwise")
  func systems() throws {
    let text = """
      extensions: [{type: AgentLinux, publisher: P}]
      virtualMachines:
        - name: w
          count: 4
          os: Windows
          extensions:
            - {type: DependencyAgentLinux, version: 1.0}
            - {type: DependencyAgentWindows, version: 1.0}
            - {type: AgentLinux, version: 1.0, os: any}
      """
    let fleet = try load(Self.head + text).fleet
    let installed = fleet.handlers.indices.filter { fleet.version(of: $0, on: 0) != nil }.map {
      fleet.handlers[$0].type
    }
    #expect(installed == ["DependencyAgentWindows", "AgentLinux"])
    #expect(fleet.handlers.map(\.isSupported) == [true, true, false])
  }

  @Test(
    "R5: Application Health judges a set that has it, with the probe that the file gives; otherwise the platform does")
  func healthSource() throws {
    let text = """
      scaleSets:
        - {name: a, extensions: [{type: ApplicationHealthLinux, version: 1.0}], probe: {interval: 10s, probes: 3}}
        - {name: b, extensions: [{type: DependencyAgentLinux, version: 1.0}]}
        - {name: c, healthSource: loadBalancer, probe: {grace: 1m}}
        - {name: d, os: Windows, extensions: [{type: ApplicationHealthLinux, version: 1.0}]}
      """
    let fleet = try load(Self.head + text).fleet
    let profiles = fleet.groups.indices.map { fleet.profile(ofGroup: $0) }
    #expect(profiles.map(\.healthSource) == [.applicationHealth, .platform, .loadBalancer, .platform])
    #expect(profiles.map(\.settle) == [30_000, 0, 5_000, 0])
    #expect(profiles.map(\.gracePeriod) == [30_000, 0, 60_000, 0])
  }

  @Test("A set's model has what a new instance gets, the newest of its versions")
  func model() throws {
    let text = """
      scaleSets:
        - name: a
          capacity: 50
          extensions: [{type: DependencyAgentLinux, version: {9.9.0.0: 50%, 9.10.0.0: 50%}, automaticUpgrade: true}]
      """
    let fleet = try load(Self.head + text).fleet
    let model = fleet.profile(ofGroup: 0).model
    #expect(model.count == 1 && model[0].automaticUpgrade)
    #expect(fleet.handlers[0].versions[model[0].version] == HandlerVersion(9, 10))
    #expect(Set(fleet.machineIndices.compactMap { fleet.version(of: 0, on: $0) }).count == 2)
  }

  @Test("R36: versions come with their regions, their dates and their qualities, in the catalogue's order")
  func catalogue() throws {
    let text = """
      extensions:
        - type: DependencyAgentLinux
          quality: {install: 10s..20s}
          versions:
            - 9.1.0.0
            - version: 9.2.0.0
              regions: uksouth
              later: [{at: 2d, regions: all}, {at: 1d, regions: [westeurope]}]
              quality: [{fail: 1%}, {os: Windows, region: uksouth, size: big, hang: 0.5%, slowTime: 5m}]
            - {version: 9.3.0.0, published: false}
        - {type: Zed, publisher: Acme, supported: true}
      """
    let plan = try load(Self.head + text)
    #expect(
      plan.fleet.handlers.map(\.name) == [
        "Acme/Zed", "Microsoft.Azure.Monitoring.DependencyAgent/DependencyAgentLinux",
      ])
    #expect(plan.fleet.handlers[1].publications == [.published(.all), .published(.only([0])), .unpublished])
    #expect(plan.weather.availability.map(\.at) == [Span.day, 2 * Span.day])
    #expect(plan.weather.availability.map(\.regions) == [.only([0, 2]), .all])
    #expect(plan.weather.quality.map(\.handler) == [1, 1, 1])
    #expect(plan.weather.quality.map(\.version) == [nil, HandlerVersion(9, 2), HandlerVersion(9, 2)])
    #expect(plan.weather.quality[0].quality.installTime == TimeRange(10_000, 20_000))
    #expect(plan.weather.quality[2].os == .windows && plan.weather.quality[2].region == 0)
    #expect(plan.weather.quality[2].quality.installHang == 5_000)
    #expect(plan.weather.quality[2].quality.slowHealthTime == TimeRange(300_000, 300_000))
  }

  @Test("Policy, weather and maintenance are what the file says")
  func settings() throws {
    let text = """
      policy:
        {maxBatchInstancePercent: 10%, healthWindow: 1m, retryMin: 1h, retryMax: 2h, concurrentScope: sameUpdate,
         countStoppedAsUnhealthy: false, phaseSuccessPercent: 95, installLimit: 5m}
      backgroundFailures: {perMillionMachineDays: 7}
      registrationTime: 3m
      startTime: 1s..2s
      maintenance: [{start: 2h, every: 7d, scope: zone=uksouth/2, share: 2.5%, duration: 30m}]
      """
    let plan = try load(Self.head + text)
    var policy = RolloutPolicy()
    policy.maxBatchInstancePercent = 10
    policy.healthWindow = 60_000
    policy.installLimit = 300_000
    policy.retryMin = Span.hour
    policy.retryMax = 2 * Span.hour
    policy.phaseSuccessPercent = 95
    policy.concurrentScope = .sameUpdate
    policy.countStoppedAsUnhealthy = false
    #expect(plan.fleet.policy == policy)
    #expect(plan.weather.background?.perMillionMachineDays == 7)
    #expect(plan.weather.registrationTime == TimeRange(180_000, 180_000))
    #expect(plan.weather.startTime == TimeRange(1_000, 2_000))
    #expect(
      plan.weather.maintenance == [
        PlannedMaintenance(
          start: 2 * Span.hour, every: 7 * Span.day, scope: .zone(0, 2), share: 25_000, duration: 30 * Span.minute)
      ])
  }
}

@Suite("What a file leaves to chance")
struct ChanceTests {
  private static let head = "name: x\nregions: [uksouth, northeurope, westeurope]\nsubscriptions: [s, t]\n"

  private func fleet(_ text: String, seed: UInt64 = 1) throws -> Fleet {
    try FleetFile.load(bytes: Array((Self.head + text).utf8), file: "f.yaml", seed: seed).fleet
  }

  @Test(
    "Sizes as published: 48 % of sets have one VM, 79 % at most 5, 88 % at most 10, 97 % at most 50, none above 1,000")
  func published() throws {
    let fleet = try fleet("scaleSets: [{name: a, count: 20000, capacity: published}]\n")
    let sizes = fleet.groups.indices.map { fleet.memberCount(of: $0) }
    for (limit, percent) in [(1, 48), (5, 79), (10, 88), (50, 97)] {
      let share = Double(sizes.count { $0 <= limit }) / 200
      #expect(abs(share - Double(percent)) < 1, "\(share) % have at most \(limit)")
    }
    #expect(sizes.allSatisfy { (1...1_000).contains($0) })
    #expect(sizes.contains { $0 > 700 })
  }

  @Test("`totalMachines` is exact")
  func total() throws {
    #expect(try fleet("scaleSets: [{name: a, totalMachines: 1234, capacity: published}]\n").machineCount == 1_234)
  }

  @Test("Shares are met, a VM at a time or a set at a time")
  func shares() throws {
    let extensions = { (per: String) in
      "[{type: DependencyAgentLinux, version: 1.0, automaticUpgrade: 80%, per: \(per)}]"
    }
    for per in ["vm", "set"] {
      let fleet = try fleet(
        "scaleSets: [{name: a, count: 1000, capacity: 10, power: {on: 90%, off: 10%}, extensions: \(extensions(per))}]\n"
      )
      let automatic = fleet.machineIndices.count { fleet.isAutomatic(0, on: $0) }
      #expect((7_500...8_500).contains(automatic))
      #expect((8_800...9_200).contains(fleet.machineIndices.count { fleet.isRunning($0) }))
      let mixed = fleet.groups.indices.count { group in
        Set(fleet.members(of: group).map { fleet.isAutomatic(0, on: $0) }).count == 2
      }
      #expect(per == "set" ? mixed == 0 : mixed > 500)
    }
  }

  @Test("Another template, before or behind, shifts nobody's luck")
  func independence() throws {
    let template = "  - {name: a, count: 50, capacity: 1..20, os: {Linux: 50%, Windows: 50%}, protected: 30%}\n"
    let alone = try fleet("scaleSets:\n" + template)
    let among = try fleet("scaleSets:\n  - {name: b, count: 9, capacity: 1..9}\n" + template + "  - {name: c}\n")
    let facts = { (fleet: Fleet) in
      fleet.machineIndices.filter { fleet.name(of: $0).hasPrefix("a-") }.map {
        "\(fleet.name(of: $0)) \(fleet.profile(of: $0).os) \(fleet.flags(of: $0).rawValue)"
      }
    }
    #expect(facts(alone) == facts(among))
  }

  @Test("Sets go round regions first and subscriptions next, or are drawn where shares are given")
  func places() throws {
    let inTurn = try fleet("scaleSets: [{name: a, count: 6}]\n")
    #expect(inTurn.groups.map(\.region) == [0, 1, 2, 0, 1, 2])
    #expect(inTurn.groups.map(\.subscription) == [0, 0, 0, 1, 1, 1])
    let drawn = try fleet("scaleSets: [{name: a, count: 1000, regions: {uksouth: 90%, westeurope: 10%}}]\n")
    #expect((850...950).contains(drawn.groups.count { $0.region == 0 }))
    #expect(!drawn.groups.contains { $0.region == 1 })
  }

  @Test("`zones: one` puts each set into one zone, in turn")
  func oneZone() throws {
    let fleet = try fleet("scaleSets: [{name: a, count: 18, capacity: 2, zones: one}]\n")
    let zones = fleet.groups.indices.map { group in Set(fleet.members(of: group).map { fleet.zone(of: $0) }) }
    #expect(zones.allSatisfy { $0.count == 1 })
    #expect(zones.compactMap(\.first) == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3])
  }
}
