import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator

/// What a command will do and to how many VMs, in one sentence, before it is given.
struct EffectWords {
  let session: Session
  private var fleet: Fleet { session.fleet }
  private var names: PlaceNames { PlaceNames(fleet: fleet) }

  /// What the command will do; that it will do nothing, and why, where it would be rejected.
  func sentence(_ command: Command) -> String {
    if let rejection = session.rejection(of: command), !saysItself(command, rejection) {
      return "Enter does nothing: \(rejection.description)."
    }
    return effect(command)
  }

  /// Whether the effect's own sentence says more of why there is none.
  private func saysItself(_ command: Command, _ rejection: CommandRejection) -> Bool {
    switch (command, rejection) {
    case (.control, _): true
    case (.retry, .rolloutOver), (.retry, .noSuchRollout): false
    case (.retry, _): true
    default: false
    }
  }

  private func effect(_ command: Command) -> String {
    switch command {
    case .publish(let handler, let version, let regions, let quality): publish(handler, version, regions, quality)
    case .withdraw(let handler, let version):
      "Withdraws \(names.handler(handler)) \(Figures.version(version)): \(withdrawal(handler, version)) (R29)."
    case .setAutomatic(let handler, let isOn, let scope): automatic(handler, isOn, scope)
    case .deploy(let handler, let version, let isAutomatic, let scope):
      "Deploys \(names.handler(handler)) \(Figures.version(version)), automatic upgrade \(isAutomatic ? "on" : "off"), on \(count(scope))."
    case .undeploy(let handler, let scope):
      "Removes \(names.handler(handler)) from \(Figures.count(having(handler, scope).count, "VM")) of \(names.scope(scope))."
    case .describe(let handler, let details, let scope):
      "Notes the name \(details.name ?? "(none)") and settings of \(names.handler(handler)) on \(names.scope(scope)); no upgrade depends on them."
    case .inject(let fault, let scope, let share, let duration):
      "Gives \(CommandWords.word(fault)) to \(part(scope, share))\(time(duration)).\(limit(scope))"
    case .mend(let scope): "Ends every fault, outage and maintenance on \(count(scope))."
    case .poison(let rule): poison(rule)
    case .power(let isOn, let scope, let share):
      "Switches \(switched(isOn, scope, share)) \(isOn ? "on" : "off").\(isOn ? "" : limit(scope))"
    case .maintain(let scope, let share, let duration):
      "The platform maintains \(part(scope, share))\(time(duration)): \(isOne(scope) ? "it is" : "they are") unhealthy meanwhile.\(limit(scope))"
    case .outage(let scope, let duration):
      "Cuts the signal of \(count(scope))\(time(duration)): all of them become unknown."
    case .scale(let group, let count):
      "Scales \(names.group(group)) from \(fleet.memberCount(of: group)) to \(Figures.count(count, "VM"))."
    case .remove(let vm): "Deletes \(fleet.name(of: vm)) for good."
    case .protect(let isOn, let scope):
      "\(isOn ? "Protects" : "Lifts the protection of") \(count(scope))\(isOn ? ": no upgrade starts on \(isOne(scope) ? "it" : "them") (R33)" : "")."
    case .upgradeModel(let isLatest, let scope):
      isLatest
        ? "Brings \(count(scope)) to the latest model (R33)."
        : "Lets \(whatFallsBehind(scope)) fall behind the latest model (R33)."
    case .registerFeature(let subscription):
      "Registers the feature for \(fleet.subscriptions[subscription].name); that takes up to 15 minutes (R40)."
    case .unregisterFeature(let subscription):
      "Takes the feature back from \(fleet.subscriptions[subscription].name): \(count(.subscription(subscription))) are opted out (R40)."
    case .registerProvider(let subscription):
      "Registers the provider for \(fleet.subscriptions[subscription].name), which propagates a registered feature (R40)."
    case .hold(let rollout):
      "Holds \(name(rollout)): nothing new starts; what is in flight (\(inFlight(rollout))) finishes (R30)."
    case .resume(let rollout): "Resumes \(name(rollout)): what waits (\(pending(rollout))) may go on (R30)."
    case .skip(let rollout): skip(rollout)
    case .cancel(let rollout):
      "Cancels rollout \(rollout) for good: what is in flight (\(inFlight(rollout))) finishes, what waits (\(pending(rollout))) stays as it is (R30)."
    case .cancelRun(let group):
      "Cancels the upgrade of \(names.group(group)): what is in flight finishes, and the set is tried again in \(retryTime) (R7, R30)."
    case .retry(let rollout, let scope): retry(rollout, scope)
    case .control(let control, let handler, let version): self.control(control, handler, version)
    }
  }

  private func control(_ control: RolloutControl, _ handler: HandlerIndex, _ version: HandlerVersion?) -> String {
    do throws(CommandRejection) {
      return try session.rollouts(for: control, of: handler, to: version).map { id in
        switch control {
        case .hold: sentence(.hold(rollout: id))
        case .resume: sentence(.resume(rollout: id))
        case .skip: sentence(.skip(rollout: id))
        case .cancel: sentence(.cancel(rollout: id))
        case .retry(let scope): sentence(.retry(rollout: id, scope: scope))
        }
      }.joined(separator: " ")
    } catch {
      return Headline.capital("\(error.description).")
    }
  }

  private func publish(
    _ handler: HandlerIndex, _ version: HandlerVersion, _ regions: RegionScope, _ quality: [QualityRule]
  ) -> String {
    let takers = fleet.machineIndices.count { vm in
      guard fleet.exists(vm), let installed = fleet.version(of: handler, on: vm), fleet.isAutomatic(handler, on: vm)
      else { return false }
      let own = fleet.handlers[handler].versions[installed]
      return own.major == version.major && own < version
    }
    let present = session.orchestrator.rollouts.last { rollout in
      rollout.isLive && rollout.handler == handler && rollout.targetVersion.major == version.major
        && rollout.targetVersion < version
    }
    let place: String
    switch regions {
    case .all: place = ""
    case .only(let list): place = " in \(Figures.count(list.count, "region"))"
    }
    let good = quality.last.map { text($0.quality) } ?? text(VersionQuality())
    let supersedes = present.map { " and supersedes rollout \($0.id) (R28)" } ?? ""
    guard takers > 0 else {
      return
        "Publishes \(names.handler(handler)) \(Figures.version(version))\(place), \(good): no VM has an older one of its major and automatic upgrade on, so no rollout starts (R27)."
    }
    return
      "Publishes \(names.handler(handler)) \(Figures.version(version))\(place), \(good): a rollout to \(Figures.count(takers, "VM")) starts at phase 1\(supersedes)."
  }

  private func poison(_ rule: QualityRule) -> String {
    let version = rule.version.map(Figures.version) ?? "(any version)"
    let what = "\(names.handler(rule.handler)) \(version)\(rule.region.map { " in " + names.region($0) } ?? "")"
    let bad = faults(of: rule.quality)
    return bad.isEmpty
      ? "From now on installs of \(what) succeed, and the VMs stay healthy."
      : "From now on installs of \(what): \(bad.joined(separator: ", "))."
  }

  private func automatic(_ handler: HandlerIndex, _ isOn: Bool, _ scope: FleetScope) -> String {
    let machines = having(handler, scope)
    let changed = machines.count { fleet.isAutomatic(handler, on: $0) != isOn }
    if case .machine(let vm) = scope, changed > 0 {
      return
        "Switches automatic upgrade of \(names.handler(handler)) \(isOn ? "on" : "off") for \(fleet.name(of: vm)) (R11)."
    }
    return
      "Switches automatic upgrade of \(names.handler(handler)) \(isOn ? "on" : "off") for \(changed) of \(Figures.count(machines.count, "VM")) of \(names.scope(scope)) (R11)."
  }

  private func retry(_ id: RolloutID?, _ scope: FleetScope) -> String {
    let handlers = id.map { [session.orchestrator.rollouts[$0 - 1].handler] } ?? Array(fleet.handlers.indices)
    let live = handlers.filter { handler in
      session.orchestrator.rollouts.contains { $0.isLive && $0.handler == handler }
    }
    func failures(of handlers: [HandlerIndex]) -> Int {
      fleet.machines(in: scope).count { vm in
        handlers.contains { session.orchestrator.retryTime(of: $0, on: vm) != nil }
      }
    }
    let failed = failures(of: live)
    let stopped = fleet.groups(in: scope).count { group in
      session.orchestrator.rollouts.contains { $0.isLive && $0.stopped(group) != nil }
    }
    guard failed + stopped > 0 else {
      let left = failures(of: handlers)
      return left > 0
        ? "No rollout is left that tries \(Figures.count(left, "failed VM")) of \(names.scope(scope)) again; a later one need not wait for \(left == 1 ? "its retry" : "their retries") (R30)."
        : "Nothing of \(names.scope(scope)) has failed or is stopped, so there is nothing to try again (R30)."
    }
    let parts = [(failed, "failed VM"), (stopped, "stopped set")].filter { $0.0 > 0 }
    return
      "Tries \(parts.map { Figures.count($0.0, $0.1) }.joined(separator: " and ")) of \(names.scope(scope)) again now instead of later (R30)."
  }

  private func skip(_ id: RolloutID) -> String {
    guard session.orchestrator.rollouts.indices.contains(id - 1) else { return "There is no rollout \(id)." }
    let rollout = session.orchestrator.rollouts[id - 1]
    let left = Int(rollout.phases[rollout.phase].pending)
    guard rollout.phase + 1 < fleet.phasePlan.count else {
      return "Lets \(names.phase(rollout.phase)) pass although \(Figures.count(left, "VM")) are not upgraded (R30)."
    }
    return
      "Starts \(names.phase(rollout.phase + 1)) now, with \(Figures.count(rollout.phases[rollout.phase + 1].eligible, "VM")), although \(Figures.count(left, "VM")) of this phase are not upgraded (R30)."
  }

  // MARK: Parts of sentences

  private func isOne(_ scope: FleetScope) -> Bool { if case .machine = scope { true } else { false } }

  /// R7: between which times a stopped set is tried again.
  private var retryTime: String {
    let (least, most) = (Figures.duration(fleet.policy.retryMin), Figures.duration(fleet.policy.retryMax))
    return least == most ? least : "\(least) to \(most)"
  }

  private func withdrawal(_ handler: HandlerIndex, _ version: HandlerVersion) -> String {
    let rollout = session.orchestrator.rollouts.last {
      $0.isLive && $0.handler == handler && $0.targetVersion == version
    }
    return rollout.map { "what is in flight finishes, rollout \($0.id) is cancelled" } ?? "no rollout goes there now"
  }

  /// Whom a switch concerns: where it is not for a share, those that are not so yet.
  private func switched(_ isOn: Bool, _ scope: FleetScope, _ share: PartsPerMillion) -> String {
    let machines = fleet.machines(in: scope)
    let changed = machines.count { fleet.isRunning($0) != isOn }
    guard share == 1_000_000, changed < machines.count else { return part(scope, share) }
    return "\(Figures.grouped(changed)) of \(Figures.count(machines.count, "VM")) of \(names.scope(scope))"
  }

  private func having(_ handler: HandlerIndex, _ scope: FleetScope) -> [VMIndex] {
    fleet.machines(in: scope).filter { fleet.version(of: handler, on: $0) != nil }
  }

  private func count(_ scope: FleetScope) -> String {
    if case .machine(let vm) = scope { return fleet.name(of: vm) }
    return "\(Figures.count(fleet.machines(in: scope).count, "VM")) of \(names.scope(scope))"
  }

  private func whatFallsBehind(_ scope: FleetScope) -> String {
    let machines = fleet.machines(in: scope)
    let behind = machines.count(where: fleet.canBeBehind)
    return behind == machines.count
      ? count(scope) : "\(Figures.count(behind, "VM")) in Manual-mode sets of \(names.scope(scope))"
  }

  private func part(_ scope: FleetScope, _ share: PartsPerMillion) -> String {
    guard share < 1_000_000 else { return count(scope) }
    let total = fleet.machines(in: scope).count
    let expected = (total * Int(share) + 500_000) / 1_000_000
    // Chance chooses for each by itself: of few it may be one.
    let how = expected > 0 || share == 0 ? "about \(Figures.count(expected, "VM"))" : "perhaps 1 VM"
    return "\(how) of \(Figures.grouped(total)) of \(names.scope(scope))"
  }

  private func time(_ duration: Milliseconds?) -> String {
    duration.map { " for \(Figures.duration($0))" } ?? " until mended"
  }

  /// R14's figures where the scope lies in one set.
  private func limit(_ scope: FleetScope) -> String {
    let group: GroupIndex
    switch scope {
    case .group(let own), .updateDomain(let own, _): group = own
    case .machine(let vm): group = fleet.group(of: vm)
    case .all, .subscription, .region, .zone: return ""
    }
    guard fleet.kind(of: group) != .standalone else { return "" }
    let total = fleet.memberCount(of: group)
    return
      " \(names.group(group)) has \(fleet.unhealthyCount(of: group)) of \(total) unhealthy, limit \(fleet.limits(of: group).unhealthyLimit(of: total)) (R14)."
  }

  private func name(_ rollout: RolloutID?) -> String { rollout.map { "rollout \($0)" } ?? "all rollouts" }

  private func rollouts(_ id: RolloutID?) -> [Rollout] {
    session.orchestrator.rollouts.filter { rollout in id.map { $0 == rollout.id } ?? rollout.isLive }
  }

  private func inFlight(_ id: RolloutID?) -> String {
    Figures.count(rollouts(id).reduce(0) { $0 + Int($1.total.inFlight) }, "VM")
  }

  private func pending(_ id: RolloutID?) -> String {
    Figures.count(rollouts(id).reduce(0) { $0 + Int($1.total.pending - $1.total.inFlight) }, "VM")
  }

  /// What is bad about a quality; that it is good if nothing is.
  func text(_ quality: VersionQuality) -> String {
    let bad = faults(of: quality)
    return bad.isEmpty ? "a good version" : bad.joined(separator: ", ")
  }

  private func faults(of quality: VersionQuality) -> [String] {
    let shares: [(PartsPerMillion, String)] = [
      (quality.installFailure, "of installs fail"), (quality.installHang, "hang"),
      (quality.unhealthy, "turn unhealthy"),
      (quality.slowHealth, "are slow to become healthy"), (quality.lateSickness, "sicken later"),
      (quality.rollbackFailure, "of rollbacks fail"), (quality.rollbackHang, "of rollbacks hang"),
    ]
    return shares.filter { $0.0 > 0 }.map { "\(Figures.share($0.0)) \($0.1)" }
  }
}
