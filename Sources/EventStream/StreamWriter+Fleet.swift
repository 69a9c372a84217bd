import FleetModel

// What happened in the fleet, line by line. Keys stand in alphabetical order.

extension StreamWriter {
  mutating func write(_ event: FleetEvent, _ time: Instant, _ fleet: Fleet) {
    switch event {
    case .installEnded(let vm, let handler, _, let failure):
      begin()
      buffer.raw("\"error\":")
      if let failure { buffer.string(failure.text) } else { buffer.raw("null") }
      buffer.raw(",\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("installEnded")
      numberLine()
      buffer.raw(",\"ok\":")
      buffer.bool(failure == nil)
      at(time)
      endWith(vm, fleet)
    case .rollbackEnded, .modelAutomaticChanged, .modelExtensionSet, .modelExtensionRemoved: break
    case .health(let vm, let health, let isSample, let cause):
      begin()
      buffer.raw("\"cause\":")
      buffer.string(cause.word)
      buffer.raw(",\"health\":")
      buffer.string(health.word)
      buffer.raw(",")
      mark("health")
      numberLine()
      buffer.raw(",\"sampled\":")
      buffer.bool(isSample)
      at(time)
      endWith(vm, fleet)
    case .power(let vm, let isRunning):
      begin()
      mark("power")
      numberLine()
      buffer.raw(isRunning ? ",\"power\":\"running\"" : ",\"power\":\"stopped\"")
      at(time)
      endWith(vm, fleet)
    case .agent(let vm, let isReady):
      begin()
      buffer.raw("\"agentReady\":")
      buffer.bool(isReady)
      buffer.raw(",")
      mark("vmChanged")
      stamp(time)
      endWith(vm, fleet)
    case .protection(let vm, let isProtected):
      begin()
      mark("vmChanged")
      numberLine()
      buffer.raw(",\"protected\":")
      buffer.bool(isProtected)
      at(time)
      endWith(vm, fleet)
    case .model(let vm, let isLatest):
      begin()
      mark("vmChanged")
      buffer.raw(",\"latestModel\":")
      buffer.bool(isLatest)
      stamp(time)
      endWith(vm, fleet)
    case .machineAdded(let machine): writeAdded(machine, time, fleet)
    case .machineRemoved(let vm):
      begin()
      mark("vmRemoved")
      stamp(time)
      endWith(vm, fleet)
    case .enrolment(let subscription, let feature, let isPropagated):
      let isEnrolled = feature == .registered && isPropagated
      guard enrolled[subscription] != isEnrolled else { return }
      enrolled[subscription] = isEnrolled
      writeCatalogue(event, time, fleet)
    case .versionPublished, .versionWithdrawn: writeCatalogue(event, time, fleet)
    case .automaticChanged, .extensionSet, .extensionRemoved: writeExtension(event, time, fleet)
    }
  }

  /// `vm` sorts last in most lines.
  mutating func endWith(_ vm: VMIndex, _ fleet: Fleet) {
    buffer.raw(",")
    self.vm(vm, fleet)
    close()
  }

  private mutating func writeAdded(_ machine: NewMachine, _ time: Instant, _ fleet: Fleet) {
    var list = LineBuffer()
    list.raw("[")
    for (place, deployed) in machine.extensions.enumerated() {
      if place > 0 { list.raw(",") }
      list.raw("{\"auto\":")
      list.bool(deployed.automaticUpgrade)
      list.raw(",\"handler\":")
      list.raw(names.handlers[deployed.handler])
      list.raw(",\"version\":")
      names.learn(deployed.handler, deployed.version, fleet)
      list.raw(names.version(deployed.handler, deployed.version))
      list.raw("}")
    }
    list.raw("]")
    begin()
    facts(of: nextMachine, as: machine, "vmAdded", extensions: list, time: time, fleet)
    close()
    nextMachine += 1
  }

  private mutating func writeCatalogue(_ event: FleetEvent, _ time: Instant, _ fleet: Fleet) {
    begin()
    switch event {
    case .versionPublished(let handler, let version, let scope):
      buffer.raw("\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("versionPublished")
      numberLine()
      buffer.raw(",\"regions\":")
      regions(scope)
      at(time)
      buffer.raw(",\"version\":")
      buffer.string(version.description)
    case .versionWithdrawn(let handler, let version):
      buffer.raw("\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("versionWithdrawn")
      numberLine()
      buffer.raw(",\"regions\":null")
      at(time)
      buffer.raw(",\"version\":")
      versionName(handler, version, fleet)
    case .enrolment(let subscription, let feature, let isPropagated):
      buffer.raw("\"enrolled\":")
      buffer.bool(feature == .registered && isPropagated)
      buffer.raw(",\"feature\":")
      buffer.string(feature.rawValue)
      buffer.raw(",")
      mark("enrolment")
      numberLine()
      buffer.raw(",\"sub\":")
      buffer.raw(names.subscriptions[subscription])
      at(time)
    default: preconditionFailure("not an event of the catalogue")
    }
    close()
  }

  private mutating func writeExtension(_ event: FleetEvent, _ time: Instant, _ fleet: Fleet) {
    begin()
    switch event {
    case .automaticChanged(let vm, let handler, let isOn):
      buffer.raw("\"auto\":")
      buffer.bool(isOn)
      buffer.raw(",\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("autoChanged")
      stamp(time)
      endWith(vm, fleet)
    case .extensionSet(let vm, let handler, let version, let isOn):
      buffer.raw("\"auto\":")
      buffer.bool(isOn)
      buffer.raw(",\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("extSet")
      stamp(time)
      buffer.raw(",\"version\":")
      versionName(handler, version, fleet)
      endWith(vm, fleet)
    case .extensionRemoved(let vm, let handler):
      buffer.raw("\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("extRemoved")
      stamp(time)
      endWith(vm, fleet)
    default: preconditionFailure("not an event of an extension")
    }
  }
}
