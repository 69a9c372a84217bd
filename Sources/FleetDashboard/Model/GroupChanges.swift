import FleetModel

/// Groups in which something changed since somebody last looked, each once, in the order in which they did.
struct GroupChanges: Sendable {
  private var groups: [GroupIndex] = []
  private var isNoted: [Bool]

  /// Nothing changed in a fleet of so many groups.
  init(count: Int = 0) { isNoted = Array(repeating: false, count: count) }

  mutating func note(_ group: GroupIndex) {
    guard !isNoted[group] else { return }
    isNoted[group] = true
    groups.append(group)
  }

  /// What changed since the last call.
  mutating func takeAll() -> [GroupIndex] {
    for group in groups { isNoted[group] = false }
    defer { groups.removeAll(keepingCapacity: true) }
    return groups
  }
}
