import FleetModel
import RolloutOrchestrator

/// R14: the sets that have more unhealthy VMs than their limit. A fault may push tens of thousands over it in one instant,
/// so weighing one takes the same time however many there are.
struct OverLimitSets: Sendable {
  /// How many there are.
  private(set) var count = 0
  private var counts: [Int]
  private var isOver: [Bool]

  /// Looks at all sets of a fleet.
  init(_ fleet: Fleet) {
    counts = Array(repeating: 0, count: fleet.regions.count)
    isOver = Array(repeating: false, count: fleet.groups.count)
    for group in fleet.groups.indices { weigh(group, fleet) }
  }

  /// None, of no fleet.
  init() { (counts, isOver) = ([], []) }

  /// Looks anew at a group in which something changed.
  mutating func weigh(_ group: GroupIndex, _ fleet: Fleet) {
    let isOver = HealthGate.isOverUnhealthyLimit(group, fleet)
    guard isOver != self.isOver[group] else { return }
    self.isOver[group] = isOver
    let change = isOver ? 1 : -1
    count += change
    counts[fleet.groups[group].region] += change
  }

  /// How many there are in a region.
  func count(in region: RegionIndex) -> Int { counts[region] }

  /// The first one, in the order of the fleet.
  var first: GroupIndex? { count == 0 ? nil : isOver.firstIndex(of: true) }

  /// The first one of a region.
  func first(in region: RegionIndex, _ fleet: Fleet) -> GroupIndex? {
    counts[region] == 0 ? nil : fleet.regions[region].groups.first { isOver[$0] }
  }
}
