import FleetModel
import FleetSession
import RolloutOrchestrator

// The third sentence: what comes next, and when; or what a person can do.

extension Headline {
  var next: [String] {
    switch scene.view.screen {
    case .machine: machineNext
    case .region: regionNext
    case .catalogue: catalogueNext
    case .world, .events, .timeline: rolloutNext
    }
  }

  private var catalogueNext: [String] {
    let keys = scene.keys
    guard scene.view.catalogue.board == .carriers else {
      return [
        "\(keys.name(.open)) shows the chosen extension's VMs, \(keys.name(.publish)) publishes a new version of it.",
        "\(keys.name(.open)) shows its VMs, \(keys.name(.publish)) publishes a version.",
        "\(keys.name(.open)) shows its VMs.",
      ]
    }
    guard scene.view.catalogue.carrier != nil else {
      return ["No VM is here; \(keys.name(.back)) goes back to the extensions.", "No VM is here."]
    }
    return [
      "\(keys.name(.open)) opens the VM, \(keys.name(.why)) says what it waits for, \(keys.name(.back)) goes back to the extensions.",
      "\(keys.name(.open)) opens the VM, \(keys.name(.why)) says what it waits for.",
      "\(keys.name(.open)) opens it, \(keys.name(.why)) says why.",
    ]
  }

  private var machineNext: [String] {
    guard let explanation = machineExplanation?.explanation else { return rolloutNext }
    let words = scene.explanationWords
    // Of waits that end by themselves the last one decides.
    let waits = explanation.waits
    let last = waits.indices.max { (waits[$0].until ?? .max, -$0) < (waits[$1].until ?? .max, -$1) }
    guard let last else { return [words.next(explanation), words.nextInBrief(explanation)].compactMap(\.self) }
    return [words.waits(explanation)[last]] + words.brief(waits[last])
  }

  private var regionNext: [String] {
    guard let rollout = scene.rollout, !fleet.regions.isEmpty else { return rolloutNext }
    let explanation = scene.session.orchestrator.explain(
      region: scene.view.map.region, in: rollout.id, fleet, at: scene.now)
    let words = scene.explanationWords
    if case .inFlight = explanation.activity {
      return [words.next(explanation), words.nextInBrief(explanation)].compactMap(\.self)
    }
    let whole = words.waits(explanation).prefix(1) + (explanation.waits.first.map(words.brief) ?? [])
    return whole + words.parts(explanation).prefix(1) + [words.next(explanation)]
  }

  /// What comes next in the rollout that is looked at, or in a fleet without one.
  var rolloutNext: [String] {
    guard let rollout = scene.rollout else {
      return NoRollout(fleet: fleet).next ?? nothingByItself
    }
    if rollout.outcome != nil { return afterTheEnd(rollout) }
    if rollout.isHeld {
      return ["Next: nothing starts while the rollout is held; \(scene.keys.name(.control)) resumes it."]
    }
    switch rollout.stage {
    case .baking(let until):
      let phase = names.phase(rollout.phase + 1)
      let time = Figures.duration(until - scene.now)
      let vms = rollout.phases[rollout.phase + 1].eligible
      return [
        "Next: \(phase) (\(Figures.count(vms, "VM"))), when the bake ends in \(time).", "Next: \(phase), in \(time).",
      ]
    case .active, .passed: return activeNext(rollout)
    }
  }

  private func afterTheEnd(_ rollout: Rollout) -> [String] {
    let flying = Int(rollout.total.inFlight)
    if flying > 0 {
      return [
        "Next: \(Figures.count(flying, "VM")) still in flight \(flying == 1 ? "finishes" : "finish"), and nothing else starts here."
      ]
    }
    let others = scene.session.orchestrator.rollouts.filter(\.isLive)
    if let other = others.first {
      return ["Next: nothing here; rollout \(other.id) goes on, \(scene.keys.name(.nextRollout)) shows it."]
    }
    return nothingByItself
  }

  /// Nothing is rolled out: what the fleet's scenario will do, or what a person can.
  private var nothingByItself: [String] {
    let publish = scene.keys.name(.publish)
    let toCome = scene.session.scenarioToCome
    guard let first = toCome.first else {
      if scene.status.mode.isReadOnly {
        return ["Next: nothing by itself; \(scene.keys.name(.fork)) goes on live from here."]
      }
      return NoRollout(fleet: fleet).isOffEverywhere
        ? ["Next: nothing by itself; press \(scene.keys.name(.automatic)) to switch automatic upgrade on here."]
        : ["Next: nothing by itself; press \(publish) to publish a version."]
    }
    for timed in toCome {
      guard case .publish(let handler, let version, _, _) = timed.command else { continue }
      let what = "\(names.handler(handler)) \(Figures.version(version)) in \(Figures.duration(timed.at - scene.now))"
      return [
        "Next: the scenario publishes \(what); \(publish) publishes another.", "Next: the scenario publishes \(what).",
        "Next: \(what).",
      ]
    }
    let time = Figures.duration(first.at - scene.now)
    return [
      "Next: the scenario goes on in \(time); \(publish) publishes a version.",
      "Next: the scenario goes on in \(time).",
    ]
  }

  private func activeNext(_ rollout: Rollout) -> [String] {
    let phase = rollout.phaseInFlight ?? rollout.phase
    let tally = rollout.phases[phase]
    let then = afterPhase(rollout)
    guard tally.inFlight > 0 else { return waitingNext(rollout, then.short) }
    let left = Int(tally.pending)
    let name = "phase \(phase + 1)"
    let ends = expectedEnd(rollout)
    let start =
      "Next: \(Figures.count(left, "VM")) of \(name) to go, \(Figures.grouped(Int(tally.inFlight))) in flight now"
    return [
      "\(start); then \(then.long)\(ends).", "\(start); then \(then.long).", "\(start); then \(then.short)\(ends).",
      "\(start); then \(then.short).",
      "Next: \(Figures.count(left, "VM")) to go, \(Figures.grouped(Int(tally.inFlight))) in flight; then \(then.short).",
      "Next: \(Figures.count(left, "VM")) to go.",
    ]
  }

  /// What follows when the present phase is through.
  private func afterPhase(_ rollout: Rollout) -> (long: String, short: String) {
    // R22: behind a skip the phase before is still in flight.
    if let flying = rollout.phaseInFlight, flying < rollout.phase, rollout.stage == .active {
      let next = "phase \(rollout.phase + 1)"
      return (next, next)
    }
    guard rollout.stage != .passed, rollout.phase + 1 < fleet.phasePlan.count else {
      return ("the rollout is done", "the rollout is done")
    }
    let bake = fleet.phasePlan[rollout.phase].bake
    let next = "phase \(rollout.phase + 2)"
    return (bake > 0 ? "it bakes \(Figures.duration(bake)) before \(next)" : next, next)
  }

  /// When all of it is through, as an estimate; empty where none can be made.
  private func expectedEnd(_ rollout: Rollout) -> String {
    guard let end = scene.memory.forecast?.forecast.end, end > scene.now else { return "" }
    return "; all done in about \(Figures.roughly(end - scene.now)) at this rate"
  }

  private func waitingNext(_ rollout: Rollout, _ then: String) -> [String] {
    let tally = rollout.total
    let reached = rollout.stage == .passed ? tally : rollout.phases[rollout.phase]
    let left = Int(reached.pending)
    let failed = Int(tally.failed)
    let phase = rollout.stage == .passed ? "" : " of phase \(rollout.phase + 1)"
    let retry = scene.keys.name(.retry)
    if failed > 0, left > 0, Int(reached.failed) == left {
      return [
        "Next: nothing until you retry \(Figures.count(failed, "VM")) whose rollback failed (\(retry)); then \(then).",
        "Next: nothing until you retry \(Figures.count(failed, "failed VM")) (\(retry)).",
      ]
    }
    guard let next = scene.session.orchestrator.nextResumption(of: rollout.id, in: fleet, after: scene.now) else {
      let explanation = scene.session.orchestrator.explain(rollout: rollout.id, fleet, at: scene.now)
      let words = scene.explanationWords
      let reasons = words.waits(explanation) + words.parts(explanation)
      let start = "Next: \(Figures.count(left, "VM"))\(phase) to go, none in flight"
      return (reasons.first.map { ["\(start). \($0)"] } ?? []) + [
        "\(start); \(scene.keys.name(.why)) says what they wait for.",
        "Next: \(Figures.count(left, "VM")) to go; \(scene.keys.name(.why)) says why.",
      ]
    }
    let time = Figures.duration(max(0, next.at - scene.now))
    let wait = Int(reached.rolledBack)
    let retries = wait == 0 ? "" : " (\(Figures.grouped(wait)) after a failure)"
    let persons = failed == 0 ? "" : ", \(Figures.grouped(failed)) need you (\(retry))"
    let start = "Next: \(Figures.count(left, "VM"))\(phase) to go\(retries)\(persons)"
    return [
      "\(start); \(resumption(next.cause)) in \(time); when all are done, \(then).",
      "\(start); \(resumption(next.cause)) in \(time).",
      "Next: \(Figures.count(left, "VM"))\(phase) to go; \(resumption(next.cause)) in \(time).",
      "Next: \(Figures.count(left, "VM")) to go; \(resumption(next.cause)) in \(time).",
      "Next: \(Figures.count(left, "VM")) to go, on in \(time).",
    ]
  }

  private func resumption(_ cause: WaitReason) -> String {
    switch cause {
    case .retry: "the first is tried again"
    case .batchPause: "a set's pause between batches ends"
    case .bake: "the bake ends"
    default: "the first stopped set is tried again"
    }
  }
}
