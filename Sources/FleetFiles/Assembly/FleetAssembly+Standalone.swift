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

  /// A group for each subscription, region and zone that has standalone VMs, each followed by its VMs.
  mutating func addStandaloneMachines(_ progress: (_ built: Int) -> Void) {
    let templates = draft.standalone
    guard !templates.isEmpty else { return }
    let lucks = templates.map { Luck(seed: seed, kind: .standalone, name: $0.name) }
    let ready = templates.map { deployments($0.machine) }
    let profile = builder.groupProfile(GroupProfile(kind: .standalone))
    var last = -1
    for placed in placed(templates, lucks) {
      let index = Int(placed.template)
      let zone = placed.bucket % (FleetLimit.zonesPerRegion + 1)
      if placed.bucket != last {
        last = placed.bucket
        addStandaloneGroup(placed.bucket, zone, profile, templates[index].field)
      }
      addStandaloneMachine(Int(placed.number), zone, templates[index], lucks[index], ready[index])
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

  private mutating func addStandaloneGroup(_ bucket: Int, _ zone: Int, _ profile: Int, _ field: Field) {
    let place = bucket / (FleetLimit.zonesPerRegion + 1)
    let region = place % draft.regions.regions.count
    let subscription = place / draft.regions.regions.count
    var name = "vms-\(draft.subscriptions.names.names[subscription])-\(draft.regions.names.names[region])"
    if zone > 0 { name += "-\(zone)" }
    addGroup(
      stem: name, number: -1, profile: profile, subscription: subscription, region: region,
      from: GroupOrigin(field: field, writtenCount: 0))
  }

  private mutating func addStandaloneMachine(
    _ number: Int, _ zone: Int, _ template: StandaloneTemplate, _ luck: Luck, _ deployments: [Deployment]
  ) {
    let item = UInt64(number)
    let spec = template.machine
    let os = spec.os.values[luck.place(in: spec.os, .os, of: item)]
    let size = spec.size.values[luck.place(in: spec.size, .size, of: item)]
    let vm = builder.addMachine(
      name: template.count == nil ? template.name : nil, zone: zone, updateDomain: nil, placementGroup: nil,
      profile: machineProfile(os, size), flags: flags(spec, luck, item), health: health(spec, luck, item))
    for deployed in deployments where deployed.os == nil || deployed.os == os {
      builder.deploy(deployed.drawn(luck, item), on: vm)
    }
  }
}
