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
  private let tallies = Mutex<FleetTally?>(nil)

  init(_ session: Session, waits: [StandingWait]) {
    now = session.now
    fleet = session.fleet
    orchestrator = session.orchestrator
    seed = session.seed
    digest = session.digest.hex
    eventCount = session.eventCount
    self.waits = waits
  }

  /// Counts that need a look at every VM; made when first asked for.
  var tally: FleetTally {
    tallies.withLock { known in
      if let known { return known }
      let tally = FleetTally(fleet)
      known = tally
      return tally
    }
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
