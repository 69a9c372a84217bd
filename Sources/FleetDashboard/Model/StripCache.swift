import FleetModel
import FleetSession
import RolloutOrchestrator

/// The strips of regions that were visible, kept up to date group by group: a frame looks only at VMs of groups in which
/// something happened. It keeps two bytes a VM for that.
struct StripCache: Sendable {
  struct Zone: Sendable {
    /// From 1; 0 are the VMs without one.
    var zone: Int
    var cells: [StateCounts]
  }

  struct Entry: Sendable {
    var rollout: RolloutID?
    var width: Int
    /// Zones that have VMs, in the order of the lanes (0, no zone, comes last), with their strips.
    var zones: [Zone] = []
    var total = StateCounts()
    /// Why the region is as it is, in brief.
    var explanation: Explanation?
  }

  /// What changed since the last frame.
  struct Changes: Sendable {
    /// Regions of which something else may be said.
    var regions: [Bool] = []
    /// Regions whose VMs came or went, or all stand otherwise: their strips are made anew.
    var wholeRegions: [Bool] = []
    var groups = GroupChanges()
  }

  private var entries: [Entry?] = []
  /// By VM: which cell of its region counts it, `width` apart for each zone; and as what.
  private var places: [UInt8] = []
  private var standings: [Standing] = []

  /// The widest strip that can be asked for; eight zones of it fit into a byte.
  static let widest = 30

  subscript(region: RegionIndex) -> Entry? { entries.indices.contains(region) ? entries[region] : nil }

  mutating func removeAll() { entries = [] }

  /// Brings the strips of the regions up to date that are about to be drawn, and of others where that is cheap.
  mutating func prepare(
    _ regions: [RegionIndex], width: Int, rollout: RolloutID?, _ session: Session, changes: inout Changes
  ) {
    if entries.isEmpty { entries = Array(repeating: nil, count: session.fleet.regions.count) }
    let added = session.fleet.machineIndices.count - places.count
    if added > 0 {
      places += Array(repeating: 0, count: added)
      standings += Array(repeating: .absent, count: added)
    }
    for group in changes.groups.takeAll() {
      let region = session.fleet.groups[group].region
      if entries[region] != nil, !changes.wholeRegions[region] { update(group, of: region, session) }
    }
    for region in regions {
      if entries[region] == nil || entries[region]?.rollout != rollout || entries[region]?.width != width
        || changes.wholeRegions[region]
      {
        // Where there is no room for strips the total is asked for all the same.
        entries[region] = make(region, max(1, min(width, Self.widest)), rollout, session)
        entries[region]?.width = width
      } else if !changes.regions[region] {
        continue
      }
      changes.wholeRegions[region] = false
      changes.regions[region] = false
      guard let rollout, let total = entries[region]?.total else { continue }
      entries[region]?.explanation = session.orchestrator.explainBriefly(
        region: region, counts: total, in: rollout, session.fleet, at: session.now)
    }
  }

  private mutating func make(
    _ region: RegionIndex, _ width: Int, _ rollout: RolloutID?, _ session: Session
  ) -> Entry {
    let place = session.fleet.regions[region]
    var entry = Entry(rollout: rollout, width: width)
    for lane in 0..<place.laneCount {
      let zone = place.zone(lane: lane)
      let first = entry.zones.count * Self.widest
      var cells = Array(repeating: StateCounts(), count: width)
      let count = Orchestrator.stripPlaces(region: region, zone: zone, width: width, in: session.fleet) { vm, cell in
        let standing = Standing.of(vm, in: rollout, session)
        standing.count(into: &cells[cell])
        standing.count(into: &entry.total)
        places[vm] = UInt8(first + cell)
        standings[vm] = standing
      }
      guard count > 0 else { continue }
      entry.zones.append(Zone(zone: zone, cells: Array(cells.prefix(count))))
    }
    return entry
  }

  private mutating func update(_ group: GroupIndex, of region: RegionIndex, _ session: Session) {
    let rollout = entries[region]!.rollout
    guard !entries[region]!.zones.isEmpty else { return }
    for vm in session.fleet.members(of: group) where session.fleet.exists(vm) {
      let standing = Standing.of(vm, in: rollout, session)
      let old = standings[vm]
      guard standing != old else { continue }
      standings[vm] = standing
      let (zone, cell) = Int(places[vm]).quotientAndRemainder(dividingBy: Self.widest)
      old.count(into: &entries[region]!.zones[zone].cells[cell], by: -1)
      standing.count(into: &entries[region]!.zones[zone].cells[cell])
      old.count(into: &entries[region]!.total, by: -1)
      standing.count(into: &entries[region]!.total)
    }
  }
}

/// How a VM was counted, in one byte.
struct Standing: Sendable, Equatable {
  private let bits: UInt8

  private static let sick: UInt8 = 16
  private static let silent: UInt8 = 32

  /// Not counted yet.
  static let absent = Standing(bits: MachineState.notPart.rawValue)

  private init(bits: UInt8) { self.bits = bits }

  /// A function and not an initializer, which would take a copy of the session for each VM.
  static func of(_ vm: VMIndex, in rollout: RolloutID?, _ session: Session) -> Standing {
    var bits = session.orchestrator.state(of: vm, in: rollout).rawValue
    guard session.fleet.isRunning(vm) else { return Standing(bits: bits) }
    if session.fleet.health(of: vm) == .unhealthy { bits |= Self.sick }
    if session.fleet.health(of: vm) == .unknown { bits |= Self.silent }
    return Standing(bits: bits)
  }

  func count(into counts: inout StateCounts, by step: Int = 1) {
    counts.count(
      MachineState(rawValue: bits & 15)!, isSick: bits & Self.sick != 0, isSilent: bits & Self.silent != 0, by: step)
  }
}
