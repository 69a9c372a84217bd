import FleetModel
import FleetSession
import FleetSimulator

/// A fleet of the published workload's shape: sixty paired regions, half of the VMs in scale sets of 100, a quarter in
/// availability sets of 20, the rest standalone in subscriptions of 50, and one version that breaks one VM in a hundred.
enum BenchFleet {
  private static let regionCount = 60
  private static let phaseSizes = [1, 2, 4, 8, 15, 15, 15]

  /// - Parameter optedOut: one VM in so many is opted out (R11); nil is none.
  static func plan(machines: Int, optedOut: Int? = nil) -> FleetPlan {
    var policy = RolloutPolicy()
    // One VM in a hundred is broken, so a phase must pass without all of them.
    policy.phaseSuccessPercent = 90
    let handler = ExtensionHandler(
      publisher: "Microsoft.Azure.Monitoring.DependencyAgent", type: "DependencyAgentLinux", isSupported: true)
    var builder = FleetBuilder(
      name: "bench-\(machines)", policy: policy,
      regions: (0..<regionCount).map { Region(name: "region-\($0)", zoneCount: 3) },
      subscriptions: (0..<max(1, machines / 200)).map { Subscription(name: "sub-\($0)", isEnrolled: true) },
      handlers: [handler], phasePlan: phases())
    for region in stride(from: 0, to: regionCount, by: 2) { builder.pair(region, region + 1) }
    let old = builder.learn(HandlerVersion(1, 0), of: 0)
    builder.publish(builder.learn(HandlerVersion(1, 1), of: 0), of: 0, in: .all)
    var maker = Maker(builder: builder, old: old, optedOut: optedOut)
    for region in 0..<regionCount {
      let count = machines / regionCount + (region < machines % regionCount ? 1 : 0)
      maker.add(count, to: region, of: machines)
    }
    var quality = VersionQuality()
    quality.unhealthy = 10_000
    quality.rollbackFailure = 100_000
    var weather = Weather()
    weather.quality = [QualityRule(handler: 0, quality: quality)]
    return FleetPlan(fleet: maker.builder.build(), weather: weather, scenario: [])
  }

  /// Even regions first, then odd ones, so that a pair is never in one phase.
  private static func phases() -> [PlannedPhase] {
    let order = Array(stride(from: 0, to: regionCount, by: 2)) + Array(stride(from: 1, to: regionCount, by: 2))
    var rest = order[...]
    return phaseSizes.enumerated().map { number, size in
      defer { rest = rest.dropFirst(size) }
      return PlannedPhase(name: "phase-\(number + 1)", regions: rest.prefix(size).sorted(), bake: 0)
    }
  }

  private struct Maker {
    var builder: FleetBuilder
    let old: VersionIndex
    private let optedOut: Int?
    private var subscription = 0

    init(builder: FleetBuilder, old: VersionIndex, optedOut: Int?) {
      self.builder = builder
      self.old = old
      self.optedOut = optedOut
    }

    mutating func add(_ count: Int, to region: Int, of machines: Int) {
      let sets = count / 2
      let availability = count / 4
      for zone in 1...3 {
        addGroups(sets / 3 + (zone <= sets % 3 ? 1 : 0), .scaleSet, size: 100, domains: 5, zone, region, machines)
        let alone = count - sets - availability
        addGroups(alone / 3 + (zone <= alone % 3 ? 1 : 0), .standalone, size: 50, domains: 0, zone, region, machines)
      }
      addGroups(availability, .availabilitySet, size: 20, domains: 5, 0, region, machines)
    }

    private mutating func addGroups(
      _ count: Int, _ kind: GroupKind, size: Int, domains: Int, _ zone: Int, _ region: Int, _ machines: Int
    ) {
      var profile = GroupProfile(kind: kind)
      profile.updateDomains = domains
      profile.machineProfile = builder.machineProfile(MachineProfile(os: .linux, size: "Standard_D2s_v5"))
      let index = builder.groupProfile(profile)
      var left = count
      while left > 0 {
        subscription = (subscription + 1) % max(1, machines / 200)
        _ = builder.addGroup(
          stem: kind.rawValue, number: subscription, profile: index, subscription: subscription, region: region)
        for number in 0..<min(size, left) {
          let vm = builder.addMachine(
            zone: zone, updateDomain: domains > 0 ? number % domains : nil, placementGroup: nil,
            profile: profile.machineProfile)
          let isAutomatic = optedOut.map { vm % $0 != 0 } ?? true
          builder.deploy(ModelExtension(handler: 0, version: old, automaticUpgrade: isAutomatic), on: vm)
        }
        left -= size
      }
    }
  }
}
