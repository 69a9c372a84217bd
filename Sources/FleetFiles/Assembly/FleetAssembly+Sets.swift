import FleetModel
import FleetSimulator

// Scale sets and availability sets: where they are, and how their VMs lie in zones, placement groups and update domains.

extension FleetAssembly {
  /// Adds the sets of a template, one of each size.
  mutating func addSets(of template: GroupTemplate, _ sizes: [Int], _ progress: (_ built: Int) -> Void) {
    let workshop = SetWorkshop(
      template, Luck(seed: seed, kind: template.kind, name: template.name),
      origin: noteTemplate(template.field, writtenCount: template.written.count),
      deployments(template.machine), written: template.written.map { deployments($0.spec) })
    for (set, size) in sizes.enumerated() {
      addSet(set, size, workshop)
      tell(progress)
    }
  }

  private mutating func addSet(_ set: Int, _ size: Int, _ workshop: SetWorkshop) {
    let (places, luck) = (workshop.places, workshop.luck)
    let region = luck.place(in: places.regions, turn: set, after: 1, .region)
    let subscription = luck.place(in: places.subscriptions, turn: set, after: workshop.regionTurns, .subscription)
    let item = UInt64(set) << 32 | 0xFFFF_FFFF  // The set itself, apart from all its VMs.
    let os = luck.place(in: workshop.machine.os, .os, of: item)
    let machineSize = luck.place(in: workshop.machine.size, .size, of: item)
    let machineProfile = machineProfile(os, machineSize, &workshop.machineProfiles, workshop.machine)
    let zones = workshop.zones(set, zoneCount: draft.regions.regions[region].zoneCount)
    let profile = profile(workshop, os, item, machineProfile, zones)
    addGroup(
      stem: workshop.stem, number: workshop.isNumbered ? set + 1 : -1, profile: profile, subscription: subscription,
      region: region, from: workshop.origin)
    var layout = SetLayout(workshop, size: size, zones: workshop.zoneLists[zones])
    let written = min(size, workshop.written.count)
    for number in 0..<written { addWritten(number, of: set, os, workshop, &layout) }
    guard written < size else { return }

    let first = UInt64(set) << 32 | UInt64(written)
    let machines: Range<VMIndex>
    if workshop.isOrdinary {
      machines = builder.addMachines(size - written) { _ in
        AddedMachine(at: layout.next(nil), profile: machineProfile)
      }
    } else {
      machines = builder.addMachines(size - written) { [machine = workshop.machine] number in
        let item = first + UInt64(number)
        return AddedMachine(
          at: layout.next(nil), profile: machineProfile, flags: Self.flags(machine, luck, item),
          health: Self.health(machine, luck, item))
      }
    }
    for deployed in workshop.fitting[os] {
      if deployed.isDrawnPerSet {
        builder.deploy(deployed.drawn(luck, item), on: machines)
      } else {
        builder.deploy(deployed.handler, on: machines) { vm in
          deployed.drawn(luck, first + UInt64(vm - machines.lowerBound))
        }
      }
    }
  }

  private mutating func addWritten(
    _ number: Int, of set: Int, _ os: Int, _ workshop: SetWorkshop, _ layout: inout SetLayout
  ) {
    let vm = UInt64(set) << 32 | UInt64(number)
    let item = UInt64(set) << 32 | 0xFFFF_FFFF
    let (written, luck) = (workshop.template.written[number], workshop.luck)
    let system = workshop.machine.os.values[os]
    let place = layout.next(written.zone, updateDomain: written.updateDomain)
    let size = written.spec.size.values[luck.place(in: written.spec.size, .size, of: vm)]
    let index = builder.addMachine(
      name: written.name, at: place, profile: machineProfile(system, size), flags: Self.flags(written.spec, luck, vm),
      health: Self.health(written.spec, luck, vm))
    for deployed in workshop.written[number] where deployed.os == nil || deployed.os == system {
      builder.deploy(deployed.drawn(luck, deployed.isDrawnPerSet ? item : vm), on: index)
    }
  }

  private mutating func profile(
    _ workshop: SetWorkshop, _ os: Int, _ item: UInt64, _ machineProfile: Int, _ zones: Int
  ) -> Int {
    var model = 0
    if workshop.template.kind == .scaleSet {
      for deployed in workshop.fitting[os] {
        model = workshop.number(of: deployed.inModel(workshop.luck, item), after: model)
      }
    }
    let key = SetWorkshop.ProfileKey(model: model, machineProfile: machineProfile, zones: zones)
    if let known = workshop.profiles[key] { return known }
    let template = workshop.template
    var profile = template.profile
    profile.updateDomains = template.updateDomains
    profile.zones = workshop.zones(ofList: zones)
    profile.placementGroupSize = template.placementGroupSize
    if template.kind == .scaleSet { profile.model = workshop.fitting[os].map { $0.inModel(workshop.luck, item) } }
    profile.machineProfile = machineProfile
    let hasProbe = workshop.fitting[os].contains(where: \.isApplicationHealth)
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

/// What is ready before the first set of a template is made, and what its sets have in common. There may be a hundred
/// thousand of them, so it is one object, and nothing is copied for each.
final class SetWorkshop {
  let template: GroupTemplate
  let luck: Luck
  /// The template's number in the origins of groups.
  let origin: Int
  let machine: MachineSpec
  let isOrdinary: Bool
  let places: Places
  let regionTurns: Int
  /// How sets are called; those that are numbered bear their number behind it.
  let stem: String
  let isNumbered: Bool
  /// The extensions for each operating system of the template.
  let fitting: [[Deployment]]
  /// Extensions of the VMs that are written out.
  let written: [[Deployment]]
  /// Every list of zones that sets may be spread over; the first one is none, and stands for VMs without a zone.
  let zoneLists: [[Int]]
  /// Machine profiles by operating system and size; -1 is not known yet.
  var machineProfiles: [Int]
  var profiles: [ProfileKey: Int] = [:]
  private var models: [ModelStep: Int] = [:]

  struct ProfileKey: Hashable {
    let model: Int
    let machineProfile: Int
    /// Place in `zoneLists`.
    let zones: Int
  }

  private struct ModelStep: Hashable {
    let before: Int
    let version: VersionIndex
    let isAutomatic: Bool
  }

  init(_ template: GroupTemplate, _ luck: Luck, origin: Int, _ deployments: [Deployment], written: [[Deployment]]) {
    self.template = template
    self.luck = luck
    self.origin = origin
    machine = template.machine
    isOrdinary = machine.isOrdinary
    places = template.places
    regionTurns = places.regions.turns
    isNumbered = template.count != nil || template.totalMachines != nil
    stem = isNumbered ? template.name + "-" : template.name
    fitting = machine.os.values.map { os in deployments.filter { $0.os == nil || $0.os == os } }
    self.written = written
    let numbers = 1..<FleetLimit.zonesPerRegion + 1
    zoneLists =
      switch template.zones {
      case .none: [[0]]
      case .all: [[0]] + numbers.map { Array(1...$0) }
      case .one: [[0]] + numbers.map { [$0] }
      case .only(let zones): [[0], zones]
      }
    machineProfiles = Array(repeating: -1, count: machine.os.values.count * machine.size.values.count)
  }

  /// The place among the lists of zones of those that a set is spread over.
  func zones(_ set: Int, zoneCount: Int) -> Int {
    switch template.zones {
    case .none: return 0
    case .all: return zoneCount
    case .one where zoneCount > 0:
      let before = regionTurns * places.subscriptions.turns
      return set / before % zoneCount + 1
    case .one: return 0
    case .only(let zones): return zones.isEmpty ? 0 : 1
    }
  }

  /// The zones of a list, none for the first.
  func zones(ofList list: Int) -> [Int] { list == 0 ? [] : zoneLists[list] }

  /// A number for a model that begins with another's extensions and has one more.
  func number(of deployed: ModelExtension, after before: Int) -> Int {
    let step = ModelStep(before: before, version: deployed.version, isAutomatic: deployed.automaticUpgrade)
    if let known = models[step] { return known }
    models[step] = models.count + 1
    return models.count
  }
}

/// Where the VMs of one set lie: in turn over its zones; in a zone one placement group after the other; in a placement
/// group in turn over the update domains.
struct SetLayout {
  private let zones: [Int]
  private let updateDomains: Int
  private let groupSize: Int
  private var turn = 0
  /// By zone.
  private var lanes = InlineArray<8, Lane>(repeating: Lane())

  /// Where the next VM of a zone lies.
  private struct Lane {
    var updateDomain = 0
    var number = 0
    var placementGroup = 0
  }

  init(_ workshop: SetWorkshop, size: Int, zones: [Int]) {
    precondition(FleetLimit.zonesPerRegion < lanes.count)
    self.zones = zones
    updateDomains = workshop.template.updateDomains
    groupSize = workshop.template.placementGroupSize
    guard groupSize > 0 else { return }
    var counts = InlineArray<8, Int>(repeating: 0)
    let written = min(size, workshop.template.written.count)
    for number in 0..<written {
      counts[workshop.template.written[number].zone ?? zones[number % zones.count]] += 1
    }
    for (place, zone) in zones.enumerated() {
      counts[zone] += turns(of: place, in: size) - turns(of: place, in: written)
    }
    var next = 0
    for zone in counts.indices {
      lanes[zone].placementGroup = next
      next += (counts[zone] + groupSize - 1) / groupSize
    }
  }

  /// How often a zone has its turn among so many VMs.
  private func turns(of place: Int, in count: Int) -> Int { (count + zones.count - 1 - place) / zones.count }

  /// The place of the next VM, which may have a zone and an update domain of its own.
  mutating func next(_ ownZone: Int?, updateDomain ownDomain: Int? = nil) -> MachinePlace {
    let zone = ownZone ?? zones[turn]
    turn = turn + 1 == zones.count ? 0 : turn + 1
    let lane = lanes[zone]
    lanes[zone].updateDomain = lane.updateDomain + 1 == updateDomains ? 0 : lane.updateDomain + 1
    lanes[zone].number += 1
    if lanes[zone].number == groupSize { lanes[zone] = Lane(placementGroup: lane.placementGroup + 1) }
    return MachinePlace(
      zone: zone, updateDomain: ownDomain ?? (updateDomains > 0 ? lane.updateDomain : nil),
      placementGroup: groupSize > 0 ? lane.placementGroup : nil)
  }
}
