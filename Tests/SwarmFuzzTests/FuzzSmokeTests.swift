import AvailabilityAuditor
import FleetSession
import RolloutOrchestrator
import SwarmFuzz
import Testing

@Suite("Made-up fleets")
struct FuzzSmokeTests {
  /// Fewer of the big ones, so that the whole takes less than a minute unoptimised.
  private static func seeds(of profile: Profile) -> ClosedRange<UInt64> { profile == .big ? 1...4 : 1...150 }

  @Test("I1 to I24, I27: the auditor finds nothing in fleets of each profile", arguments: Profile.allCases)
  func clean(_ profile: Profile) {
    for seed in Self.seeds(of: profile) {
      let run = FuzzRun(seed: seed, profile: profile)
      guard let violation = run.auditor.violations.first else { continue }
      Issue.record("\(violation)\n  \(run.replayCommand)")
    }
  }

  @Test("I21: in calm weather every rollout finishes, and everything it could upgrade is upgraded")
  func calm() {
    for seed in 1...60 as ClosedRange<UInt64> {
      let run = FuzzRun(seed: seed, profile: .calm)
      for rollout in run.session.orchestrator.rollouts where rollout.outcome != .superseded {
        #expect(rollout.outcome == .completed && rollout.total.pending == 0, "\(run.replayCommand)")
      }
    }
  }

  @Test("The situations that a sweep must meet have names, and the common ones occur at once")
  func situations() {
    var counts: [String: Int] = [:]
    for seed in 1...120 as ClosedRange<UInt64> {
      for (name, count) in FuzzRun(seed: seed, profile: .tiny).auditor.exercised { counts[name, default: 0] += count }
    }
    for name in ["batch of one", "rollback", "retry that succeeds", "stop by upgraded", "empty phase", "I7", "I20"] {
      #expect(counts[name, default: 0] > 0, "\(name)")
    }
  }
}
