import AvailabilityAuditor
import SwarmFuzz
import Testing

@Suite("All small fleets")
struct SmallFleetTests {
  @Test("The first of them, one VM and pairs of VMs with every fate, keep every invariant")
  func firstOnes() {
    for fleet in SmallFleets().prefix(400) {
      let run = fleet.run()
      guard let violation = run.auditor.violations.first else { continue }
      Issue.record(
        "\(fleet): \(violation)\n  swift run -c release rolldeck fuzz --exhaustive --seed \(fleet.number) --seeds 1")
    }
  }

  /// Multisets of 1 to 4 out of 56 states of a scale set's VM, and of 28 states of the others'.
  @Test("There are as many as there should be")
  func count() {
    func choose(_ n: Int, _ k: Int) -> Int { (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) } }
    func multisets(_ states: Int) -> Int { (1...4).reduce(0) { $0 + choose(states + $1 - 1, $1) } }
    #expect(SmallFleets().reduce(0) { count, _ in count + 1 } == multisets(56) + 2 * multisets(28))
  }
}
