import FleetModel
import FleetSession
import RolloutOrchestrator

/// R31: since when a place is done, as somebody counts it who looks after every instant.
struct DoneWatch {
  private var pending: [Ledger.Key: Int] = [:]
  private var doneAt: [Ledger.Key: Instant] = [:]
  /// By rollout and zone of a region: when its last attempt ended.
  private var endedAt: [Ledger.Key: Instant] = [:]

  mutating func note(_ events: [SessionEvent], _ session: Session) {
    for event in events {
      guard case .rollout(.attemptEnded(let end)) = event.what else { continue }
      endedAt[Self.zone(end.rollout, end.vm, session.fleet)] = event.time
    }
    for rollout in session.orchestrator.rollouts {
      for group in session.fleet.groups.indices {
        let key = Ledger.Key(rollout.id, group)
        let count = rollout.pendingCount(of: group)
        if count == 0, pending[key, default: 0] > 0 { doneAt[key] = session.now }
        pending[key] = count
      }
    }
  }

  func doneAt(_ id: RolloutID, _ groups: [GroupIndex]) -> Instant? {
    groups.compactMap { doneAt[Ledger.Key(id, $0)] }.max()
  }

  func endedAt(_ id: RolloutID, _ region: RegionIndex, _ zone: Int) -> Instant? {
    endedAt[Ledger.Key(id, region << 3 | zone)]
  }

  private static func zone(_ id: RolloutID, _ vm: VMIndex, _ fleet: Fleet) -> Ledger.Key {
    Ledger.Key(id, fleet.region(of: vm) << 3 | fleet.zone(of: vm))
  }
}

extension Oracle {
  /// On by one instant; false at the end.
  mutating func advance(_ watch: inout DoneWatch) -> Bool {
    guard session.nextInstant.map({ $0 < FuzzHorizon.done }) ?? false else { return false }
    session.advance(to: FuzzHorizon.done, atMost: 1)
    watch.note(session.takeEvents(), session)
    return true
  }

  mutating func checkDone(_ watch: DoneWatch) {
    let fleet = fleet
    for rollout in session.orchestrator.rollouts {
      for group in fleet.groups.indices {
        check(explain(group: group, rollout.id), watch.doneAt(rollout.id, [group]), "group \(group) of \(rollout.id)")
      }
      for (phase, plan) in fleet.phasePlan.enumerated() {
        for region in plan.regions {
          let groups = fleet.regions[region].groups
          let whole = session.orchestrator.explain(region: region, in: rollout.id, fleet, at: session.now)
          check(whole, watch.doneAt(rollout.id, groups), "region \(region) of \(rollout.id)")
          for lane in 0..<fleet.regions[region].laneCount {
            let zone = fleet.regions[region].zone(lane: lane)
            let part = session.orchestrator.explain(region: region, zone: zone, in: rollout.id, fleet, at: session.now)
            check(part, watch.endedAt(rollout.id, region, zone), "zone \(region)/\(zone) of \(rollout.id)")
          }
        }
        let explanation = session.orchestrator.explain(phase: phase, in: rollout.id, fleet, at: session.now)
        check(
          explanation, watch.doneAt(rollout.id, plan.regions.flatMap { fleet.regions[$0].groups }),
          "phase \(phase) of \(rollout.id)")
      }
    }
  }

  private mutating func check(_ explanation: Explanation, _ seen: Instant?, _ what: String) {
    guard case .done(let upgraded, _) = explanation.activity, upgraded > 0 else { return }
    expect(explanation.since == seen, "\(what): done since \(explanation.since ?? -1), seen \(seen ?? -1)")
  }
}

/// How long runs are watched instant by instant.
enum FuzzHorizon { static let done: Instant = 6 * Span.day }
