/// A region of the fleet and the regions it is never upgraded together with.
public struct Region: Sendable, Equatable, Codable {
  /// Azure's short name, for example `northeurope`, or a name of the fleet's own.
  public let name: String
  /// How many availability zones it has; VMs are in zone 1...zoneCount or in none.
  public let zoneCount: Int
  /// Geo-paired regions: the symmetric closure of the published pairs (R24), ascending.
  public internal(set) var pairs: [RegionIndex] = []
  /// Groups in this region, in the order they were added. A group's place in this list is its `ordinal`.
  public internal(set) var groups: [GroupIndex] = []

  /// A region without pairs yet.
  public init(name: String, zoneCount: Int) {
    precondition((0...FleetLimit.zonesPerRegion).contains(zoneCount))
    self.name = name
    self.zoneCount = zoneCount
  }

  /// R25's lanes: one a zone, in order, and a last one for VMs without a zone.
  public var laneCount: Int { zoneCount + 1 }

  /// The lane of a zone (1-based; 0 is none).
  public func lane(zone: Int) -> Int { Self.lane(zone: zone, of: zoneCount) }

  static func lane(zone: Int, of zoneCount: Int) -> Int { zone == 0 ? zoneCount : zone - 1 }

  /// The zone of a lane (1-based; 0 is none).
  public func zone(lane: Int) -> Int { lane == zoneCount ? 0 : lane + 1 }
}
