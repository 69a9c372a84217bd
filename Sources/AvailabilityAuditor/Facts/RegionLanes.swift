/// In-flight VMs by region and zone: over all updates, or over one rollout (R25a).
struct RegionLanes {
  private(set) var inFlight: [Int] = []
  private var zones: [ValueTally] = []

  mutating func add(_ region: Int, zone: Int) {
    while inFlight.count <= region {
      inFlight.append(0)
      zones.append(ValueTally())
    }
    inFlight[region] += 1
    zones[region].add(zone)
  }

  mutating func remove(_ region: Int, zone: Int) {
    inFlight[region] -= 1
    zones[region].remove(zone)
  }

  func count(in region: Int) -> Int { region < inFlight.count ? inFlight[region] : 0 }

  /// The zones of a region that have VMs in flight; 0 is none.
  func zones(of region: Int) -> [Int] { region < zones.count ? zones[region].present : [] }

  /// I11: how many zones of a region have VMs in flight.
  func zoneCount(of region: Int) -> Int { region < zones.count ? zones[region].distinct : 0 }
}
