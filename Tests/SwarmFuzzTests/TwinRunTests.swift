import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import SwarmFuzz
import TestSupport
import Testing

@Suite("Twin runs")
struct TwinRunTests {
  @Test("I18: what one extension's installs come to never reaches the other's outcomes")
  func independent() {
    for seed in 1...40 as ClosedRange<UInt64> {
      #expect(Self.areAlike(seed: seed, sabotage: nil), "seed \(seed)")
    }
  }

  @Test("I18: one stream of luck for all attempts is noticed within 1,000 seeds")
  func sharedStream() {
    let found = (1...1_000 as ClosedRange<UInt64>).first { !Self.areAlike(seed: $0, sabotage: .sharedRandomStream) }
    #expect(found != nil)
  }

  /// Whether each VM's outcomes of the second extension agree between the twins, as far as both runs came.
  private static func areAlike(seed: UInt64, sabotage: Sabotage?) -> Bool {
    let twins = [true, false].map { outcomes(SteeredPlan.twin(failing: $0), seed, sabotage) }
    guard twins[0].count == twins[1].count, twins[0].contains(where: { !$0.isEmpty }) else { return false }
    return zip(twins[0], twins[1]).allSatisfy { a, b in
      let length = min(a.count, b.count)
      return a.prefix(length) == b.prefix(length)
    }
  }

  private static func outcomes(_ plan: FleetPlan, _ seed: UInt64, _ sabotage: Sabotage?) -> [[AttemptOutcome]] {
    var session = Session(plan: plan, seed: seed)
    session.orchestrator.sabotage = sabotage
    let story = session.tell(to: 40 * Span.day)
    return plan.fleet.machineIndices.map { vm in story.verdicts(of: vm, 1).map(\.end.outcome) }
  }
}
