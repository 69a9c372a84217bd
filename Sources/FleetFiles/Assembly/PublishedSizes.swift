/// How many VMs deployments have, as measured in Azure: about 48 % have one, 79 % at most 5, 88 % at most 10, 97 % at
/// most 50, with a tail to 1,000. Within a band all sizes are alike; the tail thins out with the size.
enum PublishedSizes {
  /// The largest set that may be drawn.
  static let largest = 1_000

  /// The part of a million that a band ends at, and the sizes in it.
  private static let bands: [(upTo: UInt64, sizes: ClosedRange<Int>)] = [
    (480_000, 1...1), (790_000, 2...5), (880_000, 6...10), (970_000, 11...50), (982_000, 51...100),
    (990_000, 101...200), (995_500, 201...400), (998_300, 401...700), (1_000_000, 701...1_000),
  ]

  /// The size for a number that was drawn below a million.
  static func size(for draw: UInt64) -> Int {
    var start: UInt64 = 0
    for (end, sizes) in bands {
      if draw < end { return sizes.lowerBound + Int((draw - start) * UInt64(sizes.count) / (end - start)) }
      start = end
    }
    return largest
  }
}
