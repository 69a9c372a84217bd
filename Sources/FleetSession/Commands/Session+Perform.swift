import FleetModel
import FleetSimulator
import RolloutOrchestrator

// What each command does, once it was found to be possible.

extension Session {
  /// Carries out one step. Its effects are in `fleetEvents` and `rolloutEvents` afterwards.
  mutating func perform(_ command: Command) {
    switch command {
    case .publish(let handler, let version, let regions, let quality):
      for rule in quality { simulator.add(rule) }
      fleetEvents.append(
        .versionPublished(handler: handler, version: version, regions: regions.union(published(version, of: handler))))
    case .withdraw(let handler, let version):
      fleetEvents.append(.versionWithdrawn(handler: handler, version: fleet.handlers[handler].index(of: version)!))
    case .setAutomatic(let handler, let isOn, let scope): setAutomatic(handler, isOn, scope)
    case .deploy(let handler, let version, let isAutomatic, let scope):
      deploy(handler, version, isAutomatic, scope)
    case .describe(let handler, let described, let scope): details.set(described, handler, scope)
    case .undeploy(let handler, let scope):
      for group in fleet.groups(in: scope) { details.set(nil, handler, .group(group)) }
      for vm in fleet.machines(in: scope) { details.set(nil, handler, .machine(vm)) }
      for group in fleet.groups(in: scope) where hasInModel(handler, group) {
        fleetEvents.append(.modelExtensionRemoved(group: group, handler: handler))
      }
      for vm in fleet.machines(in: scope) where fleet.version(of: handler, on: vm) != nil {
        fleetEvents.append(.extensionRemoved(vm: vm, handler: handler))
      }
    case .poison(let rule): simulator.add(rule)
    case .scale(let group, let count): scale(group, to: count)
    case .remove(let vm): fleetEvents.append(.machineRemoved(vm: vm))
    case .protect(let isOn, let scope):
      for vm in fleet.machines(in: scope) where fleet.flags(of: vm).contains(.protected) != isOn {
        fleetEvents.append(.protection(vm: vm, isProtected: isOn))
      }
    case .upgradeModel(let isLatest, let scope):
      // R33: in other sets every VM follows its model at once.
      for vm in fleet.machines(in: scope)
      where fleet.flags(of: vm).contains(.latestModel) != isLatest && (isLatest || fleet.canBeBehind(vm)) {
        fleetEvents.append(.model(vm: vm, isLatest: isLatest))
      }
    case .registerFeature, .unregisterFeature, .registerProvider: enrol(command)
    case .inject, .mend, .power, .maintain, .outage: disturb(command)
    case .hold, .resume, .skip, .cancel, .cancelRun, .retry: control(command)
    case .control: preconditionFailure("it became a command of the rollout's number")
    }
  }

  /// Where a version is published so far.
  private func published(_ version: HandlerVersion, of handler: HandlerIndex) -> RegionScope {
    guard let index = fleet.handlers[handler].index(of: version),
      case .published(let regions) = fleet.handlers[handler].publications[index]
    else { return .only([]) }
    return regions
  }

  /// R11a, I15: instances and models alike; a subscription that is not enrolled is left as it is (R40).
  private mutating func setAutomatic(_ handler: HandlerIndex, _ isOn: Bool, _ scope: FleetScope) {
    for group in fleet.groups(in: scope) where !isOn || isEnrolled(fleet.groups[group].subscription) {
      let model = fleet.profile(ofGroup: group).model
      if model.contains(where: { $0.handler == handler && $0.automaticUpgrade != isOn }) {
        fleetEvents.append(.modelAutomaticChanged(group: group, handler: handler, isOn: isOn))
      }
    }
    for vm in fleet.machines(in: scope)
    where fleet.version(of: handler, on: vm) != nil && fleet.isAutomatic(handler, on: vm) != isOn
      && (!isOn || isEnrolled(fleet.subscription(of: vm)))
    {
      fleetEvents.append(.automaticChanged(vm: vm, handler: handler, isOn: isOn))
    }
  }

  private func isEnrolled(_ subscription: SubscriptionIndex) -> Bool { fleet.subscriptions[subscription].isEnrolled }

  private mutating func deploy(
    _ handler: HandlerIndex, _ version: HandlerVersion, _ isAutomatic: Bool, _ scope: FleetScope
  ) {
    let index = learn(version, of: handler)
    let deployed = ModelExtension(handler: handler, version: index, automaticUpgrade: isAutomatic)
    for group in fleet.groups(in: scope) where fleet.kind(of: group) == .scaleSet {
      fleetEvents.append(.modelExtensionSet(group: group, deployed))
    }
    for vm in fleet.machines(in: scope) {
      fleetEvents.append(.extensionSet(vm: vm, handler: handler, version: index, isAutomatic: isAutomatic))
    }
  }

  private func hasInModel(_ handler: HandlerIndex, _ group: GroupIndex) -> Bool {
    fleet.profile(ofGroup: group).model.contains { $0.handler == handler }
  }

  /// Instances are added at the end and taken from the end; protected ones stay.
  private mutating func scale(_ group: GroupIndex, to count: Int) {
    let members = fleet.members(of: group)
    let existing = members.filter { fleet.exists($0) }
    if existing.count > count {
      let removable = existing.reversed().filter { !fleet.flags(of: $0).contains(.protected) }
      for vm in removable.prefix(existing.count - count) { fleetEvents.append(.machineRemoved(vm: vm)) }
      return
    }
    let profile = fleet.profile(ofGroup: group)
    var room = PlacementRoom(existing.map { fleet.placementGroup(of: $0) }, size: profile.placementGroupSize)
    for number in members.count..<(members.count + count - existing.count) {
      fleetEvents.append(.machineAdded(instance(number, of: group, profile, room.take())))
    }
  }

  private func instance(
    _ number: Int, of group: GroupIndex, _ profile: GroupProfile, _ placementGroup: Int?
  ) -> NewMachine {
    let zones = max(1, profile.zones.count)
    return NewMachine(
      group: group, zone: profile.zones.isEmpty ? 0 : profile.zones[number % zones],
      updateDomain: profile.updateDomains > 0 ? number / zones % profile.updateDomains : nil,
      placementGroup: placementGroup, profile: profile.machineProfile, health: .initializing,
      extensions: profile.model)
  }

  private mutating func enrol(_ command: Command) {
    switch command {
    case .registerFeature(let subscription):
      fleetEvents.append(.enrolment(subscription: subscription, feature: .registering, isPropagated: false))
      simulator.registerFeature(subscription, at: now)
    case .unregisterFeature(let subscription):
      fleetEvents.append(.enrolment(subscription: subscription, feature: .notRegistered, isPropagated: false))
      for handler in fleet.handlers.indices { setAutomatic(handler, false, .subscription(subscription)) }
    case .registerProvider(let subscription):
      let feature = fleet.subscriptions[subscription].feature
      // R40: before the feature is registered there is nothing to propagate.
      if feature == .registered, !fleet.subscriptions[subscription].isPropagated {
        fleetEvents.append(.enrolment(subscription: subscription, feature: feature, isPropagated: true))
      }
    default: preconditionFailure("not an enrolment")
    }
  }

  private mutating func disturb(_ command: Command) {
    switch command {
    case .inject(let fault, let scope, let share, let duration):
      let machines = simulator.choose(share, of: fleet.machines(in: scope))
      simulator.inject(fault, into: machines, duration: duration, observing: fleet, at: now, events: &fleetEvents)
    case .mend(let scope): simulator.mend(fleet.machines(in: scope), observing: fleet, at: now, into: &fleetEvents)
    case .power(let isOn, let scope, let share):
      let machines = simulator.choose(share, of: fleet.machines(in: scope))
      simulator.power(isOn, machines, observing: fleet, at: now, into: &fleetEvents)
    case .maintain(let scope, let share, let duration):
      simulator.maintain(
        fleet.machines(in: scope), share: share, duration: duration, observing: fleet, at: now, into: &fleetEvents)
    case .outage(let scope, let duration):
      simulator.silence(fleet.machines(in: scope), duration: duration, observing: fleet, at: now, into: &fleetEvents)
    default: preconditionFailure("not a disturbance")
    }
  }

  private mutating func control(_ command: Command) {
    switch command {
    case .hold(let id): orchestrator.hold(id!, fleet, at: now, into: &rolloutEvents)
    case .resume(let id): orchestrator.resume(id!, fleet, at: now, into: &rolloutEvents)
    case .skip(let id): orchestrator.skip(id, fleet, at: now, into: &rolloutEvents)
    case .cancel(let id): orchestrator.cancel(id, fleet, at: now, into: &rolloutEvents)
    case .cancelRun(let group): orchestrator.cancelRun(in: group, fleet, at: now, into: &rolloutEvents)
    case .retry(let id, let scope):
      orchestrator.retry(
        id, machines: fleet.machines(in: scope), groups: fleet.groups(in: scope), fleet, at: now, into: &rolloutEvents)
    default: preconditionFailure("not a control")
    }
  }
}
