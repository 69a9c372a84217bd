import FleetModel

// Which rollouts there are: published versions start them, newer ones supersede them, withdrawn ones end them (R27 to R29).

extension Orchestrator {
  /// Looks at handlers whose publications changed, or whose reached target has a new taker; true if there were any.
  mutating func chooseTargets(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) -> Bool {
    if startsAll {
      startsAll = false
      handlersToTarget = Array(fleet.handlers.indices)
    }
    guard !handlersToTarget.isEmpty else { return false }
    var due = handlersToTarget
    handlersToTarget.removeAll(keepingCapacity: true)
    due.sort()
    for (place, handler) in due.enumerated() where place == 0 || due[place - 1] != handler {
      chooseTargets(handler, fleet, now, &events)
    }
    live.removeAll { !rollouts[$0].isLive }
    return true
  }

  private mutating func chooseTargets(
    _ handler: HandlerIndex, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let known = fleet.handlers[handler]
    guard known.isSupported else { return }
    for index in liveByHandler[handler] where offer(index, fleet) == nil {
      rollouts[index].isWithdrawn = true
      end(index, .cancelled, fleet, now, &events)
    }
    dormant[handler].removeAll { known.publications[$0.version] == .withdrawn }
    var majors: [UInt32] = []
    for version in known.versions where !majors.contains(version.major) { majors.append(version.major) }
    for major in majors.sorted() {
      guard let newest = known.newestPublished(major: major) else { continue }
      chooseTarget(handler, major, newest, fleet, now, &events)
    }
  }

  private mutating func chooseTarget(
    _ handler: HandlerIndex, _ major: UInt32, _ newest: VersionIndex, _ fleet: Fleet, _ now: Instant,
    _ events: inout [RolloutEvent]
  ) {
    let version = fleet.handlers[handler].versions[newest]
    if let index = liveByHandler[handler].first(where: { rollouts[$0].targetVersion.major == major }) {
      guard rollouts[index].targetVersion < version else { return }
      end(index, .superseded, fleet, now, &events)
    } else if rollouts.contains(where: {
      // R30: what an operator cancelled stays cancelled until a newer version comes.
      $0.handler == handler && $0.target == newest && $0.outcome == .cancelled
    }) {
      return
    }
    dormant[handler].removeAll { $0.major == major && $0.version != newest }
    guard hasTaker(handler, version, fleet) else {
      if !dormant[handler].contains(where: { $0.version == newest }) {
        dormant[handler].append(DormantTarget(major: major, version: newest))
      }
      return
    }
    dormant[handler].removeAll { $0.major == major }
    begin(handler, newest, fleet, now, &events)
  }

  /// Whether some VM is eligible for a version (R27, R22b).
  private func hasTaker(_ handler: HandlerIndex, _ target: HandlerVersion, _ fleet: Fleet) -> Bool {
    let isBelow = fleet.handlers[handler].versions.map { $0.major == target.major && $0 < target }
    let deployed = fleet.deployment(of: handler)
    for vm in deployed.machineIndices {
      guard let installed = deployed.version(on: vm), isBelow[installed] else { continue }
      if Self.isTaker(vm, handler, target, fleet), !needsPerson(vm, handler) { return true }
    }
    return false
  }

  private static func isTaker(
    _ vm: VMIndex, _ handler: HandlerIndex, _ target: HandlerVersion, _ fleet: Fleet
  ) -> Bool {
    guard fleet.exists(vm), let installed = fleet.version(of: handler, on: vm) else { return false }
    let version = fleet.handlers[handler].versions[installed]
    guard version.major == target.major, version < target else { return false }
    return Eligibility.exclusion(vm, handler, in: fleet) == nil
  }

  /// R22b: whether a VM became eligible for a target that was reached before.
  @inline(__always)
  func wakesDormant(_ vm: VMIndex, _ handler: HandlerIndex, _ fleet: Fleet) -> Bool {
    for place in dormant[handler].indices {
      let target = fleet.handlers[handler].versions[dormant[handler][place].version]
      if Self.isTaker(vm, handler, target, fleet), !needsPerson(vm, handler) { return true }
    }
    return false
  }
}

extension Rollout {
  /// A rollout at its start, before any VM was looked at.
  init(id: RolloutID, handler: HandlerIndex, target: VersionIndex, startedAt: Instant, fleet: Fleet) {
    self.id = id
    self.handler = handler
    self.target = target
    self.startedAt = startedAt
    targetVersion = fleet.handlers[handler].versions[target]
    regions = Array(repeating: RolloutTally(), count: fleet.regions.count)
    phases = Array(repeating: RolloutTally(), count: fleet.phasePlan.count)
    phaseTimes = Array(repeating: PhaseTimes(), count: fleet.phasePlan.count)
    records = Array(repeating: MachineRecord(), count: fleet.machineIndices.count)
    groups = Array(repeating: GroupProgress(), count: fleet.groups.count)
    work = WorkBoard(fleet)
    waits = WaitMemory(fleet)
    locks = PlaceLocks(regionCount: fleet.regions.count)
    openRuns = Array(repeating: 0, count: fleet.phasePlan.count)
    flightSince = Array(repeating: 0, count: fleet.phasePlan.count)
    lastRetry = Array(repeating: 0, count: fleet.phasePlan.count)
  }
}
