import Testing

/// Explanations held against an onlooker's own count, and their predictions against what then happens.
@Suite struct OracleTests {
  /// Seeds whose stories are still going on when they are looked at.
  static let seeds = (1...24).filter { ![3, 7, 8, 11, 14, 18].contains($0) }

  @Test("R31: every figure of an explanation is what an onlooker counts", arguments: seeds)
  func figures(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 60)
    while oracle.advance() { oracle.checkFigures() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test("R31: since when something waits is when an onlooker saw it begin", arguments: seeds)
  func sinceWhen(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 80)
    while oracle.advance() { oracle.checkSince() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test(
    "R31: since when a set, a zone, a region or a phase is done is when the last of it was",
    arguments: seeds.filter { $0 != 6 })
  func doneSince(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 0)
    var watch = DoneWatch()
    var instants = 0
    while instants < 900, oracle.advance(&watch) {
      instants += 1
      if instants % 25 == 0 { oracle.checkDone(watch) }
    }
    oracle.checkDone(watch)
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test("R31: whoever reads the stream always has a reason that the state gives as well", arguments: seeds)
  func streamIsCurrent(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 80)
    while oracle.advance() { oracle.checkStream() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
    #expect(oracle.checked > 0)
  }

  @Test("what is said to come next comes, at that moment, by that moment or not before it", arguments: seeds)
  func predictions(seed: Int) {
    var oracle = Oracle(seed: UInt64(seed), moments: 24)
    while oracle.advance() { oracle.checkPredictions() }
    #expect(oracle.faults.isEmpty, "seed \(seed): \(oracle.faults.prefix(4))")
  }
}
