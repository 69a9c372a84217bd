public import FleetModel
import FleetSession

// The lines before the first event: the fleet as it is at the start.

extension StreamWriter {
  /// Appends the header. Call it once, first, with the fleet at the start.
  public mutating func writeHeader(_ fleet: Fleet, seed: UInt64) {
    let all: (inout Self) -> Void = { _ in }
    writeHeader(fleet, seed: seed, afterLine: all)
  }

  /// The same for whoever takes it in pieces of about a mebibyte, so that it never lies in memory as a whole. The rest
  /// waits to be taken.
  public mutating func writeHeader<E>(
    _ fleet: Fleet, seed: UInt64, pieceBytes: Int = Self.pieceBytes, into sink: (ArraySlice<UInt8>) throws(E) -> Void
  ) throws(E) {
    try writeHeader(
      fleet, seed: seed,
      afterLine: { writer throws(E) in
        if writer.pendingBytes >= pieceBytes { try writer.pour(into: sink) }
      })
  }

  /// Bytes that are worth a call.
  public static let pieceBytes = 1 << 20

  private mutating func writeHeader<E>(
    _ fleet: Fleet, seed: UInt64, afterLine: (inout Self) throws(E) -> Void
  ) throws(E) {
    head(fleet, seed)
    for region in fleet.regions.indices {
      buffer.raw("{\"k\":\"region\",\"pairs\":")
      list(fleet.regions[region].pairs.map { names.regions[$0] })
      buffer.raw(",\"region\":")
      buffer.raw(names.regions[region])
      buffer.raw("}\n")
    }
    for subscription in fleet.subscriptions.indices {
      buffer.raw("{\"enrolled\":")
      buffer.bool(fleet.subscriptions[subscription].isEnrolled)
      buffer.raw(",\"k\":\"subscription\",\"sub\":")
      buffer.raw(names.subscriptions[subscription])
      buffer.raw("}\n")
    }
    for group in fleet.groups.indices {
      self.group(group, fleet)
      try afterLine(&self)
    }
    for vm in fleet.machineIndices {
      begin()
      facts(of: vm, "vm", extensions: nil, time: nil, fleet)
      close()
      try afterLine(&self)
    }
    for vm in fleet.machineIndices {
      extensions(of: vm, fleet)
      try afterLine(&self)
    }
    publications(fleet)
  }

  private mutating func head(_ fleet: Fleet, _ seed: UInt64) {
    buffer.raw("{\"engine\":")
    buffer.string(EngineVersion.current)
    buffer.raw(",\"fleet\":")
    buffer.string(fleet.name)
    buffer.raw(",\"format\":1,\"handlers\":")
    list(fleet.handlers.indices.filter { fleet.handlers[$0].isSupported }.map { names.handlers[$0] })
    buffer.raw(",\"k\":\"head\",\"policy\":{\"concurrentScope\":")
    buffer.string(fleet.policy.concurrentScope.rawValue)
    buffer.raw(",\"countStoppedAsUnhealthy\":")
    buffer.bool(fleet.policy.countStoppedAsUnhealthy)
    for (key, value) in [
      (",\"healthWindowMs\":" as StaticString, Int(fleet.policy.healthWindow)),
      (",\"installLimitMs\":", Int(fleet.policy.installLimit)),
      (",\"maxBatchInstancePercent\":", fleet.policy.maxBatchInstancePercent),
      (",\"maxUnhealthyInstancePercent\":", fleet.policy.maxUnhealthyInstancePercent),
      (",\"maxUnhealthyUpgradedInstancePercent\":", fleet.policy.maxUnhealthyUpgradedInstancePercent),
      (",\"phaseSuccessPercent\":", fleet.policy.phaseSuccessPercent),
      (",\"retryMaxMs\":", Int(fleet.policy.retryMax)), (",\"retryMinMs\":", Int(fleet.policy.retryMin)),
    ] {
      buffer.raw(key)
      buffer.int(value)
    }
    buffer.raw("},\"seed\":\"")
    buffer.raw(Array(String(seed, radix: 16).utf8))
    buffer.raw("\"}\n")
  }

  private mutating func group(_ group: GroupIndex, _ fleet: Fleet) {
    let place = fleet.groups[group]
    let profile = fleet.profile(ofGroup: group)
    buffer.raw("{\"graceMs\":")
    buffer.int(Int(profile.gracePeriod))
    buffer.raw(",\"group\":")
    buffer.raw(names.groups[group])
    buffer.raw(",\"healthSource\":")
    buffer.string(profile.healthSource.rawValue)
    buffer.raw(",\"k\":\"group\",\"kind\":")
    buffer.string(profile.kind.rawValue)
    buffer.raw(",\"policy\":")
    policy(profile.policy)
    buffer.raw(",\"region\":")
    buffer.raw(names.regions[place.region])
    buffer.raw(",\"serviceFabric\":")
    buffer.bool(profile.isServiceFabric)
    buffer.raw(",\"settleMs\":")
    buffer.int(Int(profile.settle))
    buffer.raw(",\"sub\":")
    buffer.raw(names.subscriptions[place.subscription])
    buffer.raw("}\n")
  }

  private mutating func policy(_ policy: RollingUpgradePolicy) {
    buffer.raw("{")
    var isFirst = true
    for (key, value) in [
      ("\"maxBatchInstancePercent\":" as StaticString, policy.maxBatchInstancePercent),
      ("\"maxUnhealthyInstancePercent\":", policy.maxUnhealthyInstancePercent),
      ("\"maxUnhealthyUpgradedInstancePercent\":", policy.maxUnhealthyUpgradedInstancePercent),
      ("\"pauseTimeBetweenBatches\":", policy.pauseTimeBetweenBatches > 0 ? Int(policy.pauseTimeBetweenBatches) : nil),
    ] {
      guard let value else { continue }
      if !isFirst { buffer.raw(",") }
      isFirst = false
      buffer.raw(key)
      buffer.int(value)
    }
    if policy.prioritizeUnhealthyInstances {
      if !isFirst { buffer.raw(",") }
      buffer.raw("\"prioritizeUnhealthyInstances\":true")
    }
    buffer.raw("}")
  }

  /// The facts of a VM in the order of their keys; one that is added has extensions and a time as well.
  mutating func facts(
    of vm: VMIndex, as added: NewMachine? = nil, _ kind: StaticString, extensions: LineBuffer?, time: Instant?,
    _ fleet: Fleet
  ) {
    // A VM that was added is told as it was then, whatever became of it since.
    let flags = added == nil ? fleet.flags(of: vm) : .normal
    let health = added?.health ?? fleet.health(of: vm)
    buffer.raw("\"agentReady\":")
    buffer.bool(flags.contains(.agentReady))
    if let extensions {
      buffer.raw(",\"exts\":")
      buffer.raw(extensions.bytes)
    }
    buffer.raw(",\"group\":")
    buffer.raw(names.groups[fleet.group(of: vm)])
    buffer.raw(",\"health\":")
    buffer.string(health.word)
    buffer.raw(",")
    mark(kind)
    buffer.raw(",\"latestModel\":")
    buffer.bool(flags.contains(.latestModel))
    if time != nil { numberLine() }
    buffer.raw(",\"os\":")
    buffer.string(fleet.profile(of: vm).os.rawValue)
    buffer.raw(",\"pg\":")
    buffer.int(orNull: fleet.placementGroup(of: vm))
    buffer.raw(",\"power\":")
    if flags.contains(.running) { buffer.raw("\"running\"") } else { buffer.raw("\"stopped\"") }
    buffer.raw(",\"protected\":")
    buffer.bool(flags.contains(.protected))
    buffer.raw(",\"region\":")
    buffer.raw(names.regions[fleet.region(of: vm)])
    buffer.raw(",\"sub\":")
    buffer.raw(names.subscriptions[fleet.subscription(of: vm)])
    if let time { at(time) }
    buffer.raw(",\"ud\":")
    buffer.int(orNull: fleet.updateDomain(of: vm))
    buffer.raw(",")
    self.vm(vm, fleet)
    buffer.raw(",\"zone\":")
    zone(fleet.zone(of: vm))
  }

  private mutating func extensions(of vm: VMIndex, _ fleet: Fleet) {
    for handler in fleet.handlers.indices {
      guard let version = fleet.version(of: handler, on: vm) else { continue }
      buffer.raw("{\"auto\":")
      buffer.bool(fleet.isAutomatic(handler, on: vm))
      buffer.raw(",\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",\"k\":\"ext\",\"version\":")
      versionName(handler, version, fleet)
      buffer.raw(",")
      self.vm(vm, fleet)
      buffer.raw("}\n")
    }
  }

  private mutating func publications(_ fleet: Fleet) {
    for handler in fleet.handlers.indices {
      for (index, publication) in fleet.handlers[handler].publications.enumerated() {
        guard case .published(let scope) = publication else { continue }
        buffer.raw("{\"handler\":")
        buffer.raw(names.handlers[handler])
        buffer.raw(",\"k\":\"version\",\"regions\":")
        regions(scope)
        buffer.raw(",\"version\":")
        versionName(handler, index, fleet)
        buffer.raw("}\n")
      }
    }
  }
}
