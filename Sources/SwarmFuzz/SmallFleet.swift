import FleetModel
public import FleetSession
import FleetSimulator

/// One of all fleets of at most four VMs over two paired regions, two zones and two update domains, where each VM has a
/// fate of its own.
public struct SmallFleet: Sendable, CustomStringConvertible {
  /// What an upgrade does to a VM, each time it is tried.
  enum Fate: String, CaseIterable {
    case ok, installFails, lateAt299999, lateAt300000, lateAt300001, sick, rollbackFails
  }

  /// Where a VM is, and what becomes of it.
  struct Machine {
    var region: RegionIndex
    /// Zone from 1; 0 is none.
    var zone: Int
    var domain: Int?
    var fate: Fate
  }

  /// Its number among all of them, from 1; also the seed of what luck remains.
  public let number: UInt64
  let kind: GroupKind
  let machines: [Machine]

  /// Kind, and each VM as region/zone/domain and fate.
  public var description: String {
    let list = machines.map { "\($0.region)/\($0.zone)/\($0.domain.map(String.init) ?? "-") \($0.fate.rawValue)" }
    return "\(kind.rawValue) [\(list.joined(separator: ", "))]"
  }

  /// Long enough for a first try and two more (R7).
  package static let horizon = 9 * Span.day

  /// Runs it with the auditor on.
  public func run() -> FuzzRun { FuzzRun(plan: plan, seed: number, until: Self.horizon) }

  /// The fleet as a plan: the first region is the first phase, and the version is there from the start.
  public var plan: FleetPlan {
    var builder = FleetBuilder(
      name: "small-\(number)", policy: RolloutPolicy(),
      regions: ["east", "west"].map { Region(name: $0, zoneCount: 2) },
      subscriptions: [Subscription(name: "sub", isEnrolled: true)],
      handlers: [ExtensionHandler(publisher: "Contoso", type: "Backup", isSupported: true)],
      phasePlan: [0, 1].map { PlannedPhase(name: "phase-\($0 + 1)", regions: [$0], bake: Span.hour) })
    builder.pair(0, 1)
    let old = builder.learn(HandlerVersion(1, 0), of: 0)
    builder.publish(builder.learn(HandlerVersion(1, 1), of: 0), of: 0, in: .all)
    let deployed = ModelExtension(handler: 0, version: old, automaticUpgrade: true)
    // A standalone group is one zone of a region; a set is a whole region.
    let parts = kind == .standalone ? [0, 1].flatMap { region in [1, 2].map { (region, $0) } } : [(0, 0), (1, 0)]
    for (region, zone) in parts {
      let members = machines.filter { $0.region == region && (zone == 0 || $0.zone == zone) }
      guard !members.isEmpty else { continue }
      var profile = GroupProfile(kind: kind)
      profile.model = [deployed]
      _ = builder.addGroup(
        stem: "group-\(region)\(zone)", profile: builder.groupProfile(profile), subscription: 0, region: region)
      for machine in members {
        // A VM's size says its fate, so that each fate is one rule of quality.
        let size = builder.machineProfile(MachineProfile(os: .linux, size: machine.fate.rawValue))
        let vm = builder.addMachine(
          zone: machine.zone, updateDomain: machine.domain, placementGroup: nil, profile: size)
        builder.deploy(deployed, on: vm)
      }
    }
    var weather = Weather()
    weather.quality = Fate.allCases.map { QualityRule(handler: 0, size: $0.rawValue, quality: $0.quality) }
    return FleetPlan(fleet: builder.build(), weather: weather, scenario: [])
  }
}

extension SmallFleet.Fate {
  fileprivate var quality: VersionQuality {
    let always = PartsPerMillion(1_000_000)
    var quality = VersionQuality()
    switch self {
    case .ok: break
    case .installFails: quality.installFailure = always
    case .lateAt299999: quality.late(299_999)
    case .lateAt300000: quality.late(300_000)
    case .lateAt300001: quality.late(300_001)
    case .sick: quality.unhealthy = always
    case .rollbackFails:
      quality.installFailure = always
      quality.rollbackFailure = always
    }
    return quality
  }
}

extension VersionQuality {
  fileprivate mutating func late(_ time: Milliseconds) {
    slowHealth = 1_000_000
    slowHealthTime = TimeRange(time, time)
  }
}
