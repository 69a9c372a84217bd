import FleetModel

/// What people call the parts of a fleet.
struct PlaceNames {
  let fleet: Fleet

  func zone(_ zone: Int) -> String { zone == 0 ? "no zone" : "zone \(zone)" }

  func zoneShort(_ zone: Int) -> String { zone == 0 ? "none" : "z\(zone)" }

  func region(_ region: RegionIndex) -> String { fleet.regions[region].name }

  func phase(_ phase: Int) -> String { "phase \(phase + 1), \(fleet.phasePlan[phase].name)" }

  func group(_ group: GroupIndex) -> String { fleet.name(ofGroup: group) }

  func handler(_ handler: HandlerIndex) -> String {
    let own = fleet.handlers[handler]
    let isAlone = fleet.handlers.allSatisfy { $0.type != own.type || $0.publisher == own.publisher }
    return isAlone ? own.type : own.name
  }

  func version(_ version: VersionIndex, of handler: HandlerIndex) -> String {
    Figures.version(fleet.handlers[handler].versions[version])
  }

  /// The version of an extension that a VM runs; nil if it has none.
  func version(of handler: HandlerIndex, on vm: VMIndex) -> String? {
    fleet.version(of: handler, on: vm).map { version($0, of: handler) }
  }

  /// `uksouth/z1/web-001`.
  func path(ofGroup group: GroupIndex) -> String { "\(region(fleet.groups[group].region))/\(self.group(group))" }

  /// `uksouth/z1/web-001/ud2`.
  func path(of vm: VMIndex) -> String {
    let group = fleet.group(of: vm)
    var path = region(fleet.groups[group].region)
    if fleet.zone(of: vm) > 0 { path += "/z\(fleet.zone(of: vm))" }
    path += "/\(self.group(group))"
    if let domain = fleet.updateDomain(of: vm) { path += "/ud\(domain)" }
    return path
  }

  func kind(of group: GroupIndex) -> String {
    switch fleet.kind(of: group) {
    case .scaleSet: "scale set"
    case .availabilitySet: "availability set"
    case .standalone: "standalone VMs"
    }
  }

  func scope(_ scope: FleetScope) -> String {
    switch scope {
    case .all: "the whole fleet"
    case .subscription(let subscription): "subscription \(fleet.subscriptions[subscription].name)"
    case .region(let region): self.region(region)
    case .zone(let region, let zone): "\(self.region(region)), \(self.zone(zone))"
    case .group(let group): self.group(group)
    case .updateDomain(let group, let domain): "\(self.group(group)), update domain \(domain)"
    case .machine(let vm): fleet.name(of: vm)
    }
  }
}
