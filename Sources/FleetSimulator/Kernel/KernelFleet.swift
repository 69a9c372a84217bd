/// The fleet of the workload: 60 regions of four slots (three zones, then what has no zone), each slot a run of sets.
struct KernelFleet {
  typealias Histories = InlineArray<60, UInt64>
  static let regions = Histories.count
  static let slots = 4

  /// All sets, by region, then slot; scale sets before standalone machines.
  var sets: [MachineSet] = []
  /// Where each region's slots begin in `sets`, and one past the last.
  private(set) var slotStarts: [Int] = []

  /// Lays out `machines` machines, each unhealthy before the rollout if chance says so.
  init(machines: Int, chance: KernelChance) {
    sets.reserveCapacity(Self.setCount(machines: machines))
    slotStarts.reserveCapacity(Self.regions * Self.slots + 1)
    for region in 0..<Self.regions {
      let share = RegionShare(region: region, machines: machines)
      for zone in 0..<3 {
        slotStarts.append(sets.count)
        add(.scaleSet, machines: share.scaleSet(zone: zone), region: region, chance: chance)
        add(.standalone, machines: share.standalone(zone: zone), region: region, chance: chance)
      }
      slotStarts.append(sets.count)
      add(.availabilitySet, machines: share.availabilitySets, region: region, chance: chance)
    }
    slotStarts.append(sets.count)
  }

  /// The sets of one slot of one region.
  func sets(region: Int, slot: Int) -> Range<Int> {
    slotStarts[region * Self.slots + slot]..<slotStarts[region * Self.slots + slot + 1]
  }

  private mutating func add(_ kind: SetKind, machines: Int, region: Int, chance: KernelChance) {
    var left = machines
    while left > 0 {
      let size = min(left, kind.size)
      let first = sets.last.map { $0.first + UInt32($0.size) } ?? 0
      var set = MachineSet(first: first, size: UInt8(size), domains: kind.domains, region: UInt8(region))
      for machine in first..<first + UInt32(size) where chance.startsUnhealthy(machine) { set.unhealthy += 1 }
      sets.append(set)
      left -= size
    }
  }

  /// How many sets `init` makes, so that their array is never larger than they are.
  private static func setCount(machines: Int) -> Int {
    (0..<regions).reduce(0) { total, region in
      let share = RegionShare(region: region, machines: machines)
      let zones = (0..<3).reduce(0) {
        $0 + SetKind.scaleSet.sets(for: share.scaleSet(zone: $1))
          + SetKind.standalone.sets(for: share.standalone(zone: $1))
      }
      return total + zones + SetKind.availabilitySet.sets(for: share.availabilitySets)
    }
  }
}

/// Machines with consecutive ids that are upgraded in batches, and how far that has come.
struct MachineSet {
  let first: UInt32
  let size: UInt8
  /// Update domains; member m is in domain m mod `domains`.
  let domains: UInt8
  let region: UInt8
  /// The update domain the next batch is taken from, and how many of its members have been taken.
  var domain: UInt8 = 0
  var taken: UInt8 = 0
  var unhealthy: UInt8 = 0
  /// Members whose batch has started; of these, those that ended rolled back or broken; those still under way.
  var attempted: UInt8 = 0
  var bad: UInt8 = 0
  var underWay: UInt8 = 0

  init(first: UInt32, size: UInt8, domains: UInt8, region: UInt8) {
    self.first = first
    self.size = size
    self.domains = domains
    self.region = region
  }

  /// More than 20 % of the members unhealthy, or of those attempted bad.
  var mustStop: Bool {
    5 * Int(unhealthy) > Int(size) || 5 * Int(bad) > Int(attempted)
  }
}

private enum SetKind {
  case scaleSet, availabilitySet, standalone

  var size: Int {
    switch self {
    case .scaleSet: 100
    case .availabilitySet: 20
    case .standalone: 50
    }
  }

  var domains: UInt8 { self == .standalone ? 1 : 5 }

  func sets(for machines: Int) -> Int { (machines + size - 1) / size }
}

/// How many machines of each kind a region has.
private struct RegionShare {
  let scaleSets, availabilitySets, standalone: Int

  init(region: Int, machines: Int) {
    let share = machines / KernelFleet.regions + (region < machines % KernelFleet.regions ? 1 : 0)
    scaleSets = share / 2
    availabilitySets = share / 4
    standalone = share - scaleSets - availabilitySets
  }

  func scaleSet(zone: Int) -> Int { scaleSets / 3 + (zone < scaleSets % 3 ? 1 : 0) }
  func standalone(zone: Int) -> Int { standalone / 3 + (zone < standalone % 3 ? 1 : 0) }
}
