import FleetModel
import FleetSimulator

// Scale sets and availability sets: where they are, and how their VMs lie in zones, placement groups and update domains.

extension FleetAssembly {
  private struct ProfileKey: Hashable {
    let machineProfile: Int
    let zones: [Int]
    let model: [Int]
  }

  /// What is ready before the first set of a template is made.
  private struct Workshop {
    let template: GroupTemplate
    let luck: Luck
    let deployments: [Deployment]
    /// Extensions of the VMs that are written out.
    let written: [[Deployment]]
    var profiles: [ProfileKey: Int] = [:]
  }

  /// Adds the sets of a template, one of each size.
  mutating func addSets(of template: GroupTemplate, _ sizes: [Int], _ progress: (_ built: Int) -> Void) {
    var workshop = Workshop(
      template: template, luck: Luck(seed: seed, kind: template.kind, name: template.name),
      deployments: deployments(template.machine), written: template.written.map { deployments($0.spec) })
    for (set, size) in sizes.enumerated() {
      addSet(set, size, &workshop)
      tell(progress)
    }
  }

  private mutating func addSet(_ set: Int, _ size: Int, _ workshop: inout Workshop) {
    let (template, luck) = (workshop.template, workshop.luck)
    let region = luck.place(in: template.places.regions, turn: set, after: 1, .region)
    let turns = template.places.regions.turns
    let subscription = luck.place(in: template.places.subscriptions, turn: set, after: turns, .subscription)
    let zones = zones(template, set, region)
    let item = UInt64(set) << 32 | 0xFFFF_FFFF  // The set itself, apart from all its VMs.
    let os = template.machine.os.values[luck.place(in: template.machine.os, .os, of: item)]
    let machineSize = template.machine.size.values[luck.place(in: template.machine.size, .size, of: item)]
    let machineProfile = machineProfile(os, machineSize)
    let fitting = workshop.deployments.filter { $0.os == nil || $0.os == os }
    let profile = profile(fitting, item, machineProfile, zones, &workshop)
    let isNumbered = template.count != nil || template.totalMachines != nil
    addGroup(
      stem: isNumbered ? template.name + "-" : template.name, number: isNumbered ? set + 1 : -1, profile: profile,
      subscription: subscription, region: region,
      from: GroupOrigin(field: template.field, writtenCount: template.written.count))
    let shared = fitting.filter(\.isDrawnPerSet).map { $0.drawn(luck, item) }
    let single = fitting.filter { !$0.isDrawnPerSet }
    var layout = SetLayout(template, size: size, zones: zones)
    for number in 0..<size {
      let vm = UInt64(set) << 32 | UInt64(number)
      guard number < template.written.count else {
        let place = layout.next(nil)
        let index = builder.addMachine(
          zone: place.zone, updateDomain: place.updateDomain, placementGroup: place.placementGroup,
          profile: machineProfile, flags: flags(template.machine, luck, vm), health: health(template.machine, luck, vm))
        for deployed in shared { builder.deploy(deployed, on: index) }
        for deployed in single { builder.deploy(deployed.drawn(luck, vm), on: index) }
        continue
      }
      let written = template.written[number]
      let place = layout.next(written.zone)
      let ownSize = written.spec.size.values[luck.place(in: written.spec.size, .size, of: vm)]
      let index = builder.addMachine(
        name: written.name, zone: place.zone, updateDomain: written.updateDomain ?? place.updateDomain,
        placementGroup: place.placementGroup, profile: self.machineProfile(os, ownSize),
        flags: flags(written.spec, luck, vm), health: health(written.spec, luck, vm))
      for deployed in workshop.written[number] where deployed.os == nil || deployed.os == os {
        builder.deploy(deployed.drawn(luck, deployed.isDrawnPerSet ? item : vm), on: index)
      }
    }
  }

  private func zones(_ template: GroupTemplate, _ set: Int, _ region: RegionIndex) -> [Int] {
    let count = draft.regions.regions[region].zoneCount
    switch template.zones {
    case .none: return []
    case .all: return Array(0..<count).map { $0 + 1 }
    case .one where count > 0:
      let before = template.places.regions.turns * template.places.subscriptions.turns
      return [set / before % count + 1]
    case .one: return []
    case .only(let zones): return zones
    }
  }

  private mutating func profile(
    _ deployments: [Deployment], _ item: UInt64, _ machineProfile: Int, _ zones: [Int], _ workshop: inout Workshop
  ) -> Int {
    let template = workshop.template
    var model: [ModelExtension] = []
    if template.kind == .scaleSet {
      model = deployments.map { deployed in
        var drawn = deployed.drawn(workshop.luck, item)
        // A model has one version even where instances differ: the newest, which the others have yet to reach.
        if !deployed.isDrawnPerSet { drawn.version = deployed.newest }
        return drawn
      }
    }
    let key = ProfileKey(
      machineProfile: machineProfile, zones: zones,
      model: model.flatMap { [$0.handler, $0.version, $0.automaticUpgrade ? 1 : 0] })
    if let known = workshop.profiles[key] { return known }
    var profile = template.profile
    profile.updateDomains = template.updateDomains
    profile.zones = zones
    profile.placementGroupSize = template.placementGroupSize
    profile.model = model
    profile.machineProfile = machineProfile
    let hasProbe = deployments.contains(where: \.isApplicationHealth)
    profile.healthSource = template.healthSource ?? (hasProbe ? .applicationHealth : .platform)
    if profile.healthSource == .platform {
      profile.probeInterval = 0
      profile.probeCount = 0
      profile.gracePeriod = 0
    }
    let index = builder.groupProfile(profile)
    workshop.profiles[key] = index
    return index
  }
}

/// Where the VMs of one set lie: in turn over its zones; in a zone one placement group after the other; in a placement
/// group in turn over the update domains.
struct SetLayout {
  private let zones: [Int]
  private let updateDomains: Int
  private let groupSize: Int
  private var turn = 0
  private var filled = Array(repeating: 0, count: FleetLimit.zonesPerRegion + 1)
  private var firstGroup: [Int]

  init(_ template: GroupTemplate, size: Int, zones: [Int]) {
    self.zones = zones.isEmpty ? [0] : zones
    updateDomains = template.updateDomains
    groupSize = template.placementGroupSize
    firstGroup = Array(repeating: 0, count: FleetLimit.zonesPerRegion + 1)
    guard groupSize > 0 else { return }
    var counts = Array(repeating: 0, count: FleetLimit.zonesPerRegion + 1)
    for number in 0..<size {
      let own = number < template.written.count ? template.written[number].zone : nil
      counts[own ?? self.zones[number % self.zones.count]] += 1
    }
    var next = 0
    for zone in counts.indices {
      firstGroup[zone] = next
      next += (counts[zone] + groupSize - 1) / groupSize
    }
  }

  /// The place of the next VM, which may have a zone of its own.
  mutating func next(_ ownZone: Int?) -> (zone: Int, updateDomain: Int?, placementGroup: Int?) {
    let zone = ownZone ?? zones[turn % zones.count]
    turn += 1
    let number = filled[zone]
    filled[zone] += 1
    let inGroup = groupSize > 0 ? number % groupSize : number
    return (
      zone, updateDomains > 0 ? inGroup % updateDomains : nil,
      groupSize > 0 ? firstGroup[zone] + number / groupSize : nil
    )
  }
}
