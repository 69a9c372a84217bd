// The only way a fleet changes.

extension Fleet {
  /// Makes an event part of what is observed. The event must fit the fleet: indexes exist, a removed VM stays removed.
  public mutating func apply(_ event: FleetEvent) {
    switch event {
    case .installEnded(let vm, let handler, let version, let failure):
      if failure == nil { installed[handler][vm] = UInt16(version) }
    case .rollbackEnded(let vm, let handler, let version, let ok):
      if ok { installed[handler][vm] = UInt16(version) }
    case .health(let vm, let health, _, _):
      change(vm, MachineCondition(conditionOf[vm].flags, health))
    case .power(let vm, let isRunning):
      set(.running, of: vm, to: isRunning)
    case .agent(let vm, let isReady):
      set(.agentReady, of: vm, to: isReady)
    case .protection(let vm, let isProtected):
      set(.protected, of: vm, to: isProtected)
    case .model(let vm, let isLatest):
      set(.latestModel, of: vm, to: isLatest)
    case .machineAdded(let machine):
      add(machine)
    case .machineRemoved(let vm):
      remove(vm)
    case .versionPublished(let handler, let version, let regions):
      let index = handlers[handler].learn(version)
      handlers[handler].publications[index] = .published(regions)
    case .versionWithdrawn(let handler, let version):
      handlers[handler].publications[version] = .withdrawn
    case .enrolment(let subscription, let feature, let isPropagated):
      subscriptions[subscription].feature = feature
      subscriptions[subscription].isPropagated = isPropagated
    case .automaticChanged(let vm, let handler, let isOn):
      automatic[handler].set(vm, to: isOn)
    case .modelAutomaticChanged(let group, let handler, let isOn):
      changeModel(of: group) { model in
        if let place = model.firstIndex(where: { $0.handler == handler }) { model[place].automaticUpgrade = isOn }
      }
    case .modelExtensionSet(let group, let deployed):
      changeModel(of: group) { model in
        let place = model.firstIndex { $0.handler == deployed.handler }
        if let place { model[place] = deployed } else { model.append(deployed) }
      }
    case .modelExtensionRemoved(let group, let handler):
      changeModel(of: group) { model in model.removeAll { $0.handler == handler } }
    case .extensionSet(let vm, let handler, let version, let isAutomatic):
      deploy(handler, version, isAutomatic, on: vm)
    case .extensionRemoved(let vm, let handler):
      installed[handler][vm] = Self.notInstalled
      automatic[handler].set(vm, to: false)
    }
  }

  private mutating func set(_ flag: MachineFlags, of vm: VMIndex, to isOn: Bool) {
    var condition = conditionOf[vm]
    if isOn { condition.flags.insert(flag) } else { condition.flags.remove(flag) }
    change(vm, condition)
  }

  /// Changes flags and health, and keeps the group's count of unhealthy VMs.
  private mutating func change(_ vm: VMIndex, _ condition: MachineCondition) {
    let countsStopped = policy.countStoppedAsUnhealthy
    let before = conditionOf[vm].countsAsUnhealthy(countsStopped)
    let after = condition.countsAsUnhealthy(countsStopped)
    conditionOf[vm] = condition
    if before != after { tallies[Int(groupOf[vm])].bad += after ? 1 : -1 }
  }

  private mutating func remove(_ vm: VMIndex) {
    precondition(exists(vm), "a VM is removed once")
    let group = Int(groupOf[vm])
    set(.exists, of: vm, to: false)
    tallies[group].existing -= 1
    machineCount -= 1
    if kind(of: group) == .standalone { standaloneCount[groups[group].subscription] -= 1 }
  }

  private mutating func add(_ machine: NewMachine) {
    let place = MachinePlace(
      zone: machine.zone, updateDomain: machine.updateDomain, placementGroup: machine.placementGroup)
    let added = AddedMachine(at: place, profile: machine.profile, health: machine.health)
    let vm = appendMachines(1, group: machine.group) { _ in added }.lowerBound
    groups[machine.group].later.append(vm)
    for deployed in machine.extensions {
      deploy(deployed.handler, deployed.version, deployed.automaticUpgrade, on: vm)
    }
  }

  /// Puts an extension on a VM; the handler's columns appear with its first VM.
  mutating func deploy(_ handler: HandlerIndex, _ version: VersionIndex, _ isAutomatic: Bool, on vm: VMIndex) {
    makeColumns(of: handler)
    installed[handler][vm] = UInt16(version)
    automatic[handler].set(vm, to: isAutomatic)
  }

  /// Makes a handler's columns if it has none.
  @inline(__always)
  mutating func makeColumns(of handler: HandlerIndex) {
    guard installed[handler].isEmpty else { return }
    installed[handler].reserveCapacity(groupOf.capacity)
    installed[handler].append(contentsOf: repeatElement(Self.notInstalled, count: groupOf.count))
    automatic[handler] = MachineBits(count: groupOf.count)
  }

  /// A set whose model differs from its siblings' gets a profile of its own, shared with those that changed alike.
  private mutating func changeModel(of group: GroupIndex, _ change: (inout [ModelExtension]) -> Void) {
    var profile = groupProfiles[groups[group].profile]
    change(&profile.model)
    groups[group].profile = intern(profile)
  }

  mutating func intern(_ profile: GroupProfile) -> Int {
    if let known = groupProfiles.lastIndex(of: profile) { return known }
    groupProfiles.append(profile)
    limitsOfProfile.append(GroupLimits(policy, profile.policy))
    return groupProfiles.count - 1
  }
}

extension Fleet {
  /// The index of a version, which becomes known if it was not. Knowing a version changes nothing else.
  public mutating func learn(_ version: HandlerVersion, of handler: HandlerIndex) -> VersionIndex {
    handlers[handler].learn(version)
  }
}
