import FleetModel
import FleetSession
import RolloutOrchestrator

/// What is said to come next, against what then comes.
extension Oracle {
  mutating func checkPredictions() {
    var later = session
    _ = later.takeEvents()
    later.advance(to: session.now + 100 * Span.hour, atMost: 4_000)
    var end = later.now
    var events: [SessionEvent] = []
    for event in later.takeEvents() {
      if case .command = event.what {
        end = event.time - 1
        break
      }
      events.append(event)
    }
    for rollout in live {
      for vm in fleet.machineIndices where fleet.exists(vm) {
        check(explain(vm, rollout.id).next, rollout.id, vm, nil, events, end)
      }
      for group in fleet.groups.indices {
        check(explain(group: group, rollout.id).next, rollout.id, nil, group, events, end)
      }
      let next = session.orchestrator.explain(rollout: rollout.id, fleet, at: session.now).next
      if case .phaseStarts(let phase, let at) = next, at <= end {
        let seen = events.first { if case .rollout(.phaseStarted(rollout.id, phase)) = $0.what { true } else { false } }
        expect(seen?.time == at, "phase \(phase) of \(rollout.id): told \(at), seen \(seen?.time ?? -1)")
      }
    }
  }

  private mutating func check(
    _ next: Explanation.Next, _ id: RolloutID, _ vm: VMIndex?, _ group: GroupIndex?, _ events: [SessionEvent],
    _ end: Instant
  ) {
    let (earliest, latest): (Instant, Instant)
    switch next {
    case .installEnds(let limit): (earliest, latest) = (session.now, limit)
    case .verdict(let first, let last): (earliest, latest) = (first ?? session.now, last)
    case .rollbackEnds(let limit): (earliest, latest) = (session.now, limit)
    case .flightEnds(let limit?): (earliest, latest) = (session.now, limit)
    case .resumes(let at): (earliest, latest) = (at, .max)
    case .nothing, .flightEnds(nil), .phaseStarts, .whenOver, .person: return
    }
    let seen = events.first { event in
      switch (next, event.what) {
      case (.installEnds, .fleet(.installEnded(let own, _, _, _))): own == vm
      case (.verdict, .rollout(.attemptEnded(let ended))): ended.vm == vm
      case (.verdict, .rollout(.rollbackStarted(let own, _, _, _, _))): own == vm
      case (.rollbackEnds, .rollout(.attemptEnded(let ended))): ended.vm == vm
      case (.flightEnds, .rollout(.batchEnded(_, _, _, let own, _, _))): own == group
      case (.resumes, .rollout(.attemptStarted(let start))):
        start.rollout == id && (vm.map { $0 == start.vm } ?? (session.fleet.group(of: start.vm) == group))
      default: false
      }
    }
    let isGone = events.contains { event in
      if case .fleet(.machineRemoved(let gone)) = event.what {
        gone == vm || fleet.group(of: gone) == group
      } else {
        false
      }
    }
    if isGone { return }
    if let seen, seen.time <= end {
      expect(
        earliest <= seen.time && seen.time <= latest,
        "\(vm ?? -1) \(group ?? -1) of \(id): \(next), seen at \(seen.time)")
    } else if latest <= end {
      expect(false, "\(vm ?? -1) \(group ?? -1) of \(id): \(next), not seen by \(end)")
    }
  }
}
