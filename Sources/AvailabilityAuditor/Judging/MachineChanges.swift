// What happens to VMs and their extensions, and the counts that follow.
extension AvailabilityAuditor {
  /// 1 if the VM counts as unhealthy in its group: it exists, is sick, and is not in flight.
  func weight(of vm: Int) -> Int {
    guard machines.exists(vm), machines.attempt[vm] < 0 else { return 0 }
    return machines.isSick(vm, countingStopped: policy.countsStoppedAsUnhealthy) ? 1 : 0
  }

  /// Changes a VM and keeps its group's count of the unhealthy true.
  mutating func recount(_ vm: Int, _ change: (inout MachineTable) -> Void) {
    let before = weight(of: vm)
    change(&machines)
    let difference = weight(of: vm) - before
    let group = Int(machines.group[vm])
    if difference != 0 { groups[group].unhealthy += difference }
    touch(group)
  }

  /// Has a group judged when the instant is over.
  mutating func touch(_ group: Int) {
    groups[group].touchedAt = time
    guard !groups[group].isDirty else { return }
    groups[group].isDirty = true
    instant.dirtyGroups.append(group)
  }

  func health(_ key: StreamKey) throws(LineFault) -> MachineTable.Health {
    switch try word(key) {
    case .healthy: .healthy
    case .unhealthy: .unhealthy
    case .unknown: .unknown
    case .initializing: .initializing
    default: throw .unusable(key)
    }
  }

  mutating func readMachineChanged() throws(LineFault) {
    let vm = try machine()
    touch(Int(machines.group[vm]))
    for (key, bit) in [
      (StreamKey.agentReady, MachineTable.State.agentReady), (.protected, .protected), (.latestModel, .latestModel),
    ] where tape.find(key) != nil {
      if try tape.flag(key) { machines.state[vm].insert(bit) } else { machines.state[vm].remove(bit) }
    }
  }

  mutating func readPower() throws(LineFault) {
    let vm = try machine()
    switch try word(.power) {
    case .running: recount(vm) { $0.state[vm].insert(.running) }
    case .stopped:
      recount(vm) { $0.state[vm].remove(.running) }
      if machines.attempt[vm] >= 0 { attempts[Int(machines.attempt[vm])].healthySince = nil }
    default: throw .unusable(.power)
    }
  }

  /// I7 counts only fresh samples after the install, and nothing else seen from the first of them on.
  mutating func readHealth() throws(LineFault) {
    let vm = try machine()
    let health = try health(.health)
    let isSampled = try tape.flag(.sampled)
    recount(vm) { $0.health[vm] = health }
    let attempt = Int(machines.attempt[vm])
    guard attempt >= 0, attempts[attempt].isInstalled, let installed = attempts[attempt].installEndedAt else { return }
    if health != .healthy {
      attempts[attempt].healthySince = nil
    } else if isSampled, time > installed, attempts[attempt].healthySince == nil {
      attempts[attempt].healthySince = time
    }
  }

  mutating func readExtensionSet() throws(LineFault) {
    let vm = try machine()
    let handler = handler(try tape.name(.handler))
    let version = try tape.version(.version)
    let auto = try tape.flag(.auto)
    judgeOwnersChange(of: handler, on: vm)
    touch(Int(machines.group[vm]))
    guard let entry = extensions.find(handler, from: machines.extensions[vm]) else {
      machines.extensions[vm] = extensions.add(handler, version, auto: auto, before: machines.extensions[vm])
      countServiceFabric(handler, of: vm, by: 1)
      return
    }
    if !extensions.entries[entry].isPresent { countServiceFabric(handler, of: vm, by: 1) }
    extensions.entries[entry].isPresent = true
    extensions.entries[entry].version = version
    extensions.entries[entry].auto = auto
    extensions.clear(entry)
  }

  mutating func readExtensionRemoved() throws(LineFault) {
    let vm = try machine()
    let handler = handler(try tape.name(.handler))
    judgeOwnersChange(of: handler, on: vm)
    guard let entry = extensions.find(handler, from: machines.extensions[vm]), extensions.entries[entry].isPresent
    else {
      if !holds(23, false) {
        report("I23", "\(handlerNames[handler]) is removed from VM \(machines.names[vm]), which does not have it")
      }
      return
    }
    touch(Int(machines.group[vm]))
    extensions.entries[entry].isPresent = false
    extensions.clear(entry)
    countServiceFabric(handler, of: vm, by: -1)
  }

  /// R11a: refused while an attempt on the extension is in flight.
  private mutating func judgeOwnersChange(of handler: Int, on vm: Int) {
    let attempt = Int(machines.attempt[vm])
    let isInFlight = attempt >= 0 && extensions.entries[attempts[attempt].entry].handler == Int32(handler)
    if !holds(23, !isInFlight) {
      report(
        "I23",
        "owner's change in flight (R11a): \(handlerNames[handler]) of VM \(machines.names[vm]) changes while its attempt "
          + "of rollout \(rolloutNames[attempts[attempt].rollout]) is in flight")
    }
  }
}
