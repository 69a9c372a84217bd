import FleetModel
import FleetSession
import RolloutOrchestrator
import Synchronization

/// The state of a session between two instants, as answers are made from it. Its arrays are the session's own, so making
/// one costs nothing, as long as it is gone before the session goes on.
struct FleetSnapshot {
  let now: Instant
  let fleet: Fleet
  let orchestrator: Orchestrator
  /// What owners said about extensions.
  let ledger: ExtensionLedger
  let seed: UInt64
  let eventCount: Int
  /// What groups, lanes, regions and phases wait for.
  let waits: [StandingWait]
  private let digestValue: Digest
  private let tallies: TallyKeeper

  init(_ session: Session, waits: [StandingWait], tallies: TallyKeeper) {
    self.tallies = tallies
    now = session.now
    fleet = session.fleet
    orchestrator = session.orchestrator
    ledger = ExtensionLedger(details: session.details)
    seed = session.seed
    digestValue = session.digest
    eventCount = session.eventCount
    self.waits = waits
  }

  var digest: String { digestValue.hex }

  /// Counts that need a look at every VM. Those of a large fleet may be a few seconds older than the rest.
  var tally: FleetTally { tallies.tally(of: fleet) }

  /// How a rollout's VMs are by outcome and by what excludes them; of a large fleet like `tally`.
  func standing(of rollout: RolloutID) -> RolloutStanding {
    tallies.standing(of: rollout, fleet) { [orchestrator, fleet] in
      RolloutStanding(
        outcomes: orchestrator.outcomes(of: rollout, in: fleet),
        exclusions: orchestrator.exclusions(of: rollout, in: fleet))
    }
  }
}

/// What takes a look at every VM of a rollout.
struct RolloutStanding: Sendable {
  let outcomes: OutcomeTally
  let exclusions: [(reason: WaitReason, count: Int)]
}

/// Keeps counts that take long to make. A small fleet is counted whenever somebody asks; a large one a little in each
/// turn while somebody does, since the engine waits meanwhile.
final class TallyKeeper: Sendable {
  /// VMs that are counted whenever somebody asks: less than two milliseconds.
  private static let most = 20_000
  /// VMs of a larger fleet that are counted in one turn, of which there are hundreds a second.
  private static let part = 5_000
  /// How long after a question the counting goes on.
  private static let interest = Duration.seconds(10)
  /// How old the figures of a rollout in a large fleet may be: they are counted in one go, so not often.
  private static let age = Duration.seconds(5)

  private struct State {
    var done: FleetTally
    var growing: FleetTally
    var next: VMIndex = 0
    var askedAt: ContinuousClock.Instant?
    var standings: [RolloutID: (standing: RolloutStanding, at: ContinuousClock.Instant)] = [:]
  }

  private let state: Mutex<State>

  init(_ fleet: Fleet) {
    var tally = FleetTally(empty: fleet)
    tally.count(fleet.machineIndices, fleet)
    state = Mutex(State(done: tally, growing: FleetTally(empty: fleet)))
  }

  func tally(of fleet: Fleet) -> FleetTally {
    guard fleet.machineIndices.count > Self.most else {
      var tally = FleetTally(empty: fleet)
      tally.count(fleet.machineIndices, fleet)
      return tally
    }
    return state.withLock { state in
      state.askedAt = .now
      state.done.learn(fleet)
      return state.done
    }
  }

  /// Counts on, once somebody asked.
  func goOn(_ fleet: Fleet) {
    state.withLock { state in
      guard let asked = state.askedAt else { return }
      let end = min(state.next + Self.part, fleet.machineIndices.upperBound)
      state.growing.learn(fleet)
      state.growing.count(state.next..<end, fleet)
      state.next = end
      guard end == fleet.machineIndices.upperBound else { return }
      state.done = state.growing
      state.growing = FleetTally(empty: fleet)
      state.next = 0
      if asked.duration(to: .now) > Self.interest { state.askedAt = nil }
    }
  }

  func standing(of rollout: RolloutID, _ fleet: Fleet, _ count: () -> RolloutStanding) -> RolloutStanding {
    guard fleet.machineIndices.count > Self.most else { return count() }
    return state.withLock { state in
      if let known = state.standings[rollout], known.at.duration(to: .now) < Self.age { return known.standing }
      let standing = count()
      state.standings[rollout] = (standing, .now)
      return standing
    }
  }
}

/// How many VMs are how, by region.
struct FleetTally: Sendable, Equatable {
  /// By region, then by health in the order of its cases; stopped VMs are counted apart.
  private(set) var health: [[Int]]
  private(set) var stopped: [Int]
  /// By handler, then by version.
  private(set) var versions: [[Int]]
  /// By handler: VMs that have automatic upgrade on.
  private(set) var automatic: [Int]

  init(empty fleet: Fleet) {
    health = Array(repeating: Array(repeating: 0, count: MachineHealth.allCases.count), count: fleet.regions.count)
    stopped = Array(repeating: 0, count: fleet.regions.count)
    versions = fleet.handlers.map { Array(repeating: 0, count: $0.versions.count) }
    automatic = Array(repeating: 0, count: fleet.handlers.count)
  }

  /// Makes room for versions that became known since it was made.
  mutating func learn(_ fleet: Fleet) {
    for handler in fleet.handlers.indices {
      let missing = fleet.handlers[handler].versions.count - versions[handler].count
      if missing > 0 { versions[handler] += Array(repeating: 0, count: missing) }
    }
  }

  mutating func count(_ machines: Range<VMIndex>, _ fleet: Fleet) {
    for vm in machines where fleet.exists(vm) {
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
