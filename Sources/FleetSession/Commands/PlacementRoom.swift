import FleetModel

/// Where the placement groups of a set have room: a VM that is added comes into the first, also into one that VMs have left.
struct PlacementRoom {
  private let size: Int
  private var counts = Array(repeating: 0, count: FleetLimit.domainsPerGroup)
  private var first = 0

  /// `taken` are the placement groups of the VMs that there are; a set whose `size` is 0 has none.
  init(_ taken: [Int?], size: Int) {
    self.size = size
    for case let place? in taken { counts[place] += 1 }
  }

  /// The placement group of the next VM. There is one as long as `PlacementRoom.holds` was asked.
  mutating func take() -> Int? {
    guard size > 0 else { return nil }
    while counts[first] >= size { first += 1 }
    counts[first] += 1
    return first
  }

  /// Whether so many VMs fit.
  static func holds(_ count: Int, size: Int) -> Bool { size == 0 || count <= size * FleetLimit.domainsPerGroup }
}
