public import FleetModel
public import RolloutOrchestrator

// Whether a command can be carried out, and the steps it consists of. Nothing is changed here.

extension Session {
  /// Why a command would be rejected now; nil if it would be carried out.
  public func rejection(of command: Command) -> CommandRejection? {
    do throws(CommandRejection) {
      _ = try resolve(command)
      return nil
    } catch {
      return error
    }
  }

  /// Checks a command against the present state and takes it apart into steps that each name one object or scope.
  func resolve(_ command: Command) throws(CommandRejection) -> [Command] {
    switch command {
    case .publish(let handler, let version, let regions, _): try checkPublish(handler, version, regions)
    case .withdraw(let handler, let version): try checkWithdraw(handler, version)
    case .setAutomatic(let handler, let isOn, let scope): return try resolveAutomatic(handler, isOn, scope)
    case .deploy(let handler, let version, let isAutomatic, let scope):
      try checkRoom(for: version, of: handler)
      if !isModel(scope) { try checkScope(scope) }
      try checkIdle(handler, scope)
      if isAutomatic { try checkEnrolled(scope) }
      // What is deployed to whole sets is deployed to their models too; the flag of a model is a command of its own (I15).
      if !fleet.groups(in: scope).isEmpty {
        return [command, .setAutomatic(handler: handler, isOn: isAutomatic, scope: scope)]
      }
    case .undeploy(let handler, let scope):
      try checkInstalledOrInModel(handler, scope)
      try checkIdle(handler, scope)
    case .describe(let handler, _, let scope):
      switch scope {
      case .machine, .group: try checkInstalledOrInModel(handler, scope)
      case .all, .subscription, .region, .zone, .updateDomain:
        throw .notPossible("describe names a VM or a scale set")
      }
    case .inject(_, let scope, _, _), .mend(let scope), .maintain(let scope, _, _), .protect(_, let scope),
      .upgradeModel(isLatest: true, let scope):
      try checkScope(scope)
    case .upgradeModel(isLatest: false, let scope):
      try checkScope(scope)
      guard fleet.machines(in: scope).contains(where: fleet.canBeBehind) else {
        throw .notPossible("only VMs of scale sets whose upgradeMode is Manual stay behind their model")
      }
    case .outage(let scope, _): try checkScope(scope)
    case .power(let isOn, let scope, _):
      guard fleet.machines(in: scope).contains(where: { fleet.isRunning($0) != isOn }) else {
        throw .alreadySo("every VM in this scope is \(isOn ? "running" : "stopped")")
      }
    case .poison: break
    case .scale(let group, let count): try checkScale(group, count)
    case .remove(let vm): try checkScope(.machine(vm))
    case .registerFeature(let subscription):
      let feature = fleet.subscriptions[subscription].feature
      if feature == .registered || feature == .registering { throw .alreadySo("the feature is \(feature.rawValue)") }
    case .unregisterFeature(let subscription):
      if fleet.subscriptions[subscription].feature == .notRegistered {
        throw .alreadySo("the feature is not registered")
      }
    case .registerProvider: break
    case .hold(let id):
      return try resolveRollouts(id, "there is no rollout to hold") { !$0.isHeld }.map { .hold(rollout: $0) }
    case .resume(let id):
      return try resolveRollouts(id, "no rollout is held") { $0.isHeld }.map { .resume(rollout: $0) }
    case .skip(let id):
      if try liveRollout(id).stage == .passed {
        throw .notPossible("the last phase of rollout \(id) has passed already")
      }
    case .cancel(let id): _ = try liveRollout(id)
    case .cancelRun(let group):
      guard orchestrator.hasRun(in: group, at: now) else {
        throw .noRollout("no upgrade is in progress in \(fleet.name(ofGroup: group))")
      }
    case .retry(let id, let scope): try checkRetry(id, scope)
    case .control(let control, let handler, let version):
      var steps: [Command] = []
      for id in try rollouts(for: control, of: handler, to: version) {
        steps += try resolve(Self.command(control, id))
      }
      return steps
    }
    return [command]
  }

  /// The live rollouts that a command means which names an extension; only holds and resumes may mean several.
  public func rollouts(
    for control: RolloutControl, of handler: HandlerIndex, to version: HandlerVersion?
  ) throws(CommandRejection) -> [RolloutID] {
    let named = orchestrator.rollouts.filter {
      $0.handler == handler && (version == nil || $0.targetVersion == version)
    }
    let name = fleet.handlers[handler].name + (version.map { " \($0)" } ?? "")
    guard let last = named.last else { throw .noRollout("there is no rollout of \(name)") }
    let live = named.filter(\.isLive)
    guard !live.isEmpty else { throw .rolloutOver(last.id, last.outcome!) }
    switch control {
    case .hold, .resume:
      let meant = live.filter { $0.isHeld == (control == .resume) }.map(\.id)
      return meant.isEmpty ? [live[0].id] : meant
    case .skip, .cancel, .retry:
      guard live.count == 1 else {
        throw .notPossible("\(live.count) rollouts of \(name) are live; name the version too")
      }
      return [live[0].id]
    }
  }

  private static func command(_ control: RolloutControl, _ id: RolloutID) -> Command {
    switch control {
    case .hold: .hold(rollout: id)
    case .resume: .resume(rollout: id)
    case .skip: .skip(rollout: id)
    case .cancel: .cancel(rollout: id)
    case .retry(let scope): .retry(rollout: id, scope: scope)
    }
  }

  private func checkPublish(
    _ handler: HandlerIndex, _ version: HandlerVersion, _ regions: RegionScope
  ) throws(CommandRejection) {
    let known = fleet.handlers[handler]
    guard let index = known.index(of: version) else { return try checkRoom(for: version, of: handler) }
    switch known.publications[index] {
    case .unpublished: return
    case .published(let so):
      // R36: what is published may come to further regions.
      if so.union(regions) == so { throw .alreadyPublished("\(known.name) \(version)") }
    case .withdrawn: throw .withdrawn("\(known.name) \(version)")
    }
  }

  /// Every version that was ever named stays known.
  private func checkRoom(for version: HandlerVersion, of handler: HandlerIndex) throws(CommandRejection) {
    let known = fleet.handlers[handler]
    guard known.index(of: version) != nil || known.versions.count < FleetLimit.versionsPerHandler else {
      throw .notPossible("\(known.name) has \(FleetLimit.versionsPerHandler) versions, which is the most")
    }
  }

  private func checkWithdraw(_ handler: HandlerIndex, _ version: HandlerVersion) throws(CommandRejection) {
    let known = fleet.handlers[handler]
    guard let index = known.index(of: version), case .published = known.publications[index] else {
      throw .notPublished("\(known.name) \(version)")
    }
  }

  /// R40, and the frame that a checker reads (I24): a scope smaller than a group becomes one step a VM.
  private func resolveAutomatic(
    _ handler: HandlerIndex, _ isOn: Bool, _ scope: FleetScope
  ) throws(CommandRejection) -> [Command] {
    try checkInstalledOrInModel(handler, scope)
    if isOn {
      switch scope {
      case .machine, .group, .subscription, .updateDomain: try checkEnrolled(scope)
      case .all, .region, .zone:
        guard fleet.machines(in: scope).contains(where: { fleet.subscriptions[fleet.subscription(of: $0)].isEnrolled })
        else {
          return try { () throws(CommandRejection) in
            try checkEnrolled(scope); return []
          }()
        }
      }
    }
    switch scope {
    case .all, .subscription, .region, .group, .machine:
      return [.setAutomatic(handler: handler, isOn: isOn, scope: scope)]
    case .zone, .updateDomain:
      return fleet.machines(in: scope)
        .filter { fleet.version(of: handler, on: $0) != nil }
        .map { .setAutomatic(handler: handler, isOn: isOn, scope: .machine($0)) }
    }
  }

  private func checkEnrolled(_ scope: FleetScope) throws(CommandRejection) {
    for vm in fleet.machines(in: scope) {
      let subscription = fleet.subscriptions[fleet.subscription(of: vm)]
      if let step = subscription.missingStep { throw .notEnrolled(subscription: subscription.name, missingStep: step) }
    }
  }

  /// A set without instances has a model all the same.
  private func isModel(_ scope: FleetScope) -> Bool {
    if case .group(let group) = scope { fleet.kind(of: group) == .scaleSet } else { false }
  }

  private func checkScope(_ scope: FleetScope) throws(CommandRejection) {
    if fleet.machines(in: scope).isEmpty { throw .nothingInScope("there is no VM in this scope") }
  }

  private func checkInstalled(_ handler: HandlerIndex, _ scope: FleetScope) throws(CommandRejection) {
    guard fleet.machines(in: scope).contains(where: { fleet.version(of: handler, on: $0) != nil }) else {
      throw .notInstalled(fleet.handlers[handler].name)
    }
  }

  private func checkInstalledOrInModel(_ handler: HandlerIndex, _ scope: FleetScope) throws(CommandRejection) {
    let isInModel = fleet.groups(in: scope).contains { group in
      fleet.profile(ofGroup: group).model.contains { $0.handler == handler }
    }
    if !isInModel { try checkInstalled(handler, scope) }
  }

  /// R11a.
  private func checkIdle(_ handler: HandlerIndex, _ scope: FleetScope) throws(CommandRejection) {
    for vm in fleet.machines(in: scope) where orchestrator.attempt(on: vm)?.handler == handler {
      throw .operationInProgress(vm: fleet.name(of: vm))
    }
  }

  private func checkScale(_ group: GroupIndex, _ count: Int) throws(CommandRejection) {
    guard fleet.kind(of: group) == .scaleSet else { throw .notPossible("only a scale set can be scaled") }
    let largest = Self.largestSet(group, fleet)
    guard (0...largest).contains(count) else { throw .notPossible("this scale set can have 0 to \(largest) VMs") }
    let size = fleet.profile(ofGroup: group).placementGroupSize
    guard PlacementRoom.holds(count, size: size) else {
      throw .notPossible("\(FleetLimit.domainsPerGroup) placement groups of \(size) VMs are the most that a set has")
    }
    if fleet.memberCount(of: group) == count { throw .alreadySo("the set has \(count) VM\(count == 1 ? "" : "s")") }
  }

  /// The most VMs that a set can be scaled to: Azure's own limit, or what it has if its file gave it more.
  public static func largestSet(_ group: GroupIndex, _ fleet: Fleet) -> Int {
    max(1_000, fleet.memberCount(of: group))
  }

  private func liveRollout(_ id: RolloutID) throws(CommandRejection) -> Rollout {
    guard orchestrator.rollouts.indices.contains(id - 1) else { throw .noSuchRollout(id) }
    let rollout = orchestrator.rollouts[id - 1]
    if let outcome = rollout.outcome { throw .rolloutOver(id, outcome) }
    return rollout
  }

  private func resolveRollouts(
    _ id: RolloutID?, _ none: String, _ isMeant: (Rollout) -> Bool
  ) throws(CommandRejection) -> [RolloutID] {
    if let id {
      guard isMeant(try liveRollout(id)) else { throw .alreadySo("rollout \(id) is in that state") }
      return [id]
    }
    let ids = orchestrator.rollouts.filter { $0.isLive && isMeant($0) }.map(\.id)
    if ids.isEmpty { throw .noRollout(none) }
    return ids
  }

  private func checkRetry(_ id: RolloutID?, _ scope: FleetScope) throws(CommandRejection) {
    if let id { _ = try liveRollout(id) }
    switch scope {
    case .all, .group, .machine: break
    case .subscription, .region, .zone, .updateDomain:
      throw .notPossible("retry names a VM, a group, or nothing for all")
    }
    let (machines, groups) = (fleet.machines(in: scope), fleet.groups(in: scope))
    guard orchestrator.hasSomethingToRetry(id, machines: machines, groups: groups, in: fleet) else {
      throw .alreadySo("no failed upgrade in this scope waits for its retry")
    }
  }
}
