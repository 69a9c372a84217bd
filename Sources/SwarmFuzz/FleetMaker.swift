import FleetModel
import FleetSession
import FleetSimulator

/// Makes a fleet, its weather and its story up from a seed.
struct FleetMaker {
  var dice: Dice
  let profile: Profile
  let seed: UInt64

  init(seed: UInt64, profile: Profile) {
    dice = Dice(seed: seed)
    self.profile = profile
    self.seed = seed
  }

  mutating func plan() -> FleetPlan {
    let regions = (0..<dice.roll(1...(profile == .tiny ? 2 : 5))).map {
      Region(name: "region-\($0)", zoneCount: dice.pick([0, 2, 3, 3]))
    }
    let subscriptions = (0..<dice.roll(1...3)).map {
      Subscription(name: "sub-\($0)", isEnrolled: $0 == 0 || dice.chance(85))
    }
    let handlers = makeHandlers()
    let pairs = makePairs(regions.count)
    var builder = FleetBuilder(
      name: "fuzz-\(seed)", policy: makePolicy(), regions: regions, subscriptions: subscriptions, handlers: handlers,
      phasePlan: makePhases(regions.count, pairs))
    for (a, b) in pairs { builder.pair(a, b) }
    let versions = publish(&builder, handlers)
    var left = capacity()
    while left > 0 {
      left -= max(1, addGroup(&builder, regions, subscriptions.count, handlers, versions, left))
    }
    let fleet = builder.build()
    let weather = makeWeather(fleet)
    return FleetPlan(fleet: fleet, weather: weather, scenario: makeScenario(fleet))
  }

  private mutating func capacity() -> Int {
    switch profile {
    case .tiny: dice.roll(1...8)
    case .swarm: dice.roll(10...300)
    case .big: dice.roll(1_000...2_000)
    case .calm: dice.roll(1...200)
    }
  }

  private mutating func makeHandlers() -> [ExtensionHandler] {
    let all = [
      ("Contoso", "Backup", dice.chance(70)),
      ("Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentLinux", true),
      ("Microsoft.ManagedServices", "ApplicationHealthLinux", true),
    ]
    let count = dice.pick([1, 1, 2, 3])
    return all.suffix(count).map { ExtensionHandler(publisher: $0.0, type: $0.1, isSupported: $0.2) }
  }

  /// Three versions a handler: what VMs run, what is published at the start, and another major.
  private mutating func publish(_ builder: inout FleetBuilder, _ handlers: [ExtensionHandler]) -> [[VersionIndex]] {
    handlers.indices.map { handler in
      let old = builder.learn(HandlerVersion(1, 9, 0, 0), of: handler)
      let older = builder.learn(HandlerVersion(1, 5, 0, 0), of: handler)
      let other = builder.learn(HandlerVersion(2, 0, 0, 0), of: handler)
      if dice.chance(60) {
        let new = builder.learn(HandlerVersion(1, 10, 0, 0), of: handler)
        builder.publish(new, of: handler, in: .all)
      }
      return [old, old, old, older, other]
    }
  }

  private mutating func makePolicy() -> RolloutPolicy {
    var policy = RolloutPolicy()
    if dice.chance(25) { policy.phaseSuccessPercent = dice.pick([80, 90, 99]) }
    if dice.chance(25) { policy.concurrentScope = .sameUpdate }
    if dice.chance(30) { policy.countStoppedAsUnhealthy = false }
    if dice.chance(15) { policy.maxBatchInstancePercent = dice.pick([5, 10, 50, 100]) }
    if dice.chance(15) { policy.maxUnhealthyInstancePercent = dice.pick([5, 30, 50]) }
    return policy
  }

  private mutating func makePairs(_ count: Int) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    for a in 0..<count {
      for b in (a + 1)..<max(a + 1, count) where dice.chance(30) { pairs.append((a, b)) }
    }
    return pairs
  }

  /// Regions dealt to phases so that no pair shares one.
  private mutating func makePhases(_ count: Int, _ pairs: [(Int, Int)]) -> [PlannedPhase] {
    var phases: [[Int]] = []
    for region in 0..<count {
      let fitting = phases.indices.filter { phase in
        !phases[phase].contains { other in pairs.contains { $0 == (other, region) || $0 == (region, other) } }
      }
      if fitting.isEmpty || dice.chance(40) {
        phases.append([region])
      } else {
        phases[dice.pick(fitting)].append(region)
      }
    }
    return phases.enumerated().map {
      PlannedPhase(name: "phase-\($0 + 1)", regions: $1, bake: Milliseconds(dice.pick([0, 1, 6, 24])) * Span.hour)
    }
  }

  private mutating func addGroup(
    _ builder: inout FleetBuilder, _ regions: [Region], _ subscriptions: Int, _ handlers: [ExtensionHandler],
    _ versions: [[VersionIndex]], _ left: Int
  ) -> Int {
    let region = dice.roll(regions.count)
    var profile = GroupProfile(kind: dice.pick([.scaleSet, .scaleSet, .availabilitySet, .standalone]))
    let size = min(left, dice.pick([0, 1, 1, 2, 3, 4, 5, 5, 9, 10, 11, 20, 40, profile.kind == .scaleSet ? 150 : 12]))
    var zone = 0
    if profile.kind == .scaleSet, regions[region].zoneCount > 0, dice.chance(60) {
      profile.zones = Array(1...dice.roll(1...regions[region].zoneCount))
    }
    if profile.kind == .standalone, regions[region].zoneCount > 0 { zone = dice.roll(0...regions[region].zoneCount) }
    if profile.kind != .standalone, dice.chance(80) { profile.updateDomains = dice.pick([1, 3, 5, 5, 20]) }
    if profile.kind == .scaleSet { shape(&profile, size) }
    let isProbed = profile.healthSource == .applicationHealth || profile.healthSource == .loadBalancer
    if isProbed {
      profile.probeInterval = Milliseconds(dice.pick([5, 5, 10, 60])) * Span.second
      profile.probeCount = dice.pick([1, 2, 4])
      profile.gracePeriod = dice.chance(50) ? Milliseconds(dice.pick([5, 60, 600])) * Span.second : 0
    }
    profile.machineProfile = builder.machineProfile(
      MachineProfile(os: dice.chance(70) ? .linux : .windows, size: dice.pick(["Standard_D2s_v5", "Standard_B1s"])))
    profile.model = handlers.indices.filter { _ in dice.chance(85) }.map {
      ModelExtension(handler: $0, version: dice.pick(versions[$0]), automaticUpgrade: dice.chance(85))
    }
    addMachines(&builder, profile, size, zone, region, subscriptions, versions)
    return size
  }

  private mutating func shape(_ profile: inout GroupProfile, _ size: Int) {
    profile.isServiceFabric = dice.chance(4)
    profile.healthSource = dice.pick([.platform, .applicationHealth, .applicationHealth, .loadBalancer])
    if dice.chance(3) { profile.healthSource = .conflict }
    if size > 100 { profile.placementGroupSize = 100 }
    if dice.chance(20) { profile.upgradeMode = .manual }
    if dice.chance(25) { profile.policy.maxBatchInstancePercent = dice.pick([5, 10, 40]) }
    if dice.chance(15) { profile.policy.maxUnhealthyInstancePercent = dice.pick([5, 10, 50]) }
    if dice.chance(15) { profile.policy.maxUnhealthyUpgradedInstancePercent = dice.pick([5, 10]) }
    if dice.chance(20) {
      profile.policy.pauseTimeBetweenBatches = Milliseconds(dice.pick([30, 300, 7_200])) * Span.second
    }
    if dice.chance(20) { profile.policy.prioritizeUnhealthyInstances = true }
  }

  private mutating func addMachines(
    _ builder: inout FleetBuilder, _ profile: GroupProfile, _ size: Int, _ zone: Int, _ region: Int,
    _ subscriptions: Int, _ versions: [[VersionIndex]]
  ) {
    groupCount += 1
    // A standalone group is all standalone VMs of one subscription in one region and zone, so each is made once.
    var subscription = dice.roll(subscriptions)
    if profile.kind == .standalone {
      let key = { (sub: Int) in sub << 16 | region << 8 | zone }
      guard
        let free = (0..<subscriptions).first(where: {
          !standaloneMade.contains(key(($0 + subscription) % subscriptions))
        })
      else { return }
      subscription = (free + subscription) % subscriptions
      standaloneMade.append(key(subscription))
    }
    _ = builder.addGroup(
      stem: "\(profile.kind.rawValue)-\(groupCount)", profile: builder.groupProfile(profile),
      subscription: subscription,
      region: region)
    let zones = max(1, profile.zones.count)
    for number in 0..<size {
      var flags = MachineFlags.normal
      var health = MachineHealth.healthy
      if self.profile != .calm {
        if dice.chance(3) { flags.remove(.running) }
        if dice.chance(2) { flags.remove(.agentReady) }
        if dice.chance(2) { flags.insert(.protected) }
        if profile.upgradeMode == .manual, dice.chance(20) { flags.remove(.latestModel) }
        if dice.chance(4) { health = dice.pick([.unhealthy, .unknown, .initializing]) }
        if !flags.contains(.running) { health = .unknown }
      }
      let vm = builder.addMachine(
        zone: profile.zones.isEmpty ? zone : profile.zones[number % zones],
        updateDomain: profile.updateDomains > 0 ? number / zones % profile.updateDomains : nil,
        placementGroup: profile.placementGroupSize > 0 ? number / profile.placementGroupSize : nil,
        profile: profile.machineProfile, flags: flags, health: health)
      for var deployed in profile.model {
        if dice.chance(8) { deployed.automaticUpgrade.toggle() }
        if dice.chance(8) { deployed.version = dice.pick(versions[deployed.handler]) }
        builder.deploy(deployed, on: vm)
      }
    }
  }

  private var groupCount = 0
  private var standaloneMade: [Int] = []
}
