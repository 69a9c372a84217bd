import FleetModel
import RolloutOrchestrator

// Rollouts, and why they wait (R31).

extension RolldeckBodies {
  func rollouts() -> JSONValue { ["rollouts": .array(orchestrator.rollouts.map { brief($0) })] }

  func rollout(_ number: Int?) throws(ControlError) -> JSONValue {
    guard let number, orchestrator.rollouts.indices.contains(number - 1) else {
      throw ControlError(404, "NotFound", "There is no such rollout.")
    }
    let rollout = orchestrator.rollouts[number - 1]
    let standing = snapshot.standing(of: number)
    let outcomes = standing.outcomes
    let history = rollout.history
    return brief(rollout).with([
      .init(key: "phases", value: .array(fleet.phasePlan.indices.map { phase($0, rollout) })),
      .init(
        key: "outcomes",
        value: [
          "upgraded": .int(outcomes.upgraded), "rolledBack": .int(outcomes.rolledBack),
          "rollbackFailed": .int(outcomes.rollbackFailed), "pending": .int(outcomes.pending),
          "excluded": .int(outcomes.excluded),
        ]),
      .init(
        key: "exclusions",
        value: .array(
          standing.exclusions.map {
            ["reason": .string($0.reason.rawValue), "machines": .int($0.count)]
          })),
      .init(
        key: "history",
        value: [
          "batches": .int(history.batches), "attempts": .int(history.attempts),
          "stopsUnhealthyBefore": .int(history.stopsUnhealthyBefore), "stopsUnhealthy": .int(history.stopsUnhealthy),
          "stopsUpgraded": .int(history.stopsUpgraded),
        ]),
      .init(
        key: "explanation", value: body(of: orchestrator.explain(rollout: number, fleet, at: snapshot.now))),
      .init(key: "forecast", value: forecast(number)),
      .init(key: "waits", value: .array(snapshot.waits.filter { $0.rollout == number }.map(wait))),
    ])
  }

  /// When a rollout and its phases were through, or are expected to be.
  private func forecast(_ number: RolloutID) -> JSONValue {
    let forecast = orchestrator.forecast(rollout: number, fleet, at: snapshot.now)
    return [
      "phases": .array(forecast.phases.map { .orNull($0.map { Int($0) }) }),
      "endsAt": .orNull(forecast.end.map { Int($0) }),
      "isEstimate": .bool(orchestrator.rollouts[number - 1].isLive),
    ]
  }

  func brief(_ rollout: Rollout) -> JSONValue {
    let total = rollout.total
    let stage: (word: String, until: Int?) =
      switch rollout.stage {
      case .active: ("active", nil)
      case .baking(let until): ("baking", Int(until))
      case .passed: ("passed", nil)
      }
    return [
      "id": .int(rollout.id), "handler": .string(fleet.handlers[rollout.handler].name),
      "version": .string(rollout.targetVersion.description), "status": .string(rollout.outcome?.rawValue ?? "live"),
      "isHeld": .bool(rollout.isHeld), "startedAt": .int(Int(rollout.startedAt)),
      "endedAt": .orNull(rollout.endedAt.map { Int($0) }), "phase": .int(rollout.phase + 1),
      "phaseCount": .int(fleet.phasePlan.count), "stage": .string(stage.word), "bakesUntil": .orNull(stage.until),
      "counts": counts(total),
    ]
  }

  private func counts(_ tally: RolloutTally) -> JSONValue {
    [
      "eligible": .int(tally.eligible), "upgraded": .int(Int(tally.upgraded)), "pending": .int(Int(tally.pending)),
      "inFlight": .int(Int(tally.inFlight)), "rolledBack": .int(Int(tally.rolledBack)),
      "failed": .int(Int(tally.failed)),
      "excluded": .int(Int(tally.excluded)),
    ]
  }

  private func phase(_ index: Int, _ rollout: Rollout) -> JSONValue {
    let planned = fleet.phasePlan[index]
    let times = rollout.phaseTimes[index]
    return [
      "phase": .int(index + 1), "name": .string(planned.name),
      "regions": .array(planned.regions.map { .string(fleet.regions[$0].name) }), "bakeMs": .int(Int(planned.bake)),
      "startedAt": .orNull(times.startedAt.map { Int($0) }), "succeededAt": .orNull(times.succeededAt.map { Int($0) }),
      "skippedAt": .orNull(times.skippedAt.map { Int($0) }), "counts": counts(rollout.phases[index]),
    ]
  }

  /// A reason with its figures, as the event stream has it.
  func wait(_ standing: StandingWait) -> JSONValue {
    [
      "rollout": .int(standing.rollout), "scope": .string(scope(standing.scope)),
      "reason": .string(standing.wait.reason.rawValue), "figures": figures(of: standing.wait),
      "until": .orNull(standing.wait.until.map { Int($0) }),
    ]
  }

  /// The figures of a reason, by their names in the event stream.
  func figures(of wait: Wait) -> JSONValue {
    let figures = wait.figures.map { figure -> JSONValue.Member in
      switch figure {
      case .count(let count): .init(key: "count", value: .int(count))
      case .limit(let limit): .init(key: "limit", value: .int(limit))
      case .total(let total): .init(key: "total", value: .int(total))
      case .rollout(let id): .init(key: "rollout", value: .int(id))
      case .region(let region): .init(key: "region", value: .string(fleet.regions[region].name))
      case .zone(let zone): .init(key: "zone", value: .int(zone))
      case .phase(let phase): .init(key: "phase", value: .int(phase + 1))
      case .run(let run): .init(key: "run", value: .int(run))
      case .attempt(let attempt): .init(key: "attempt", value: .int(attempt))
      }
    }
    return .object(figures)
  }

  private func scope(_ scope: WaitScope) -> String {
    switch scope {
    case .machine(let vm): "vm:\(fleet.name(of: vm))"
    case .group(let group): "group:\(fleet.name(ofGroup: group))"
    case .zone(let region, let zone): "zone:\(fleet.regions[region].name)/\(zone == 0 ? "none" : String(zone))"
    case .region(let region): "region:\(fleet.regions[region].name)"
    case .phase(let phase): "phase:\(phase + 1)"
    }
  }
}
