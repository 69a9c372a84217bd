import FleetModel

/// A column of a region's map: the VMs of an update domain in a zone, or those of the zone that are in none.
struct MapColumn: Sendable, Equatable {
  var zone: Int
  var updateDomain: Int?

  /// The columns that some group of a region uses. They are found from the profiles of groups, so that a region of
  /// thousands of sets costs no look at each VM.
  static func all(of region: RegionIndex, _ fleet: Fleet) -> [MapColumn] {
    let place = fleet.regions[region]
    var domains = Array(repeating: 0, count: place.laneCount)
    var hasNone = Array(repeating: false, count: place.laneCount)
    let domainsOfProfile = fleet.groupProfiles.map(\.updateDomains)
    for group in place.groups {
      let count = domainsOfProfile[fleet.groups[group].profile]
      let mask = fleet.groups[group].laneMask
      for lane in 0..<place.laneCount where mask & (1 << UInt8(lane)) != 0 {
        domains[lane] = max(domains[lane], count)
        if count == 0 { hasNone[lane] = true }
      }
    }
    return (0..<place.laneCount).flatMap { lane in
      let zone = place.zone(lane: lane)
      return (0..<domains[lane]).map { MapColumn(zone: zone, updateDomain: $0) }
        + (hasNone[lane] ? [MapColumn(zone: zone, updateDomain: nil)] : [])
    }
  }
}

/// Where the columns of a region's map stand: names first, then the cells by zone and update domain.
struct MapColumns: Equatable {
  /// Columns for the names of sets, the blank behind them included.
  let nameWidth: Int
  /// Columns of one cell: as wide as the fullest if that fits, so that each VM has a place; else one aggregate a cell.
  let cellWidth: Int
  /// Where each column of the map begins.
  let starts: [Int]

  private static let widestName = 18
  private static let narrowestName = 9
  /// What a set says has so much room before domains get blanks between them.
  private static let saying = 14
  /// More VMs than this in a cell are shown as one aggregate.
  private static let widestCell = 8

  /// - Parameter most: the VMs of the fullest cell.
  init(_ map: RegionMap, width: Int, most: Int) {
    let count = map.columns.count
    var zonesBefore: [Int] = []
    for (index, column) in map.columns.enumerated() {
      zonesBefore.append(index == 0 ? 0 : zonesBefore[index - 1] + (column.zone == map.columns[index - 1].zone ? 0 : 1))
    }
    let gaps = (zonesBefore.last ?? 0) * 2
    // Sets keep a shorter name where the zones would not fit beside it.
    let nameWidth = min(Self.widestName, max(Self.narrowestName, width - 2 - count - gaps))
    let room = width - nameWidth - 8 - (count == 0 ? 0 : gaps + 2)
    let isDetailed = !map.isBundled && most <= Self.widestCell && count * (most + 1) <= room
    let cellWidth = isDetailed ? max(1, most) : 1
    let gap = cellWidth > 1 || nameWidth + count * 2 + gaps + Self.saying <= width ? 1 : 0
    self.nameWidth = nameWidth
    self.cellWidth = cellWidth
    starts = zonesBefore.indices.map { nameWidth + 2 + $0 * (cellWidth + gap) + zonesBefore[$0] * 2 }
  }
}
