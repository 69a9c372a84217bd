import FleetModel

/// What is in flight where: VMs of open batches by lane and by region (R24, R25, R25b).
struct PlaceLocks: Sendable, Codable {
  private var lanes: [Int32]
  private var regions: [Int32]
  private var lanesSince: [Instant]
  private var regionsSince: [Instant]

  init(regionCount: Int) {
    lanes = Array(repeating: 0, count: regionCount * 8)
    regions = Array(repeating: 0, count: regionCount)
    lanesSince = Array(repeating: 0, count: regionCount * 8)
    regionsSince = Array(repeating: 0, count: regionCount)
  }

  mutating func add(_ count: Int, _ region: RegionIndex, lane: Int, at now: Instant) {
    if lanes[region << 3 | lane] == 0 { lanesSince[region << 3 | lane] = now }
    if regions[region] == 0 { regionsSince[region] = now }
    lanes[region << 3 | lane] += Int32(count)
    regions[region] += Int32(count)
    if lanes[region << 3 | lane] == 0 { lanesSince[region << 3 | lane] = now }
    if regions[region] == 0 { regionsSince[region] = now }
    assert(lanes[region << 3 | lane] >= 0)
  }

  /// Since when VMs of a region are in flight without a break, or none is any more; 0 if none ever was.
  func since(_ region: RegionIndex) -> Instant { regionsSince[region] }

  /// The same for a lane.
  func since(_ region: RegionIndex, lane: Int) -> Instant { lanesSince[region << 3 | lane] }

  func isInFlight(_ region: RegionIndex) -> Bool { regions[region] != 0 }

  /// The one lane of a region that is in flight, if any is.
  func laneInFlight(_ region: RegionIndex) -> Int? {
    guard regions[region] != 0 else { return nil }
    for lane in 0..<8 where lanes[region << 3 | lane] != 0 { return lane }
    return nil
  }
}
