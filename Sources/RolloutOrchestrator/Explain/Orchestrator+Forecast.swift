public import FleetModel

// When things are through: bounds that follow from the rules, and estimates from the pace so far.

extension Orchestrator {
  /// When a rollout and its phases are expected to be through.
  ///
  /// The estimate takes a batch to last as long as those so far did on average, zones one after the other and the sets of a
  /// zone side by side, and adds bakes and the retries that are known. Looks at every group, and at no VM.
  public func forecast(rollout id: RolloutID, _ fleet: Fleet, at now: Instant) -> Forecast {
    var forecast = Forecast(
      phases: rollouts[id - 1].phaseTimes.map { $0.succeededAt ?? $0.skippedAt }, end: rollouts[id - 1].endedAt)
    guard rollouts[id - 1].isLive, !rollouts[id - 1].isHeld, let length = rollouts[id - 1].pace.mean else {
      return forecast
    }
    let present = rollouts[id - 1].phase
    var time = now
    for phase in fleet.phasePlan.indices {
      guard phase >= present || rollouts[id - 1].phases[phase].pending > 0 else { continue }
      guard let end = expectedEnd(id - 1, phase, from: time, length, fleet) else { return forecast }
      time = end
      guard phase >= present else { continue }
      if phase == present, case .baking(let until) = rollouts[id - 1].stage {
        time = max(until, now)
      } else if forecast.phases[phase] == nil {
        forecast.phases[phase] = time
        let isLast = phase + 1 == fleet.phasePlan.count
        if rollouts[id - 1].phases[phase].eligible > 0, !isLast { time += fleet.phasePlan[phase].bake }
      }
    }
    forecast.end = time
    return forecast
  }

  /// When nothing of a phase is pending any more; nil if a person is needed for that.
  private func expectedEnd(
    _ index: Int, _ phase: Int, from time: Instant, _ length: Milliseconds, _ fleet: Fleet
  ) -> Instant? {
    let tally = rollouts[index].phases[phase]
    // R8, R22: what needs a person keeps the phase, unless the threshold is reached without it.
    let reachable = tally.eligible - Int(tally.failed)
    guard reachable * 100 >= fleet.policy.phaseSuccessPercent * tally.eligible else { return nil }
    guard tally.pending > tally.failed else { return time }
    var longest: Milliseconds = 0
    for region in fleet.phasePlan[phase].regions where rollouts[index].regions[region].pending > 0 {
      longest = max(longest, workTime(index, region, length, fleet))
    }
    let end = time + longest
    return tally.rolledBack > 0 ? max(end, rollouts[index].lastRetry[phase] + length) : end
  }

  /// R12, R25: how long a region takes for what is pending there, zone after zone.
  private func workTime(
    _ index: Int, _ region: RegionIndex, _ length: Milliseconds, _ fleet: Fleet
  ) -> Milliseconds {
    var lanes = [8 of Milliseconds](repeating: 0)
    for group in fleet.regions[region].groups {
      let pending = Int(rollouts[index].groups[group].pending)
      guard pending > 0 else { continue }
      let mask = fleet.groups[group].laneMask
      let cap = batchCap(of: group, fleet)
      let share = (pending + mask.nonzeroBitCount - 1) / max(1, mask.nonzeroBitCount)
      let pause = fleet.pauseBetweenBatches(of: group)
      let time = Milliseconds((share + cap - 1) / cap) * (length + pause)
      for lane in 0..<8 where mask & (1 << UInt8(lane)) != 0 { lanes[lane] = max(lanes[lane], time) }
    }
    var sum: Milliseconds = 0
    for lane in 0..<8 { sum += lanes[lane] }
    return sum
  }

  /// R2, R3: by when all of a group's open batch is done, whatever happens: installs and rollbacks have their limit, and
  /// the health window has its end.
  func latestEnd(ofBatch group: GroupIndex, _ fleet: Fleet) -> Instant? {
    guard runOf[group] >= 0, runs[Int(runOf[group])].hasOpenBatch else { return nil }
    let limit = fleet.policy.installLimit
    var latest: Instant = 0
    for member in runs[Int(runOf[group])].members where attemptOf[member.vm] >= 0 {
      let attempt = attempts[Int(attemptOf[member.vm])]
      var end: Instant =
        switch attempt.stage {
        case .installing: attempt.startedAt + limit + window(attempt.handler, member.vm, fleet) + limit
        case .watching: attempt.installEndedAt + window(attempt.handler, member.vm, fleet) + limit
        case .rollingBack: attempt.rollbackStartedAt + limit
        }
      for next in member.next.rollouts { end += limit + window(rollouts[next].handler, member.vm, fleet) + limit }
      latest = max(latest, end)
    }
    return latest > 0 ? latest : nil
  }

  /// R2, R4: how long an upgrade of a handler on a VM is watched.
  private func window(_ handler: HandlerIndex, _ vm: VMIndex, _ fleet: Fleet) -> Milliseconds {
    fleet.policy.healthWindow + (fleet.handlers[handler].isApplicationHealth ? fleet.grace(of: vm) : 0)
  }
}
