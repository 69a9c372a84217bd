import FleetModel
import FleetSession
import RolloutOrchestrator

/// The VMs of one region's groups by zone and update domain, kept for rows that stand for many groups: a frame looks
/// only at groups in which something changed.
struct GroupCells: Sendable {
  struct Cell: Sendable {
    var zone: Int
    var updateDomain: Int?
    var counts: StateCounts
  }

  private var region: RegionIndex?
  private var rollout: RolloutID?
  private var cells: [GroupIndex: [Cell]] = [:]

  subscript(group: GroupIndex) -> [Cell]? { cells[group] }

  mutating func removeAll() {
    region = nil
    cells = [:]
  }

  mutating func prepare(_ region: RegionIndex, rollout: RolloutID?, _ session: Session, changed: inout [Bool]) {
    if region != self.region || rollout != self.rollout { cells = [:] }
    self.region = region
    self.rollout = rollout
    for group in session.fleet.regions[region].groups where cells[group] == nil || changed[group] {
      changed[group] = false
      cells[group] = session.orchestrator.domainCells(of: rollout, group: group, in: session.fleet).map {
        Cell(zone: $0.zone, updateDomain: $0.updateDomain, counts: $0.counts)
      }
    }
  }
}
