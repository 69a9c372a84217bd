import Testing

@testable import FleetSimulator

@Suite("RandomSource")
struct RandomSourceTests {
  @Test("Stream 0 is SplitMix64 read at a position: the published values of seed 1")
  func publishedValues() {
    #expect(RandomSource.mix64(1) == 0x5692_161d_100b_05e5)
    let source = RandomSource(seed: 1)
    let drawn = [0, 1, 2, 3, 4, 17].map { source.draw(0, 0, $0, below: 90_001) }
    #expect(drawn == [67478, 33515, 39445, 85871, 18185, 45104])
  }

  @Test("Seed, key, stream and purpose each change the draws; asking again does not")
  func everyKeyCounts() {
    func drawn(_ seed: UInt64, _ a: UInt64, _ b: UInt64, _ purpose: UInt64) -> UInt64 {
      RandomSource(seed: seed).draw(a, b, purpose, below: 1 << 32)
    }
    let different = [
      drawn(1, 7, 3, 5), drawn(2, 7, 3, 5), drawn(1, 8, 3, 5), drawn(1, 7, 4, 5), drawn(1, 7, 3, 6), drawn(1, 3, 7, 5),
    ]
    #expect(Set(different).count == different.count)
    #expect(drawn(1, 7, 3, 5) == different[0])
  }

  @Test("Draws fill their range evenly, along each key", arguments: 0..<3)
  func uniform(axis: Int) {
    let source = RandomSource(seed: 42)
    var tally = [Int](repeating: 0, count: 10)
    for i in 0..<UInt64(20_000) {
      let key = axis == 0 ? (i, 0, 3) : axis == 1 ? (5, i, 3) : (i / 32, 9, i % 32)
      tally[Int(source.draw(key.0, key.1, key.2, below: 10))] += 1
    }
    // Each count is binomial with mean 2000 and deviation 42; the bounds are six deviations away.
    #expect(tally.allSatisfy { (1745...2255).contains($0) })
  }

  @Test("A range of one has one answer, the largest range is in reach")
  func extremeRanges() {
    let source = RandomSource(seed: 3)
    #expect(source.draw(1, 1, 1, below: 1) == 0)
    #expect((0..<64).contains { source.draw($0, 0, 0, below: RandomSource.largestBound) >= 1 << 31 })
  }
}
