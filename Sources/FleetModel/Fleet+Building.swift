// What a builder adds, many VMs at a time.

/// A VM that is added: where it lies, and how it is.
public struct AddedMachine: Sendable {
  let place: MachinePlace
  let profile: UInt16
  let condition: MachineCondition

  /// A VM; `profile` is an index that the builder gave.
  public init(
    at place: MachinePlace, profile: Int, flags: MachineFlags = .normal, health: MachineHealth = .healthy
  ) {
    self.place = place
    self.profile = UInt16(profile)
    condition = MachineCondition(flags, health)
  }
}

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

  /// Adds VMs, which are asked for one by one; their group learns of their number from the caller.
  @inline(__always)
  mutating func appendMachines(
    _ count: Int, group: GroupIndex, _ machine: (_ number: Int) -> AddedMachine
  ) -> Range<VMIndex> {
    let first = groupOf.count
    let zoneCount = regions[groups[group].region].zoneCount
    let countsStopped = policy.countStoppedAsUnhealthy
    var lanes: UInt8 = 0
    var bad: Int32 = 0
    for number in 0..<count {
      let machine = machine(number)
      groupOf.append(Int32(group))
      zoneOf.append(machine.place.zone)
      updateDomainOf.append(machine.place.updateDomain)
      placementGroupOf.append(machine.place.placementGroup)
      profileOf.append(machine.profile)
      conditionOf.append(machine.condition)
      lanes |= 1 << UInt8(Region.lane(zone: Int(machine.place.zone), of: zoneCount))
      if machine.condition.countsAsUnhealthy(countsStopped) { bad += 1 }
    }
    groups[group].laneMask |= lanes
    tallies[group].existing += Int32(count)
    tallies[group].bad += bad
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
