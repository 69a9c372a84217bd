// What a builder adds, many VMs at a time.

/// Where a VM lies within its group.
public struct MachinePlace: Sendable {
  let zone: UInt8
  let updateDomain: UInt8
  let placementGroup: UInt8

  /// A place: the zone from 1, 0 for none; the update domain and the placement group if it has them.
  public init(zone: Int, updateDomain: Int?, placementGroup: Int?) {
    self.zone = UInt8(zone)
    self.updateDomain = updateDomain.map { UInt8($0) } ?? Fleet.none
    self.placementGroup = placementGroup.map { UInt8($0) } ?? Fleet.none
  }
}

extension Fleet {
  /// Makes room for so many VMs in all.
  mutating func reserve(machines: Int) {
    groupOf.reserveCapacity(machines)
    zoneOf.reserveCapacity(machines)
    updateDomainOf.reserveCapacity(machines)
    placementGroupOf.reserveCapacity(machines)
    profileOf.reserveCapacity(machines)
    conditionOf.reserveCapacity(machines)
  }

  /// Adds VMs that are alike but for their places; their group learns of them from the caller.
  mutating func appendMachines(
    _ count: Int, group: GroupIndex, profile: Int, flags: MachineFlags, health: MachineHealth,
    at place: () -> MachinePlace
  ) -> Range<VMIndex> {
    let first = groupOf.count
    let condition = MachineCondition(flags, health)
    let region = regions[groups[group].region]
    var lanes: UInt8 = 0
    for _ in 0..<count {
      let place = place()
      groupOf.append(Int32(group))
      zoneOf.append(place.zone)
      updateDomainOf.append(place.updateDomain)
      placementGroupOf.append(place.placementGroup)
      profileOf.append(UInt16(profile))
      conditionOf.append(condition)
      lanes |= 1 << UInt8(region.lane(zone: Int(place.zone)))
    }
    groups[group].laneMask |= lanes
    tallies[group].existing += Int32(count)
    if condition.countsAsUnhealthy(policy.countStoppedAsUnhealthy) { tallies[group].bad += Int32(count) }
    machineCount += count
    if kind(of: group) == .standalone { standaloneCount[groups[group].subscription] += count }
    for handler in installed.indices where !installed[handler].isEmpty {
      Self.extend(&installed[handler], to: groupOf.count)
    }
    return first..<groupOf.count
  }

  private static func extend(_ column: inout [UInt16], to count: Int) {
    while column.count < count { column.append(notInstalled) }
  }

  /// Puts an extension on VMs that follow each other.
  mutating func deploy(
    _ handler: HandlerIndex, on machines: Range<VMIndex>, as drawn: (VMIndex) -> ModelExtension
  ) {
    guard !machines.isEmpty else { return }
    makeColumns(of: handler)
    Self.deploy(on: machines, &installed[handler], &automatic[handler], drawn)
  }

  private static func deploy(
    on machines: Range<VMIndex>, _ installed: inout [UInt16], _ automatic: inout MachineBits,
    _ drawn: (VMIndex) -> ModelExtension
  ) {
    for vm in machines {
      let deployed = drawn(vm)
      installed[vm] = UInt16(deployed.version)
      automatic.set(vm, to: deployed.automaticUpgrade)
    }
  }
}
