import FleetModel
import FleetSimulator

// Standalone VMs: those of one subscription in one region and zone are a group, whichever template they came from.

extension FleetAssembly {
  /// A VM of a template, and the group that it belongs to.
  private struct Placed {
    let bucket: Int
    let template: Int32
    let number: Int32
  }

  /// What is ready before the first VM of a template is made.
  private final class Workshop {
    let template: StandaloneTemplate
    let machine: MachineSpec
    let luck: Luck
    let origin: Int
    /// The extensions for each operating system of the template.
    let fitting: [[Deployment]]
    /// Machine profiles by operating system and size; -1 is not known yet.
    var machineProfiles: [Int]

    init(_ template: StandaloneTemplate, _ luck: Luck, origin: Int, _ deployments: [Deployment]) {
      self.template = template
      machine = template.machine
      self.luck = luck
      self.origin = origin
      fitting = machine.os.values.map { os in deployments.filter { $0.os == nil || $0.os == os } }
      machineProfiles = Array(repeating: -1, count: machine.os.values.count * machine.size.values.count)
    }
  }

  /// A group for each subscription, region and zone that has standalone VMs, each followed by its VMs.
  mutating func addStandaloneMachines(_ progress: (_ built: Int) -> Void) {
    let templates = draft.standalone
    guard !templates.isEmpty else { return }
    let lucks = templates.map { Luck(seed: seed, kind: .standalone, name: $0.name) }
    var workshops: [Workshop] = []
    for (template, luck) in zip(templates, lucks) {
      workshops.append(
        Workshop(template, luck, origin: noteTemplate(template.field), deployments(template.machine)))
    }
    let profile = builder.groupProfile(GroupProfile(kind: .standalone))
    var last = -1
    let all = placed(templates, lucks)
    var next = 0
    while next < all.count {
      let first = all[next]
      // Not too many at once, so that it can be told how many there are.
      let alike = all[next...].prefix(Self.machinesBetweenReports).prefix {
        $0.bucket == first.bucket && $0.template == first.template
      }
      next = alike.endIndex
      let workshop = workshops[Int(first.template)]
      let zone = first.bucket % (FleetLimit.zonesPerRegion + 1)
      if first.bucket != last {
        last = first.bucket
        addStandaloneGroup(first.bucket, zone, profile, workshop.origin)
      }
      if workshop.template.count == nil || workshop.machine.os.values.count > 1 {
        for placed in alike { addStandaloneMachine(Int(placed.number), zone, workshop) }
      } else {
        addStandaloneMachines(alike, zone, workshop)
      }
      tell(progress)
    }
  }

  /// All standalone VMs, group by group; in a group in the order of the file. A counting sort: there may be a million.
  private func placed(_ templates: [StandaloneTemplate], _ lucks: [Luck]) -> [Placed] {
    let lanes = FleetLimit.zonesPerRegion + 1
    let regions = draft.regions.regions
    var all: [Placed] = []
    all.reserveCapacity(templates.reduce(0) { $0 + ($1.count ?? 1) })
    for (index, template) in templates.enumerated() {
      let places = template.places
      for number in 0..<(template.count ?? 1) {
        let region = lucks[index].place(in: places.regions, turn: number, after: 1, .region)
        var before = places.regions.turns
        let subscription = lucks[index].place(in: places.subscriptions, turn: number, after: before, .subscription)
        before *= places.subscriptions.turns
        let zone: Int
        switch template.zones {
        case .all where regions[region].zoneCount > 0: zone = number / before % regions[region].zoneCount + 1
        case .only(let zones): zone = zones[number / before % zones.count]
        case .none, .one, .all: zone = 0
        }
        let bucket = (subscription * regions.count + region) * lanes + zone
        all.append(Placed(bucket: bucket, template: Int32(index), number: Int32(number)))
      }
    }
    var starts = Array(repeating: 0, count: draft.subscriptions.subscriptions.count * regions.count * lanes + 1)
    for placed in all { starts[placed.bucket + 1] += 1 }
    for bucket in starts.indices.dropFirst() { starts[bucket] += starts[bucket - 1] }
    var sorted = all
    for placed in all {
      sorted[starts[placed.bucket]] = placed
      starts[placed.bucket] += 1
    }
    return sorted
  }

  private mutating func addStandaloneGroup(_ bucket: Int, _ zone: Int, _ profile: Int, _ origin: Int) {
    let place = bucket / (FleetLimit.zonesPerRegion + 1)
    let region = place % draft.regions.regions.count
    let subscription = place / draft.regions.regions.count
    var name = "vms-" + draft.subscriptions.names.names[subscription] + "-" + draft.regions.names.names[region]
    if zone > 0 { name += "-" + String(zone) }
    addGroup(
      stem: name, number: -1, profile: profile, subscription: subscription, region: region, from: origin)
  }

  /// VMs of one template and one operating system, which follow each other in a group.
  private mutating func addStandaloneMachines(_ alike: ArraySlice<Placed>, _ zone: Int, _ workshop: Workshop) {
    let (machine, luck) = (workshop.machine, workshop.luck)
    let place = MachinePlace(zone: zone, updateDomain: nil, placementGroup: nil)
    let profiles = machine.size.values.indices.map { machineProfile(0, $0, &workshop.machineProfiles, machine) }
    let added = builder.addMachines(alike.count) { number in
      let item = UInt64(alike[alike.startIndex + number].number)
      return AddedMachine(
        at: place, profile: profiles[luck.place(in: machine.size, .size, of: item)],
        flags: Self.flags(machine, luck, item), health: Self.health(machine, luck, item))
    }
    for deployed in workshop.fitting[0] {
      builder.deploy(deployed.handler, on: added) { vm in
        deployed.drawn(luck, UInt64(alike[alike.startIndex + vm - added.lowerBound].number))
      }
    }
  }

  private mutating func addStandaloneMachine(_ number: Int, _ zone: Int, _ workshop: Workshop) {
    let item = UInt64(number)
    let luck = workshop.luck
    let os = luck.place(in: workshop.machine.os, .os, of: item)
    let size = luck.place(in: workshop.machine.size, .size, of: item)
    let vm = builder.addMachine(
      name: workshop.template.count == nil ? workshop.template.name : nil,
      at: MachinePlace(zone: zone, updateDomain: nil, placementGroup: nil),
      profile: machineProfile(os, size, &workshop.machineProfiles, workshop.machine),
      flags: Self.flags(workshop.machine, luck, item), health: Self.health(workshop.machine, luck, item))
    for deployed in workshop.fitting[os] { builder.deploy(deployed.drawn(luck, item), on: vm) }
  }
}
