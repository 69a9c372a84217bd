import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The map of a region: a row for each group, a column for each zone and update domain. Knows what stands where; both
/// the screen and the cursor ask it.
struct RegionMap {
  let scene: Scene
  let region: RegionIndex

  /// A column of the map.
  struct Column: Sendable, Equatable {
    var zone: Int
    var updateDomain: Int?
  }

  /// Groups that match the filter, in the order asked for.
  let groups: [GroupIndex]
  /// The columns that some group of the region uses.
  let columns: [Column]

  init(scene: Scene, region: RegionIndex) {
    self.scene = scene
    self.region = region
    groups = Self.groups(scene, region)
    columns = Self.columns(scene, region)
  }

  /// The cells of a group by column; nil where it has no VMs.
  func cells(of group: GroupIndex) -> [DomainCell?] {
    let cells = scene.session.orchestrator.domainCells(of: scene.view.rollout, group: group, in: scene.fleet)
    return columns.map { column in cells.first { $0.zone == column.zone && $0.updateDomain == column.updateDomain } }
  }

  /// The VMs under the cursor, those that need a look first.
  func machines(of group: GroupIndex, column: Int?) -> [VMIndex] {
    let cells = cells(of: group)
    let machines: [VMIndex]
    if let column, column < cells.count {
      machines = cells[column]?.machines ?? []
    } else {
      machines = cells.compactMap(\.self).flatMap(\.machines)
    }
    let rank: (VMIndex) -> Int = { vm in
      switch scene.session.orchestrator.state(of: vm, in: scene.view.rollout) {
      case .failed: 0
      case .rollingBack, .rolledBack: 1
      case .installing, .watching: scene.fleet.countsAsUnhealthy(vm) ? 2 : 3
      case .waiting: scene.fleet.countsAsUnhealthy(vm) ? 2 : 4
      case .excluded: 5
      case .upgraded: scene.fleet.countsAsUnhealthy(vm) ? 2 : 6
      case .notPart: 7
      }
    }
    return machines.map { (rank($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }

  private static func groups(_ scene: Scene, _ region: RegionIndex) -> [GroupIndex] {
    let filter = Filter(scene.view.filters[Screen.region.rawValue])
    var groups = scene.fleet.regions[region].groups.filter { scene.fleet.memberCount(of: $0) > 0 }
    if !filter.isEmpty {
      groups = groups.filter { group in
        filter.matches { field in
          switch field {
          case "", "set", "group": [scene.names.group(group)]
          case "kind": [scene.names.kind(of: group)]
          case "sub": [scene.fleet.subscriptions[scene.fleet.groups[group].subscription].name]
          default: nil
          }
        }
      }
    }
    return sorted(groups, scene)
  }

  private static func sorted(_ groups: [GroupIndex], _ scene: Scene) -> [GroupIndex] {
    let order = scene.view.sort
    let key: (GroupIndex) -> Int
    switch order.column {
    case .phase: return order.isReversed ? groups.reversed() : groups
    case .name:
      let byName = groups.sorted { scene.names.group($0) < scene.names.group($1) }
      return order.isReversed ? byName.reversed() : byName
    case .size: key = { -scene.fleet.memberCount(of: $0) }
    case .done: key = { group in scene.rollout.map { $0.pendingCount(of: group) } ?? 0 }
    case .trouble: key = { -scene.fleet.unhealthyCount(of: $0) }
    }
    let result = groups.sorted { (key($0), $0) < (key($1), $1) }
    return order.isReversed ? result.reversed() : result
  }

  /// Columns are found from the region's first groups and the profiles of the others, so that a region of thousands of
  /// sets costs no look at each VM.
  private static func columns(_ scene: Scene, _ region: RegionIndex) -> [Column] {
    let place = scene.fleet.regions[region]
    var domains = Array(repeating: Set<Int>(), count: place.laneCount)
    for group in place.groups {
      let profile = scene.fleet.profile(ofGroup: group)
      let mask = scene.fleet.groups[group].laneMask
      for lane in 0..<place.laneCount where mask & (1 << UInt8(lane)) != 0 {
        if profile.updateDomains == 0 { domains[lane].insert(Self.none) }
        for domain in 0..<profile.updateDomains { domains[lane].insert(domain) }
      }
    }
    return domains.enumerated().flatMap { lane, domains in
      domains.sorted().map {
        Column(zone: place.zone(lane: lane), updateDomain: $0 == Self.none ? nil : $0)
      }
    }
  }

  private static let none = Int.max
}
