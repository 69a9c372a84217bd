import FleetModel
import FleetSession

/// How many VMs run each version of a handler, kept by group and counted again only where something changed.
struct VersionSpreads: Sendable {
  struct Spread: Sendable {
    /// VMs by version.
    var counts: [Int]
    /// VMs that have the handler.
    var total: Int
    /// Those with automatic upgrade off.
    var optedOut: Int
    /// What each group adds: its VMs by version, then those with automatic upgrade off.
    fileprivate var shares: [Int32]
    fileprivate var columns: Int { counts.count + 1 }

    /// VMs of a group that run a version.
    func count(of version: VersionIndex, in group: GroupIndex) -> Int { Int(shares[group * columns + version]) }
  }

  private var spreads: [Spread] = []

  subscript(handler: HandlerIndex) -> Spread? { spreads.indices.contains(handler) ? spreads[handler] : nil }

  mutating func removeAll() { spreads = [] }

  mutating func prepare(_ session: Session, changes: inout GroupChanges) {
    let fleet = session.fleet
    let changed = changes.takeAll()
    for handler in fleet.handlers.indices {
      let versions = fleet.handlers[handler].versions.count
      if handler < spreads.count, spreads[handler].counts.count == versions {
        for group in changed { Self.count(group, handler, fleet, into: &spreads[handler]) }
        continue
      }
      var spread = Spread(
        counts: Array(repeating: 0, count: versions), total: 0, optedOut: 0,
        shares: Array(repeating: 0, count: fleet.groups.count * (versions + 1)))
      for group in fleet.groups.indices { Self.count(group, handler, fleet, into: &spread) }
      if handler < spreads.count { spreads[handler] = spread } else { spreads.append(spread) }
    }
  }

  private static func count(_ group: GroupIndex, _ handler: HandlerIndex, _ fleet: Fleet, into spread: inout Spread) {
    let first = group * spread.columns
    let last = first + spread.columns - 1
    add(-1, first, last, to: &spread)
    for column in first...last { spread.shares[column] = 0 }
    for vm in fleet.members(of: group) where fleet.exists(vm) {
      guard let version = fleet.version(of: handler, on: vm) else { continue }
      spread.shares[first + version] += 1
      if !fleet.isAutomatic(handler, on: vm) { spread.shares[last] += 1 }
    }
    add(1, first, last, to: &spread)
  }

  private static func add(_ sign: Int, _ first: Int, _ last: Int, to spread: inout Spread) {
    for column in first..<last {
      let count = sign * Int(spread.shares[column])
      spread.counts[column - first] += count
      spread.total += count
    }
    spread.optedOut += sign * Int(spread.shares[last])
  }
}
