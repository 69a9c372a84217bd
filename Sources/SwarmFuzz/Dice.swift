import FleetModel

/// Draws for making fleets up: a sequence that follows from a seed.
struct Dice {
  private let seed: UInt64
  private var count: UInt64 = 0

  init(seed: UInt64) { self.seed = seed }

  /// A number in `0..<bound`; 0 where the bound is 0.
  mutating func roll(_ bound: Int) -> Int {
    count += 1
    return Int(KeyedDraw.draw(seed: seed, count, 0xD1CE, 0, below: UInt64(max(0, bound))))
  }

  mutating func roll(_ range: ClosedRange<Int>) -> Int { range.lowerBound + roll(range.count) }

  /// True in so many cases of a hundred.
  mutating func chance(_ percent: Int) -> Bool { roll(100) < percent }

  mutating func pick<T>(_ items: [T]) -> T { items[roll(items.count)] }
}
