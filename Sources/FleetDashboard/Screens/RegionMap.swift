import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The map of a region: a row for each group, a column for each zone and update domain. Where there are far more groups
/// than rows, a row stands for ten, twenty, fifty, a hundred and so on of them. Knows what stands where; both the screen and the
/// cursor ask it.
struct RegionMap {
  let scene: Scene
  let region: RegionIndex

  /// Groups that match the filter, in the order asked for.
  let groups: [GroupIndex]
  /// The columns that some group of the region uses.
  let columns: [MapColumn]
  /// The places in `groups` that are shown.
  let span: Range<Int>
  /// Each row's places in `groups`.
  let rows: [Range<Int>]

  /// A list of so many screenfuls is scrolled; of a longer one several groups share a row.
  static let mostScreens = 2

  init(scene: Scene, region: RegionIndex) {
    self.scene = scene
    self.region = region
    groups = Self.groups(scene, region)
    columns = MapColumn.all(of: region, scene.fleet)
    let all = 0..<groups.count
    let asked = scene.view.map.span.map { $0.clamped(to: all) }
    span = asked.flatMap { $0.isEmpty ? nil : $0 } ?? all
    rows = Self.rows(span, capacity: scene.view.map.capacity)
  }

  /// Whether a row stands for several groups.
  var isBundled: Bool { rows.first.map { $0.count > 1 } ?? false }

  /// Fewer rows than this would say too little, so they are scrolled instead.
  static let fewestRows = 5

  /// How many groups a row stands for, so that the rows fit: 10, 20, 50, 100 and so on.
  static func bundle(_ count: Int, capacity: Int) -> Int {
    let capacity = max(1, capacity)
    // Ten sets in one row would be as coarse as the row they came from.
    guard count > max(10, mostScreens * capacity) else { return 1 }
    var size = 10
    var steps = 0
    while (count + size - 1) / size > max(capacity, fewestRows) {
      size = steps % 3 == 1 ? size / 2 * 5 : size * 2
      steps += 1
    }
    return size
  }

  static func rows(_ span: Range<Int>, capacity: Int) -> [Range<Int>] {
    let size = bundle(span.count, capacity: capacity)
    return stride(from: span.lowerBound, to: span.upperBound, by: size).map { $0..<min(span.upperBound, $0 + size) }
  }

  /// The row of a group; the first if it is not shown.
  func row(of group: GroupIndex?) -> Int {
    guard let group, let place = groups.firstIndex(of: group) else { return 0 }
    return rows.firstIndex { $0.contains(place) } ?? 0
  }

  /// The places of the next coarser rows; nil is all of them.
  var coarser: Range<Int>? {
    var found: Range<Int>?
    var parts = Self.rows(0..<groups.count, capacity: scene.view.map.capacity)
    while let part = parts.first(where: { $0.contains(span.lowerBound) }), part.count > span.count {
      found = part
      parts = Self.rows(part, capacity: scene.view.map.capacity)
    }
    return found
  }

  /// The fewest places around a group that fit in single rows; nil is all of them.
  func finest(with group: GroupIndex) -> Range<Int>? {
    guard let place = groups.firstIndex(of: group) else { return nil }
    var found: Range<Int>?
    var parts = Self.rows(0..<groups.count, capacity: scene.view.map.capacity)
    while let part = parts.first(where: { $0.contains(place) }), part.count > 1 {
      found = part
      parts = Self.rows(part, capacity: scene.view.map.capacity)
    }
    return found
  }

  /// What a row is called: its group, or `sets 1-10`.
  func name(ofRow row: Int) -> String {
    let places = rows[row]
    guard places.count > 1 else { return scene.names.group(groups[places.lowerBound]) }
    return "sets \(places.lowerBound + 1)-\(places.upperBound)"
  }

  /// The cells of a group by column; nil where it has no VMs.
  func cells(of group: GroupIndex) -> [DomainCell?] {
    let cells = scene.session.orchestrator.domainCells(of: scene.view.rollout, group: group, in: scene.fleet)
    return columns.map { column in cells.first { $0.zone == column.zone && $0.updateDomain == column.updateDomain } }
  }

  /// How the VMs of a row stand, by column; nil where it has none.
  func cells(inRow row: Int) -> [StateCounts?] {
    let places = rows[row]
    guard places.count > 1 else { return cells(of: groups[places.lowerBound]).map { $0?.counts } }
    var sums: [StateCounts?] = Array(repeating: nil, count: columns.count)
    for group in groups[places] {
      for cell in scene.cells[group] {
        if sums[cell.column] == nil { sums[cell.column] = cell.counts } else { sums[cell.column]!.add(cell.counts) }
      }
    }
    return sums
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
    let order = scene.view[sortOf: .machines]
    let sorted: [VMIndex]
    switch order.column(of: .machines) {
    case .name: sorted = machines.sorted()
    case .trouble, .order, .phase, .size, .done: sorted = machines.map { (rank($0), $0) }.sorted { $0 < $1 }.map(\.1)
    }
    return order.isReversed ? sorted.reversed() : sorted
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
    let order = scene.view[sortOf: .sets]
    let key: (GroupIndex) -> Int
    switch order.column(of: .sets) {
    case .order, .phase: return order.isReversed ? groups.reversed() : groups
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
}
