/// A part of the fleet that a command can name.
public enum FleetScope: Sendable, Equatable, Codable {
  /// All of it.
  case all
  /// One subscription.
  case subscription(SubscriptionIndex)
  /// One region.
  case region(RegionIndex)
  /// One zone of a region, from 1; 0 is the VMs there without a zone.
  case zone(RegionIndex, Int)
  /// One group.
  case group(GroupIndex)
  /// One update domain of a group.
  case updateDomain(GroupIndex, Int)
  /// One VM.
  case machine(VMIndex)
}

extension Fleet {
  /// The VMs of a scope that exist, ascending within each group.
  public func machines(in scope: FleetScope) -> [VMIndex] {
    switch scope {
    case .all: machineIndices.filter { exists($0) }
    case .subscription(let subscription):
      machineIndices.filter { exists($0) && self.subscription(of: $0) == subscription }
    case .region(let region): regions[region].groups.flatMap { members(of: $0).filter { exists($0) } }
    case .zone(let region, let zone):
      regions[region].groups.flatMap { members(of: $0).filter { exists($0) && self.zone(of: $0) == zone } }
    case .group(let group): members(of: group).filter { exists($0) }
    case .updateDomain(let group, let domain):
      members(of: group).filter { exists($0) && updateDomain(of: $0) == domain }
    case .machine(let vm): exists(vm) ? [vm] : []
    }
  }

  /// The groups whose models a scope covers: those that lie in it whole (R11a).
  public func groups(in scope: FleetScope) -> [GroupIndex] {
    switch scope {
    case .all: Array(groups.indices)
    case .subscription(let subscription): groups.indices.filter { groups[$0].subscription == subscription }
    case .region(let region): regions[region].groups
    case .group(let group): [group]
    case .zone, .updateDomain, .machine: []
    }
  }
}
