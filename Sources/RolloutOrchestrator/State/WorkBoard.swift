import FleetModel

/// Which groups have something to start now, for one rollout: a bit for each group in each lane of each region.
///
/// Bits are exact: a group's bits are set anew whenever something about the group changes.
struct WorkBoard: Sendable, Codable {
  private var offsets: [Int] = []
  private var wordsPerLane: [Int] = []
  var bits: [UInt64] = []
  private var counts: [Int32] = []

  init(_ fleet: Fleet) {
    var total = 0
    for region in fleet.regions {
      let words = (region.groups.count + 63) / 64
      offsets.append(total)
      wordsPerLane.append(words)
      total += words * region.laneCount
    }
    bits = Array(repeating: 0, count: total)
    counts = Array(repeating: 0, count: fleet.regions.count * 8)
  }

  /// How many groups have work in a lane.
  func count(_ region: RegionIndex, lane: Int) -> Int { Int(counts[region << 3 | lane]) }

  /// Whether any group of the region has work.
  func hasWork(_ region: RegionIndex) -> Bool {
    for lane in 0..<8 where counts[region << 3 | lane] != 0 { return true }
    return false
  }

  /// Sets or clears a group's bit; true if it changed.
  @discardableResult
  mutating func set(_ region: RegionIndex, lane: Int, ordinal: Int, _ isOn: Bool) -> Bool {
    let word = offsets[region] + lane * wordsPerLane[region] + ordinal >> 6
    let mask: UInt64 = 1 << UInt64(ordinal & 63)
    guard (bits[word] & mask != 0) != isOn else { return false }
    bits[word] ^= mask
    counts[region << 3 | lane] += isOn ? 1 : -1
    return true
  }

  /// The first group, by ordinal, at or after `from` that has work in a lane.
  func next(_ region: RegionIndex, lane: Int, from: Int) -> Int? {
    let words = wordsPerLane[region]
    var index = from >> 6
    guard index < words else { return nil }
    let base = offsets[region] + lane * words
    var word = bits[base + index] & (~0 << UInt64(from & 63))
    while word == 0 {
      index += 1
      guard index < words else { return nil }
      word = bits[base + index]
    }
    return index << 6 + word.trailingZeroBitCount
  }
}
