// The header, and groups and VMs that come and go later.
extension AvailabilityAuditor {
  mutating func readHeader(_ kind: LineKind) throws(LineFault) {
    switch kind {
    case .head: try readHead()
    case .region: try readRegion()
    case .subscription: try readSubscription()
    case .group: try readGroup()
    case .vm: _ = try readMachine()
    case .ext: try addExtension(to: try machine(), in: 0)
    case .version: try readVersion(.published)
    default: break
    }
  }

  private mutating func readHead() throws(LineFault) {
    if try tape.integer(.format) != 1 { report("format", "the stream's format is not 1") }
    for node in try tape.elements(.handlers) {
      guard tape.nodes[node].kind == .text else { throw .unusable(.handlers) }
      supportedHandlers[handler(tape.nodes[node].range)] = true
    }
    policy = try tape.policy()
  }

  private mutating func readRegion() throws(LineFault) {
    let region = region(try tape.name(.region))
    for other in try regions(try tape.elements(.pairs), .pairs) {
      if !pairs[region].contains(other) { pairs[region].append(other) }
      if !pairs[other].contains(region) { pairs[other].append(region) }
    }
  }

  private mutating func readSubscription() throws(LineFault) {
    isEnrolled[subscription(try tape.name(.sub))] = try tape.flag(.enrolled)
  }

  mutating func readVersion(_ standing: ReleaseTable.Standing) throws(LineFault) {
    let handler = handler(try tape.name(.handler))
    let version = try tape.version(.version)
    let regions = try regionsOrAll(.regions)
    releases.set(standing, handler, version, in: regions)
    guard standing == .withdrawn else { return }
    for rollout in liveRollouts[handler] where rollouts[rollout].version == version {
      if rollouts[rollout].busyPhases > 0 { note(.withdrawalMidBatch) }
    }
  }

  mutating func readGroup() throws(LineFault) {
    let kind: AuditedGroup.Kind
    switch try word(.kind) {
    case .scaleSet: kind = .scaleSet
    case .availabilitySet: kind = .availabilitySet
    case .standalone: kind = .standalone
    default: throw .unusable(.kind)
    }
    let own = try tape.node(.policy)
    // A key that is left out, or null, leaves the fleet's limit as it is.
    func states(_ key: StreamKey) -> Bool { tape.find(key, in: own).map { tape.nodes[$0].kind != .null } ?? false }
    func stricter(_ fleet: Int, _ key: StreamKey) throws(LineFault) -> Int {
      states(key) ? min(fleet, try tape.percent(key, in: own)) : fleet
    }
    let pause = states(.pauseTimeBetweenBatches) ? try tape.count(.pauseTimeBetweenBatches, in: own) : 0
    let prioritizes =
      states(.prioritizeUnhealthyInstances) ? try tape.flag(.prioritizeUnhealthyInstances, in: own) : false
    let name = try tape.name(.group)
    let group = AuditedGroup(
      kind: kind,
      subscription: subscription(try tape.name(.sub)),
      region: region(try tape.name(.region)),
      isServiceFabric: try tape.flag(.serviceFabric),
      settle: try tape.count(.settleMs),
      grace: try tape.count(.graceMs),
      isHealthSourceConflict: try word(.healthSource) == .conflict,
      batchPercent: try stricter(policy.batchPercent, .maxBatchInstancePercent),
      unhealthyPercent: try stricter(policy.unhealthyPercent, .maxUnhealthyInstancePercent),
      upgradedPercent: try stricter(policy.upgradedPercent, .maxUnhealthyUpgradedInstancePercent),
      pause: pause,
      prioritizesUnhealthy: prioritizes)
    if groupNames.intern(tape.bytes, name) == groups.count {
      groups.append(group)
    } else if !holds(23, false) {
      report("I23", "group \(tape.spelling(name)) is introduced twice")
    }
  }

  /// Reads `vm` and the part of `vmAdded` that is the same.
  private mutating func readMachine() throws(LineFault) -> Int {
    let group = try group()
    var state: MachineTable.State = []
    if try word(.power) == .running { state.insert(.running) }
    if try tape.flag(.agentReady) { state.insert(.agentReady) }
    if try tape.flag(.protected) { state.insert(.protected) }
    if try tape.flag(.latestModel) { state.insert(.latestModel) }
    let description = MachineTable.Description(
      subscription: subscription(try tape.name(.sub)),
      region: region(try tape.name(.region)),
      zone: try zone(.zone),
      group: group,
      updateDomain: try tape.domain(.ud),
      placementGroup: try tape.domain(.pg),
      state: state,
      health: try health(.health))
    let name = try tape.name(.vm)
    guard let vm = machines.add(tape.bytes, name, description) else {
      if !holds(23, false) { report("I23", "VM \(tape.spelling(name)) is introduced twice") }
      throw .unusable(.vm)
    }
    // A VM that comes back under its old name may be in the lists already.
    let isNew = vm == machines.count - 1
    if isNew || !groups[group].members.contains(Int32(vm)) { groups[group].members.append(Int32(vm)) }
    if isNew || !regionMembers[description.region].contains(Int32(vm)) {
      regionMembers[description.region].append(Int32(vm))
    }
    groups[group].count += 1
    groups[group].unhealthy += weight(of: vm)
    touch(group)
    if !groups[group].isSet {
      machines.lane[vm] = Int32(
        standalone.add(
          .init(subscription: description.subscription, region: description.region, zone: description.zone)))
    }
    return vm
  }

  mutating func readMachineAdded() throws(LineFault) {
    let extensions = try tape.elements(.exts)
    let vm = try readMachine()
    let group = Int(machines.group[vm])
    for node in extensions {
      try addExtension(to: vm, in: node)
      let entry = self.extensions.entries[Int(machines.extensions[vm])]
      let model = models[ModelKey(group: group, handler: Int(entry.handler))]
      guard groups[group].kind == .scaleSet, let model else { continue }
      if !holds(15, model || !entry.auto) {
        report(
          "I15",
          "the model of group \(groupNames[group]) was opted out of \(handlerNames[Int(entry.handler)]), but its new VM "
            + "\(machines.names[vm]) is opted in")
      }
    }
  }

  private mutating func addExtension(to vm: Int, in object: Int) throws(LineFault) {
    let handler = handler(try tape.name(.handler, in: object))
    let version = try tape.version(.version, in: object)
    let auto = try tape.flag(.auto, in: object)
    machines.extensions[vm] = extensions.add(handler, version, auto: auto, before: machines.extensions[vm])
    countServiceFabric(handler, of: vm, by: 1)
  }

  /// R34: an extension of this publisher marks a Service Fabric scale set.
  mutating func countServiceFabric(_ handler: Int, of vm: Int, by difference: Int) {
    let group = Int(machines.group[vm])
    guard groups[group].kind == .scaleSet,
      handlerNames.has(prefix: Array("Microsoft.Azure.ServiceFabric/".utf8), handler)
    else { return }
    groups[group].serviceFabricExtensions += difference
  }

  mutating func readMachineRemoved() throws(LineFault) {
    let vm = try machine()
    let group = Int(machines.group[vm])
    if machines.attempt[vm] >= 0 {
      note(.removalInFlight)
      release(Int(machines.attempt[vm]))
    }
    recount(vm) { $0.state[vm].remove(.exists) }
    groups[group].count -= 1
    touch(group)
    if groups[group].inFlight > groups[group].batchLimit { note(.scaleInBelowTheCap) }
    if machines.lane[vm] >= 0 { standalone.remove(Int(machines.lane[vm]), Int(machines.subscription[vm])) }
    var entry = machines.extensions[vm]
    while entry >= 0 {
      if extensions.entries[Int(entry)].isPresent {
        countServiceFabric(Int(extensions.entries[Int(entry)].handler), of: vm, by: -1)
      }
      entry = extensions.entries[Int(entry)].next
    }
  }
}
