public import FleetModel

/// R14 to R16: "more than so many percent", in whole numbers.
public enum HealthGate {
  /// Whether `count` is strictly more than `percent` of `total`. Exactly that much passes.
  public static func exceeds(_ count: Int, of total: Int, percent: Int) -> Bool { count * 100 > percent * total }

  /// R14: whether a set has more unhealthy VMs than its limit; standalone VMs are no set.
  @inline(__always)
  public static func isOverUnhealthyLimit(_ group: GroupIndex, _ fleet: Fleet) -> Bool {
    fleet.kind(of: group) != .standalone
      && exceeds(
        fleet.unhealthyCount(of: group), of: fleet.memberCount(of: group),
        percent: fleet.limits(of: group).unhealthyPercent)
  }
}
