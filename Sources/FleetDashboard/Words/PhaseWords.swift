import FleetModel
import RolloutOrchestrator
import TextCanvas

/// What a phase does, and what its gate says, in a word or two.
struct PhaseWords {
  let scene: Scene

  func state(_ phase: Int) -> (role: Role, word: String) {
    guard let rollout = scene.rollout else { return (.waiting, "-") }
    let tally = rollout.phases[phase]
    if tally.inFlight > 0 { return (.updating, "updating") }
    if phase > rollout.phase { return rollout.isLive ? (.waiting, "waiting") : (.held, "not begun") }
    if phase < rollout.phase || rollout.stage == .passed {
      guard tally.pending > 0 else { return (.done, "done") }
      return rollout.isLive ? (.rolledBack, "stragglers") : (.held, "not done")
    }
    if let outcome = rollout.outcome { return (.held, outcome == .completed ? "done" : outcome.rawValue) }
    if rollout.isHeld { return (.held, "held") }
    if case .baking = rollout.stage { return (.baking, "baking") }
    return tally.rolledBack + tally.failed > 0 ? (.rolledBack, "retries") : (.waiting, "waiting")
  }

  /// What the gate of a phase lacks, with its arithmetic (R22) where the width allows.
  func gate(_ phase: Int, width: Int) -> String {
    guard let rollout = scene.rollout else { return "" }
    let tally = rollout.phases[phase]
    if phase > rollout.phase {
      if case .baking(let until) = rollout.stage, phase == rollout.phase + 1, rollout.isLive {
        return "in \(Figures.duration(until - scene.now))"
      }
      return rollout.isLive ? "after \(phase)" : "-"
    }
    if phase == rollout.phase, case .baking(let until) = rollout.stage, rollout.isLive {
      return Figures.duration(until - scene.now)
    }
    if rollout.phaseTimes[phase].skippedAt != nil { return "skipped" }
    if rollout.phaseTimes[phase].succeededAt != nil { return tally.eligible == 0 ? "empty" : "passed" }
    // Nothing goes there any more.
    guard rollout.isLive else { return "\(Figures.grouped(max(0, tally.eligible - Int(tally.upgraded)))) not done" }
    let needed = (scene.fleet.policy.phaseSuccessPercent * tally.eligible + 99) / 100
    let left = "\(Figures.grouped(max(0, needed - Int(tally.upgraded)))) to go"
    let gate = GateReading(rule: .phaseSuccess, count: Int(tally.upgraded), total: tally.eligible, limit: needed)
    return Headline.fit(["\(left): \(GateGauge(gate: gate).figures)", left], width)
  }
}
