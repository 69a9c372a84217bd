import FleetModel
import FleetSession
import RolloutOrchestrator

/// What an onlooker knows who has read every event and can look at the fleet: a second account to hold explanations
/// against.
struct Ledger {
  private(set) var heldSince: [RolloutID: Instant] = [:]
  private(set) var batch: [GroupIndex: (start: BatchStart, at: Instant)] = [:]
  private(set) var runStart: [GroupIndex: (rollout: RolloutID, run: Int, at: Instant)] = [:]
  private(set) var stop: [Key: (at: Instant, reason: String)] = [:]
  private(set) var failure: [Key: Instant] = [:]
  private(set) var success: [Key: Instant] = [:]
  private(set) var batchEnd: [GroupIndex: Instant] = [:]
  private(set) var score: [Key: [(vm: VMIndex, isUpgraded: Bool)]] = [:]
  /// What the stream says that waits, by the reader's rules.
  private(set) var standing: [Scope: Wait] = [:]
  private var handlerOf: [RolloutID: HandlerIndex] = [:]
  private var runOf: [Key: Int] = [:]

  /// A rollout or handler and what it is about: a group, a VM, a phase, a run.
  struct Key: Hashable {
    var a: Int
    var b: Int
    init(_ a: Int, _ b: Int) { (self.a, self.b) = (a, b) }
  }

  struct Scope: Hashable {
    var rollout: RolloutID
    var text: String
  }

  mutating func read(_ event: SessionEvent, _ session: Session) {
    guard case .rollout(let decision) = event.what else { return }
    let fleet = session.fleet
    switch decision {
    case .rolloutStarted(let id, let handler, _): handlerOf[id] = handler
    case .rolloutHeld(let id): heldSince[id] = event.time
    case .rolloutResumed(let id): heldSince[id] = nil
    case .rolloutEnded(let id, _): standing = standing.filter { $0.key.rollout != id }
    case .phaseSucceeded(let id, let phase, _, _, _): success[Key(id, phase)] = event.time
    case .runStarted(let id, let run, let group): runStart[group] = (id, run, event.time)
    case .batchStarted(let start):
      batch[start.group] = (start, event.time)
      standing[Scope(rollout: start.rollout, text: WaitScope.group(start.group).text(fleet))] = nil
    case .attemptStarted(let start):
      runOf[Key(start.handler, start.vm)] = start.run
      for scope in Self.scopes(of: start.vm, session) { standing[Scope(rollout: start.rollout, text: scope)] = nil }
    case .attemptEnded(let end):
      if end.outcome != .upgraded { failure[Key(end.handler, end.vm)] = event.time }
      score[Key(runOf[Key(end.handler, end.vm)]!, end.rollout), default: []].append((end.vm, end.outcome == .upgraded))
    case .batchEnded(_, _, _, let group, _, _):
      batch[group] = nil
      batchEnd[group] = event.time
    case .runEnded(let id, _, let group, let outcome, let retryAt):
      runStart[group] = nil
      if retryAt != nil { stop[Key(id, group)] = (event.time, outcome.reason!) }
    case .waiting(let id, let scope, let wait): standing[Scope(rollout: id, text: scope.text(fleet))] = wait
    case .phaseStarted(let id, let phase): standing[Scope(rollout: id, text: "phase:\(phase + 1)")] = nil
    case .phaseSkipped, .abandoned, .rollbackStarted, .machinesWaiting: break
    }
  }

  /// The waits that stand for a VM, from its own to its phase's.
  func waits(of vm: VMIndex, in rollout: RolloutID, _ session: Session) -> [Wait] {
    Self.scopes(of: vm, session).compactMap { standing[Scope(rollout: rollout, text: $0)] }
      .filter { $0.until.map { $0 >= session.now } ?? true }
  }

  private static func scopes(of vm: VMIndex, _ session: Session) -> [String] {
    let fleet = session.fleet
    let region = fleet.region(of: vm)
    let phase = fleet.phasePlan.firstIndex { $0.regions.contains(region) }!
    let scopes: [WaitScope] = [
      .machine(vm), .group(fleet.group(of: vm)), .zone(region, fleet.zone(of: vm)), .region(region), .phase(phase),
    ]
    return scopes.map { $0.text(fleet) }
  }
}

extension WaitScope {
  /// As the stream writes it: `vm:ID`, `group:ID`, `zone:REGION/Z`, `region:NAME` or `phase:K`.
  func text(_ fleet: Fleet) -> String {
    switch self {
    case .machine(let vm): "vm:" + fleet.name(of: vm)
    case .group(let group): "group:" + fleet.name(ofGroup: group)
    case .zone(let region, let zone): "zone:" + fleet.regions[region].name + (zone == 0 ? "/none" : "/\(zone)")
    case .region(let region): "region:" + fleet.regions[region].name
    case .phase(let phase): "phase:\(phase + 1)"
    }
  }
}
