import FleetModel
import FleetSession
import RolloutOrchestrator

/// What the dashboard remembers of the moment it shows: the events before it, and facts that would take a look at the
/// whole fleet to find out again.
struct RunMemory: Sendable {
  var log = EventLog()
  /// R14: sets that have more unhealthy VMs than their limit.
  private(set) var overLimit = OverLimitSets()
  /// The version that most VMs came from, by rollout.
  private(set) var origins: [RolloutID: VersionIndex] = [:]
  /// What changed since strips were made.
  var stripChanges = StripCache.Changes()
  /// Groups in which something changed since their cells were counted.
  var changedGroups: [Bool] = []
  /// Groups in which something changed since versions were counted.
  var spreadChanges = GroupChanges()
  /// When the rollout that is looked at will be through, as it was last reckoned.
  private(set) var forecast: KeptForecast?

  /// Looks at a session for the first time, or after a jump.
  mutating func begin(_ session: Session) {
    overLimit = OverLimitSets(session.fleet)
    origins = [:]
    let all = Array(repeating: true, count: session.fleet.regions.count)
    stripChanges = StripCache.Changes(
      regions: all, wholeRegions: all, groups: GroupChanges(count: session.fleet.groups.count))
    spreadChanges = GroupChanges(count: session.fleet.groups.count)
    forecast = nil
    changedGroups = Array(repeating: true, count: session.fleet.groups.count)
    for rollout in session.orchestrator.rollouts {
      origins[rollout.id] = Self.origin(of: rollout, session)
    }
  }

  /// Takes note of events, in their order, after they all happened.
  mutating func take(_ events: [SessionEvent], _ session: Session) {
    for event in events {
      switch event.what {
      case .command, .digest: break
      case .fleet(let event): note(event, session)
      case .rollout(let event): note(event, session)
      }
    }
    log.append(events)
  }

  private mutating func note(_ event: FleetEvent, _ session: Session) {
    switch event {
    case .installEnded(let vm, _, _, _), .rollbackEnded(let vm, _, _, _), .extensionSet(let vm, _, _, _),
      .extensionRemoved(let vm, _), .automaticChanged(let vm, _, _), .health(let vm, _, _, _), .power(let vm, _),
      .agent(let vm, _), .protection(let vm, _), .model(let vm, _):
      changed(vm, session.fleet)
    case .machineRemoved(let vm): membersChanged(of: session.fleet.group(of: vm), session.fleet)
    case .machineAdded(let machine): membersChanged(of: machine.group, session.fleet)
    case .versionPublished, .versionWithdrawn: break
    case .enrolment, .modelAutomaticChanged, .modelExtensionSet, .modelExtensionRemoved: everythingChanged()
    }
  }

  private mutating func note(_ event: RolloutEvent, _ session: Session) {
    switch event {
    case .rolloutStarted(let id, _, _):
      origins[id] = Self.origin(of: session.orchestrator.rollouts[id - 1], session)
      everythingChanged()
    case .attemptStarted(let start): changed(start.vm, session.fleet)
    case .abandoned(let vm, _), .rollbackStarted(let vm, _, _, _, _): changed(vm, session.fleet)
    case .attemptEnded(let end): changed(end.vm, session.fleet)
    case .runStarted(_, _, let group), .batchEnded(_, _, _, let group, _, _), .runEnded(_, _, let group, _, _):
      changed(group: group, session.fleet)
    case .batchStarted(let batch): changed(group: batch.group, session.fleet)
    case .waiting(_, let scope, _):
      switch scope {
      case .machine(let vm): changed(vm, session.fleet)
      case .group(let group): changed(group: group, session.fleet)
      case .zone(let region, _), .region(let region): stripChanges.regions[region] = true
      case .phase: break
      }
    case .machinesWaiting: break  // All was changed by the start of the rollout that tells it.
    case .phaseStarted, .phaseSucceeded, .phaseSkipped, .rolloutHeld, .rolloutResumed: reasonsChanged()
    case .rolloutEnded: everythingChanged()
    }
  }

  private mutating func changed(_ vm: VMIndex, _ fleet: Fleet) { changed(group: fleet.group(of: vm), fleet) }

  private mutating func changed(group: GroupIndex, _ fleet: Fleet) {
    let region = fleet.groups[group].region
    stripChanges.regions[region] = true
    stripChanges.groups.note(group)
    spreadChanges.note(group)
    changedGroups[group] = true
    for pair in fleet.regions[region].pairs { stripChanges.regions[pair] = true }
    overLimit.weigh(group, fleet)
  }

  /// VMs came or went, which moves the cells of all others of the region.
  private mutating func membersChanged(of group: GroupIndex, _ fleet: Fleet) {
    stripChanges.wholeRegions[fleet.groups[group].region] = true
    changed(group: group, fleet)
  }

  /// Every region may wait for something else now. No VM stands otherwise for it, so none is counted again, which would
  /// take 50 ms of a million VMs at each phase, in which no key is answered.
  private mutating func reasonsChanged() {
    for region in stripChanges.regions.indices { stripChanges.regions[region] = true }
    forecast = nil
  }

  mutating func everythingChanged() {
    for region in stripChanges.wholeRegions.indices { stripChanges.wholeRegions[region] = true }
    for group in changedGroups.indices { changedGroups[group] = true }
    forecast = nil
  }

  /// Brings the forecast of a rollout up to date.
  mutating func prepareForecast(of rollout: RolloutID?, _ session: Session) {
    let rollout = rollout.map { session.orchestrator.rollouts[$0 - 1] }
    guard let rollout, rollout.isLive else {
      forecast = nil
      return
    }
    if forecast?.holds(for: rollout, session) != true { forecast = KeptForecast(rollout, session) }
  }

  /// The most frequent version below the target in its major.
  private static func origin(of rollout: Rollout, _ session: Session) -> VersionIndex? {
    let fleet = session.fleet
    let versions = fleet.handlers[rollout.handler].versions
    var counts = Array(repeating: 0, count: versions.count)
    for vm in fleet.machineIndices where fleet.exists(vm) {
      if let version = fleet.version(of: rollout.handler, on: vm) { counts[version] += 1 }
    }
    return versions.indices
      .filter { versions[$0].major == rollout.targetVersion.major && versions[$0] < rollout.targetVersion }
      .filter { counts[$0] > 0 }
      .max { counts[$0] < counts[$1] }
  }
}
