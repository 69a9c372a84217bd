import FleetModel
import FleetSession
import RolloutOrchestrator

/// R31: a wait that was told and still stands.
struct StandingWait: Sendable {
  let rollout: RolloutID
  let scope: WaitScope
  let wait: Wait
}

/// Remembers what was told about waiting, scope by scope. Those of single VMs are left out: there may be millions, and
/// they are counted from the state when somebody asks.
struct WaitBoard {
  private var waits: [StandingWait] = []
  private var places: [Key: Int] = [:]
  /// Waits that may be remembered; beyond that the newest are not, until some are over.
  private static let capacity = 100_000

  private struct Key: Hashable {
    let rollout: RolloutID
    let kind: Int
    let a: Int
    let b: Int

    init?(_ rollout: RolloutID, _ scope: WaitScope) {
      self.rollout = rollout
      switch scope {
      case .machine: return nil
      case .group(let group): (kind, a, b) = (0, group, 0)
      case .zone(let region, let zone): (kind, a, b) = (1, region, zone)
      case .region(let region): (kind, a, b) = (2, region, 0)
      case .phase(let phase): (kind, a, b) = (3, phase, 0)
      }
    }
  }

  /// Waits that stand, in the order in which their scopes were first told of.
  var standing: [StandingWait] { waits }

  mutating func read(_ event: SessionEvent, _ fleet: Fleet) {
    guard case .rollout(let decision) = event.what else { return }
    switch decision {
    case .waiting(let rollout, let scope, let wait): remember(StandingWait(rollout: rollout, scope: scope, wait: wait))
    case .batchStarted(let batch):
      let region = fleet.groups[batch.group].region
      forget(batch.rollout, .group(batch.group))
      forget(batch.rollout, .region(region))
      if let vm = batch.machines.first { forget(batch.rollout, .zone(region, fleet.zone(of: vm))) }
    case .phaseStarted(let rollout, let phase), .phaseSucceeded(let rollout, let phase, _, _, _),
      .phaseSkipped(let rollout, let phase):
      forget(rollout, .phase(phase))
    case .rolloutResumed(let rollout): forget { $0.rollout == rollout && $0.wait.reason == .held }
    case .rolloutEnded(let rollout, _): forget { $0.rollout == rollout }
    default: break
    }
  }

  private mutating func remember(_ wait: StandingWait) {
    guard let key = Key(wait.rollout, wait.scope) else { return }
    if let place = places[key] {
      waits[place] = wait
    } else if waits.count < Self.capacity {
      places[key] = waits.count
      waits.append(wait)
    }
  }

  private mutating func forget(_ rollout: RolloutID, _ scope: WaitScope) {
    guard let key = Key(rollout, scope), let place = places.removeValue(forKey: key) else { return }
    remove(place)
  }

  /// The last one takes the place of the one that is over.
  private mutating func remove(_ place: Int) {
    let last = waits.removeLast()
    guard place < waits.count else { return }
    waits[place] = last
    if let key = Key(last.rollout, last.scope) { places[key] = place }
  }

  private mutating func forget(_ isOver: (StandingWait) -> Bool) {
    for wait in waits.filter(isOver) { forget(wait.rollout, wait.scope) }
  }
}
