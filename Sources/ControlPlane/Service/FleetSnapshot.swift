import FleetModel
import FleetSession
import RolloutOrchestrator
import Synchronization

/// The state of a session between two instants, as readers see it. Its arrays are shared with the session until that
/// changes them, so making one costs nothing and keeping one costs a copy.
final class FleetSnapshot: Sendable {
  let now: Instant
  let fleet: Fleet
  let orchestrator: Orchestrator
  let seed: UInt64
  let digest: String
  let eventCount: Int
  /// What groups, lanes, regions and phases wait for.
  let waits: [StandingWait]
  private let tallies: TallyKeeper

  init(_ session: Session, waits: [StandingWait], tallies: TallyKeeper) {
    self.tallies = tallies
    now = session.now
    fleet = session.fleet
    orchestrator = session.orchestrator
    seed = session.seed
    digest = session.digest.hex
    eventCount = session.eventCount
    self.waits = waits
  }

  /// Counts that need a look at every VM. Those of a large fleet may be a few seconds older than the rest.
  var tally: FleetTally { tallies.tally(of: self) }
}

/// Keeps counts that take long to make, so that clients who ask often do not count often.
final class TallyKeeper: Sendable {
  /// VMs that are counted anew for a second of age: smaller fleets are counted for every state.
  private static let machinesPerSecond = 200_000

  private struct Kept {
    weak var snapshot: FleetSnapshot?
    let tally: FleetTally
    let at: ContinuousClock.Instant
  }

  private let kept = Mutex<Kept?>(nil)

  func tally(of snapshot: FleetSnapshot) -> FleetTally {
    kept.withLock { kept in
      if let known = kept, known.snapshot === snapshot || isGoodEnough(known, for: snapshot.fleet) {
        return known.tally
      }
      let tally = FleetTally(snapshot.fleet)
      kept = Kept(snapshot: snapshot, tally: tally, at: .now)
      return tally
    }
  }

  private func isGoodEnough(_ known: Kept, for fleet: Fleet) -> Bool {
    let seconds = fleet.machineIndices.count / Self.machinesPerSecond
    return known.at.duration(to: .now) < .seconds(seconds)
      && zip(known.tally.versions, fleet.handlers).allSatisfy { $0.count == $1.versions.count }
  }
}

/// How many VMs are how, by region.
struct FleetTally: Sendable {
  /// By region, then by health in the order of its cases; stopped VMs are counted apart.
  private(set) var health: [[Int]]
  private(set) var stopped: [Int]
  /// By handler, then by version.
  private(set) var versions: [[Int]]
  /// By handler: VMs that have automatic upgrade on.
  private(set) var automatic: [Int]

  init(_ fleet: Fleet) {
    health = Array(repeating: Array(repeating: 0, count: MachineHealth.allCases.count), count: fleet.regions.count)
    stopped = Array(repeating: 0, count: fleet.regions.count)
    versions = fleet.handlers.map { Array(repeating: 0, count: $0.versions.count) }
    automatic = Array(repeating: 0, count: fleet.handlers.count)
    for vm in fleet.machineIndices where fleet.exists(vm) {
      let region = fleet.region(of: vm)
      if fleet.isRunning(vm) { health[region][Int(fleet.health(of: vm).rawValue)] += 1 } else { stopped[region] += 1 }
      for handler in fleet.handlers.indices {
        guard let version = fleet.version(of: handler, on: vm) else { continue }
        versions[handler][version] += 1
        if fleet.isAutomatic(handler, on: vm) { automatic[handler] += 1 }
      }
    }
  }
}
