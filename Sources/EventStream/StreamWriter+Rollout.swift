import FleetModel
import RolloutOrchestrator

// What the orchestrator decided, line by line. Keys stand in alphabetical order.

extension StreamWriter {
  mutating func write(_ event: RolloutEvent, _ time: Instant, _ fleet: Fleet) {
    switch event {
    case .rolloutStarted(let id, let handler, let version): writeStart(id, handler, version, time, fleet)
    case .phaseStarted(let id, let phase): writePhase("phaseStarted", id, phase, time)
    case .phaseSkipped(let id, let phase): writePhase("phaseSkipped", id, phase, time)
    case .phaseSucceeded(let id, let phase, let eligible, let upgraded, let threshold):
      begin()
      buffer.raw("\"eligible\":")
      buffer.int(eligible)
      buffer.raw(",")
      mark("phaseSucceeded")
      numberLine()
      buffer.raw(",\"phase\":")
      buffer.int(phase + 1)
      buffer.raw(",\"rollout\":")
      rollout(id)
      at(time)
      buffer.raw(",\"threshold\":")
      buffer.int(threshold)
      buffer.raw(",\"upgraded\":")
      buffer.int(upgraded)
      close()
    case .runStarted, .batchStarted, .batchEnded, .runEnded: writeRun(event, time, fleet)
    case .attemptStarted(let start): write(start, time, fleet)
    case .abandoned: break
    case .rollbackStarted(let vm, let handler, _, _, let why):
      begin()
      buffer.raw("\"handler\":")
      buffer.raw(names.handlers[handler])
      buffer.raw(",")
      mark("rollbackStarted")
      stamp(time)
      buffer.raw(",")
      self.vm(vm, fleet)
      buffer.raw(",\"why\":\"")
      buffer.raw(why == .installFailed ? "installFailed" : "notHealthy")
      buffer.raw("\"")
      close()
    case .attemptEnded(let end): write(end, time, fleet)
    case .waiting(let id, let scope, let wait): write(wait, id, scope, time, fleet)
    case .machinesWaiting(let id, let waits):
      for wait in waits { write(Wait(wait.reason), id, .machine(wait.vm), time, fleet) }
    case .rolloutHeld(let id): writeState("rolloutHeld", id, time)
    case .rolloutResumed(let id): writeState("rolloutResumed", id, time)
    case .rolloutEnded(let id, let outcome):
      begin()
      mark("rolloutEnded")
      numberLine()
      buffer.raw(",\"outcome\":")
      buffer.string(outcome.rawValue)
      buffer.raw(",\"rollout\":")
      rollout(id)
      at(time)
      close()
    }
  }

  private mutating func writeState(_ kind: StaticString, _ id: RolloutID, _ time: Instant) {
    begin()
    mark(kind)
    numberLine()
    buffer.raw(",\"rollout\":")
    rollout(id)
    at(time)
    close()
  }

  private mutating func writePhase(_ kind: StaticString, _ id: RolloutID, _ phase: Int, _ time: Instant) {
    begin()
    mark(kind)
    numberLine()
    buffer.raw(",\"phase\":")
    buffer.int(phase + 1)
    buffer.raw(",\"rollout\":")
    rollout(id)
    at(time)
    close()
  }

  private mutating func writeStart(
    _ id: RolloutID, _ handler: HandlerIndex, _ version: VersionIndex, _ time: Instant, _ fleet: Fleet
  ) {
    begin()
    buffer.raw("\"bakeMs\":[")
    for (place, phase) in fleet.phasePlan.enumerated() {
      if place > 0 { buffer.raw(",") }
      buffer.int(Int(phase.bake))
    }
    buffer.raw("],\"handler\":")
    buffer.raw(names.handlers[handler])
    buffer.raw(",")
    mark("rolloutStarted")
    numberLine()
    buffer.raw(",\"phases\":[")
    for (place, phase) in fleet.phasePlan.enumerated() {
      if place > 0 { buffer.raw(",") }
      list(phase.regions.map { names.regions[$0] })
    }
    buffer.raw("],\"rollout\":")
    rollout(id)
    at(time)
    buffer.raw(",\"version\":")
    versionName(handler, version, fleet)
    close()
  }

  private mutating func write(_ start: AttemptStart, _ time: Instant, _ fleet: Fleet) {
    begin()
    buffer.raw("\"attempt\":")
    buffer.int(start.attempt)
    buffer.raw(",\"batch\":")
    buffer.int(start.batch)
    buffer.raw(",\"from\":")
    versionName(start.handler, start.from, fleet)
    buffer.raw(",\"handler\":")
    buffer.raw(names.handlers[start.handler])
    buffer.raw(",")
    mark("attemptStarted")
    numberLine()
    buffer.raw(",\"rollout\":")
    rollout(start.rollout)
    buffer.raw(",\"run\":")
    buffer.int(start.run)
    at(time)
    buffer.raw(",\"to\":")
    versionName(start.handler, start.to, fleet)
    endWith(start.vm, fleet)
  }

  private mutating func write(_ end: AttemptEnd, _ time: Instant, _ fleet: Fleet) {
    begin()
    buffer.raw("\"handler\":")
    buffer.raw(names.handlers[end.handler])
    buffer.raw(",")
    mark("attemptEnded")
    numberLine()
    switch end.outcome {
    case .upgraded: buffer.raw(",\"outcome\":\"upgraded\",\"retryAt\":")
    case .rolledBack: buffer.raw(",\"outcome\":\"rolledBack\",\"retryAt\":")
    case .rollbackFailed: buffer.raw(",\"outcome\":\"rollbackFailed\",\"retryAt\":")
    }
    buffer.int(orNull: end.retryAt.map { Int($0) })
    at(time)
    buffer.raw(",\"version\":")
    versionName(end.handler, end.version, fleet)
    endWith(end.vm, fleet)
  }

  private mutating func writeRun(_ event: RolloutEvent, _ time: Instant, _ fleet: Fleet) {
    begin()
    switch event {
    case .runStarted(let id, let run, let group):
      buffer.raw("\"group\":")
      buffer.raw(names.groups[group])
      buffer.raw(",")
      mark("runStarted")
      numberLine()
      place(id, run)
      at(time)
    case .batchStarted(let batch):
      buffer.raw("\"batch\":")
      buffer.int(batch.batch)
      buffer.raw(",\"group\":")
      buffer.raw(names.groups[batch.group])
      buffer.raw(",\"handlers\":")
      list(batch.handlers.map { names.handlers[$0] })
      buffer.raw(",")
      mark("batchStarted")
      numberLine()
      place(batch.rollout, batch.run)
      at(time)
      buffer.raw(",\"total\":")
      buffer.int(batch.total)
      buffer.raw(",\"unhealthy\":")
      buffer.int(batch.unhealthy)
      buffer.raw(",\"vms\":[")
      for (place, vm) in batch.machines.enumerated() {
        if place > 0 { buffer.raw(",") }
        machine(vm, fleet)
      }
      buffer.raw("]")
    case .batchEnded(let id, let run, let batch, let group, let upgraded, let bad):
      buffer.raw("\"bad\":")
      buffer.int(bad)
      buffer.raw(",\"batch\":")
      buffer.int(batch)
      buffer.raw(",\"group\":")
      buffer.raw(names.groups[group])
      buffer.raw(",")
      mark("batchEnded")
      numberLine()
      place(id, run)
      at(time)
      buffer.raw(",\"upgraded\":")
      buffer.int(upgraded)
    case .runEnded(let id, let run, let group, let outcome, let retryAt):
      buffer.raw("\"group\":")
      buffer.raw(names.groups[group])
      buffer.raw(",")
      mark("runEnded")
      numberLine()
      buffer.raw(outcome.isStop ? ",\"outcome\":\"stopped\",\"reason\":" : ",\"outcome\":\"completed\",\"reason\":")
      if let reason = outcome.reason { buffer.string(reason) } else { buffer.raw("null") }
      buffer.raw(",\"retryAt\":")
      buffer.int(orNull: retryAt.map { Int($0) })
      place(id, run)
      at(time)
    default: preconditionFailure("not an event of a run")
    }
    close()
  }

  private mutating func place(_ id: RolloutID, _ run: Int) {
    buffer.raw(",\"rollout\":")
    rollout(id)
    buffer.raw(",\"run\":")
    buffer.int(run)
  }
}
