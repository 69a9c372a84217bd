import FleetModel
import FleetSession
import RolloutOrchestrator

/// The strips of regions that were visible, kept until something changes there: a frame looks only at VMs of regions in
/// which something happened.
struct StripCache: Sendable {
  struct Entry: Sendable {
    var rollout: RolloutID?
    var width: Int
    /// Zones that have VMs, in the order of the lanes (0, no zone, comes last), with their strips.
    var zones: [(zone: Int, cells: [StateCounts], total: StateCounts)]
    var total: StateCounts
    /// Why the region is as it is.
    var explanation: Explanation?
  }

  private var entries: [RegionIndex: Entry] = [:]

  subscript(region: RegionIndex) -> Entry? { entries[region] }

  /// Makes the strips of the regions that are about to be drawn.
  mutating func prepare(
    _ regions: [RegionIndex], width: Int, rollout: RolloutID?, _ session: Session, changed: inout [Bool]
  ) {
    for region in regions {
      if let entry = entries[region], entry.rollout == rollout, entry.width == width, !changed[region] { continue }
      entries[region] = Self.make(region, width, rollout, session)
      changed[region] = false
    }
  }

  mutating func removeAll() { entries = [:] }

  private static func make(
    _ region: RegionIndex, _ width: Int, _ rollout: RolloutID?, _ session: Session
  ) -> Entry {
    let place = session.fleet.regions[region]
    var entry = Entry(rollout: rollout, width: width, zones: [], total: StateCounts())
    for lane in 0..<place.laneCount {
      let zone = place.zone(lane: lane)
      let cells = session.orchestrator.strip(of: rollout, region: region, zone: zone, width: width, in: session.fleet)
      guard !cells.isEmpty else { continue }
      let total = cells.reduce(into: StateCounts()) { $0.add($1) }
      entry.zones.append((zone, cells, total))
      entry.total.add(total)
    }
    if let rollout {
      entry.explanation = session.orchestrator.explain(region: region, in: rollout, session.fleet, at: session.now)
    }
    return entry
  }
}
