import AvailabilityAuditor
import FleetSession
import RolloutOrchestrator
import SwarmFuzz
import Testing

@Suite("The auditor against broken orchestrators")
struct SabotageTests {
  /// The breach must show within so many seeds.
  static let seeds: ClosedRange<UInt64> = 1...1_000

  @Test("Each broken rule is caught within 1,000 seeds", arguments: Sabotage.allCases)
  func caught(_ sabotage: Sabotage) {
    for seed in Self.seeds {
      let run = Self.run(sabotage, seed: seed)
      guard let violation = run.auditor.violations.first else { continue }
      #expect(
        Self.invariants(of: sabotage).contains(violation.invariant),
        "\(sabotage), seed \(seed): caught, but as \(violation)\n  \(run.replayCommand)")
      return
    }
    Issue.record("\(sabotage) is not caught; the sound engine on the same fleets: \(FuzzRun(seed: 1).replayCommand)")
  }

  @Test("The sound engine passes on the steered plans", arguments: Sabotage.allCases)
  func sound(_ sabotage: Sabotage) throws {
    guard let plan = SteeredPlan.plan(for: sabotage) else { return }
    for seed in 1...20 {
      let run = FuzzRun(plan: plan, seed: UInt64(seed))
      #expect(run.auditor.violations == [], "\(sabotage), seed \(seed)")
    }
  }

  private static func run(_ sabotage: Sabotage, seed: UInt64) -> FuzzRun {
    let plan = SteeredPlan.plan(for: sabotage) ?? FuzzRun.plan(seed: seed)
    return FuzzRun(plan: plan, seed: seed, profile: .of(seed: seed)) { $0.orchestrator.sabotage = sabotage }
  }

  /// Where a breach may show first.
  private static func invariants(of sabotage: Sabotage) -> [String] {
    switch sabotage {
    case .capOf21Percent, .ceilForFloor, .capPerExtension: ["I1", "I2", "I10", "I14"]
    case .ignoredUpdateDomain: ["I9"]
    case .ignoredZone: ["I11"]
    case .pairInOneDirection: ["I13"]
    case .gateAt299999, .gateAt300001, .noGate, .staleSampleAccepted: ["I7"]
    case .noRollback, .rollbackToAnotherVersion: ["I8"]
    case .optOutAtTheNextBatch: ["I15"]
    case .retryTooEarly, .retryNever, .cancelledRunGoesOn: ["I20"]
    case .rolledBackCountsAsGood: ["I6"]
    case .preCheckOnlyOnce: ["I4"]
    // The same breach shows between twin runs as I18; one run alone shows that the numbering is shared.
    case .sharedRandomStream: ["I22"]
    case .phaseAt99Percent, .bakeSkipped: ["I12"]
    case .holdIgnored, .withdrawnStillStarted: ["I27"]
    case .twoAttemptsOnOneVM: ["I17"]
    case .majorCrossed: ["I16"]
    case .standaloneStopped: ["I21"]
    }
  }
}
