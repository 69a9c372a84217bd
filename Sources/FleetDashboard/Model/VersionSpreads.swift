import FleetModel
import FleetSession

/// How many VMs run each version of a handler, counted again only where something changed.
struct VersionSpreads: Sendable {
  struct Spread: Sendable {
    /// VMs by version.
    var counts: [Int]
    /// VMs that have the handler.
    var total: Int
    /// Those with automatic upgrade off.
    var optedOut: Int
  }

  private var spreads: [HandlerIndex: Spread] = [:]

  subscript(handler: HandlerIndex) -> Spread? { spreads[handler] }

  mutating func removeAll() { spreads = [:] }

  mutating func prepare(_ session: Session, changed: inout [Bool]) {
    for handler in session.fleet.handlers.indices where spreads[handler] == nil || changed[handler] {
      spreads[handler] = Self.count(handler, session.fleet)
      changed[handler] = false
    }
  }

  private static func count(_ handler: HandlerIndex, _ fleet: Fleet) -> Spread {
    var spread = Spread(
      counts: Array(repeating: 0, count: fleet.handlers[handler].versions.count), total: 0, optedOut: 0)
    for vm in fleet.machineIndices where fleet.exists(vm) {
      guard let version = fleet.version(of: handler, on: vm) else { continue }
      spread.counts[version] += 1
      spread.total += 1
      if !fleet.isAutomatic(handler, on: vm) { spread.optedOut += 1 }
    }
    return spread
  }
}
