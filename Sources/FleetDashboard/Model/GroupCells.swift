import FleetModel
import FleetSession
import RolloutOrchestrator

/// How the VMs of one region's groups stand by column of the map, kept for rows that stand for many groups: a frame looks
/// only at groups in which something changed.
struct GroupCells: Sendable {
  /// The VMs of a group in one column, if there are any.
  struct Cell: Sendable {
    var column: Int
    var counts: StateCounts
  }

  private var region: RegionIndex?
  private var rollout: RolloutID?
  private var columns: [MapColumn] = []
  /// By zone and update domain; -1 where the map has no column.
  private var places: [Int] = []
  /// By group, from the region's first on; nil where nobody counted yet.
  private var cells: [[Cell]?] = []
  private var first: GroupIndex = 0

  private static let domainsPerZone = 256

  subscript(group: GroupIndex) -> [Cell] { cells.indices.contains(group - first) ? cells[group - first] ?? [] : [] }

  mutating func removeAll() {
    region = nil
    cells = []
  }

  mutating func prepare(_ region: RegionIndex, rollout: RolloutID?, _ session: Session, changed: inout [Bool]) {
    let groups = session.fleet.regions[region].groups
    let columns = MapColumn.all(of: region, session.fleet)
    let span = (groups.min() ?? 0)..<(groups.max() ?? -1) + 1
    if region != self.region || rollout != self.rollout || columns != self.columns || cells.count != span.count {
      (self.region, self.rollout, self.columns, first) = (region, rollout, columns, span.lowerBound)
      cells = Array(repeating: nil, count: span.count)
      places = Array(repeating: -1, count: ((columns.map(\.zone).max() ?? 0) + 1) * Self.domainsPerZone)
      for (place, column) in columns.enumerated() { places[Self.key(column.zone, column.updateDomain)] = place }
    }
    for group in groups where changed[group] || cells[group - first] == nil {
      changed[group] = false
      count(group, session)
    }
  }

  private static func key(_ zone: Int, _ domain: Int?) -> Int { zone * domainsPerZone + (domain ?? domainsPerZone - 1) }

  private mutating func count(_ group: GroupIndex, _ session: Session) {
    var own = cells[group - first] ?? []
    cells[group - first] = nil
    own.removeAll(keepingCapacity: true)
    for vm in session.fleet.members(of: group) where session.fleet.exists(vm) {
      let column = places[Self.key(session.fleet.zone(of: vm), session.fleet.updateDomain(of: vm))]
      guard column >= 0 else { continue }
      let place = own.firstIndex { $0.column == column } ?? own.count
      if place == own.count { own.append(Cell(column: column, counts: StateCounts())) }
      session.orchestrator.count(vm, in: rollout, session.fleet, into: &own[place].counts)
    }
    cells[group - first] = own
  }
}
