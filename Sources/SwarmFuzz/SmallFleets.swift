import FleetModel

/// Every small fleet, in a fixed order. Fleets that differ only in the order of their VMs count once.
public struct SmallFleets: Sequence, IteratorProtocol {
  private static let largest = 4
  private static let kinds: [GroupKind] = [.scaleSet, .availabilitySet, .standalone]

  private var number: UInt64 = 0
  private var kind = 0
  private var states = Self.states(of: Self.kinds[0])
  /// For each VM one of the states, never descending.
  private var picks = [-1]

  /// From the first one on.
  public init() {}

  /// The next fleet; nil after the last one.
  public mutating func next() -> SmallFleet? {
    guard step() else { return nil }
    number += 1
    return SmallFleet(number: number, kind: Self.kinds[kind], machines: picks.map { states[$0] })
  }

  private mutating func step() -> Bool {
    if let place = picks.lastIndex(where: { $0 + 1 < states.count }) {
      let pick = picks[place] + 1
      for later in place..<picks.count { picks[later] = pick }
    } else if picks.count < Self.largest {
      picks = Array(repeating: 0, count: picks.count + 1)
    } else if kind + 1 < Self.kinds.count {
      kind += 1
      states = Self.states(of: Self.kinds[kind])
      picks = [0]
    } else {
      return false
    }
    return true
  }

  /// All that one VM can be: availability sets have no zones, standalone VMs no update domains.
  private static func states(of kind: GroupKind) -> [SmallFleet.Machine] {
    let zones = kind == .availabilitySet ? [0] : [1, 2]
    let domains: [Int?] = kind == .standalone ? [nil] : [0, 1]
    return [0, 1].flatMap { region in
      zones.flatMap { zone in
        domains.flatMap { domain in
          SmallFleet.Fate.allCases.map { .init(region: region, zone: zone, domain: domain, fate: $0) }
        }
      }
    }
  }
}
