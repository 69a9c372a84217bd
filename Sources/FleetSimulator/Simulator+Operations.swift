public import FleetModel

// What operations lead to: installs and rollbacks (R1 to R4, R8).

extension Simulator {
  /// Begins to carry out an order.
  public mutating func perform(
    _ operation: FleetOperation, observing fleet: Fleet, at now: Instant, into events: inout [FleetEvent]
  ) {
    switch operation {
    case .install(let vm, let handler, let version, let attempt):
      install(vm, handler, version, attempt, fleet, now)
    case .rollBack(let vm, let handler, let version, let attempt):
      rollBack(vm, handler, to: version, attempt, fleet, now)
    case .abandon(let vm, let handler):
      abandon(vm, handler, fleet, now, &events)
    }
  }

  private mutating func begin(
    _ stage: MachineOperation.Stage, _ vm: VMIndex, _ version: VersionIndex, _ attempt: Int
  ) -> UInt16 {
    operations[vm].serial &+= 1
    operations[vm].stage = stage
    operations[vm].version = UInt16(version)
    operations[vm].attempt = attempt
    return operations[vm].serial
  }

  private mutating func install(
    _ vm: VMIndex, _ handler: HandlerIndex, _ index: VersionIndex, _ attempt: Int, _ fleet: Fleet, _ now: Instant
  ) {
    let serial = begin(.installing, vm, index, attempt)
    let version = fleet.handlers[handler].versions[index]
    let quality = quality(of: handler, version, on: vm, fleet)
    let stream = stream(handler, version, attempt)
    let faults = ailments[vm]?.faults ?? []
    guard !faults.contains(.installHangs), !hits(quality.installHang, vm, stream, .installHang) else { return }
    let fails = faults.contains(.installFails) || hits(quality.installFailure, vm, stream, .installFailure)
    let time = draw(quality.installTime, vm, stream, .installTime)
    let kind: Occurrence.Kind = fails ? .installFailed : .installDone
    agenda.schedule(at: now + time, payload: Occurrence(kind, vm: vm, detail: handler, serial: serial).payload)
  }

  private mutating func rollBack(
    _ vm: VMIndex, _ handler: HandlerIndex, to index: VersionIndex, _ attempt: Int, _ fleet: Fleet, _ now: Instant
  ) {
    // The rollback is as good as the version that it removes.
    let version = fleet.handlers[handler].versions[Int(operations[vm].version)]
    let serial = begin(.rollingBack, vm, index, attempt)
    let quality = quality(of: handler, version, on: vm, fleet)
    let stream = stream(handler, version, attempt)
    let faults = ailments[vm]?.faults ?? []
    guard !faults.contains(.rollbackHangs), !hits(quality.rollbackHang, vm, stream, .rollbackHang) else { return }
    let fails = faults.contains(.rollbackFails) || hits(quality.rollbackFailure, vm, stream, .rollbackFailure)
    let time = draw(quality.rollbackTime, vm, stream, .rollbackTime)
    let kind: Occurrence.Kind = fails ? .rollbackFailed : .rollbackDone
    agenda.schedule(at: now + time, payload: Occurrence(kind, vm: vm, detail: handler, serial: serial).payload)
  }

  /// The limit passed: an install ends without success, a rollback has failed.
  private mutating func abandon(
    _ vm: VMIndex, _ handler: HandlerIndex, _ fleet: Fleet, _ now: Instant, _ events: inout [FleetEvent]
  ) {
    let stage = operations[vm].stage
    // It ended in this very instant; what follows from its end goes on.
    guard stage != .idle else { return }
    let version = VersionIndex(operations[vm].version)
    operations[vm].serial &+= 1
    operations[vm].stage = .idle
    switch stage {
    case .idle: break
    case .installing:
      events.append(.installEnded(vm: vm, handler: handler, version: version, failure: .timedOut))
    case .rollingBack:
      settleDown(vm, handler, fleet, &events)
      events.append(.rollbackEnded(vm: vm, handler: handler, version: version, ok: false))
    }
  }

  mutating func installEnded(
    _ occurrence: Occurrence, _ fleet: Fleet, _ now: Instant, _ events: inout [FleetEvent]
  ) {
    let vm = occurrence.vm
    let handler = occurrence.detail
    let index = VersionIndex(operations[vm].version)
    operations[vm].stage = .idle
    let isReachable = fleet.isRunning(vm) && fleet.flags(of: vm).contains(.agentReady)
    if occurrence.kind == .installFailed || !isReachable {
      let failure: InstallFailure = isReachable ? .exitCode : .machineStopped
      events.append(.installEnded(vm: vm, handler: handler, version: index, failure: failure))
      return
    }
    events.append(.installEnded(vm: vm, handler: handler, version: index, failure: nil))
    becomeHealthy(vm, handler, fleet.handlers[handler].versions[index], fleet, now, &events)
  }

  /// What the new version does to the VM: usually a healthy probe after the settle time, sometimes late, sometimes never.
  private mutating func becomeHealthy(
    _ vm: VMIndex, _ handler: HandlerIndex, _ version: HandlerVersion, _ fleet: Fleet, _ now: Instant,
    _ events: inout [FleetEvent]
  ) {
    let quality = quality(of: handler, version, on: vm, fleet)
    let stream = stream(handler, version, operations[vm].attempt)
    let serial = operations[vm].serial
    // What an earlier version of this handler did to the VM ends with it.
    var slow: Milliseconds?
    if var ailment = ailments[vm] {
      ailment.spoiledBy &= ~(1 << UInt64(handler))
      ailments[vm] = ailment
      slow = ailment.faults.contains(.slowHealth) ? ailment.slow : nil
    }
    var healthyAt =
      max(fleet.settle(of: vm), Span.second)
      + Milliseconds(random.draw(UInt64(vm), stream, Purpose.probe.rawValue, below: 30_000))
    if hits(quality.unhealthy, vm, stream, .unhealthy) {
      let time = Span.second + Milliseconds(random.draw(UInt64(vm), stream, Purpose.spoil.rawValue, below: 20_000))
      agenda.schedule(
        at: now + min(time, healthyAt), payload: Occurrence(.spoil, vm: vm, detail: handler, serial: serial).payload)
    } else if let slow {
      healthyAt = slow
      start(vm, fleet, &events)
    } else if hits(quality.slowHealth, vm, stream, .slowHealth) {
      healthyAt = draw(quality.slowHealthTime, vm, stream, .slowHealthTime)
      start(vm, fleet, &events)
    } else if fleet.handlers[handler].isApplicationHealth {
      // The probe itself was replaced, so it begins anew.
      start(vm, fleet, &events)
    }
    agenda.schedule(at: now + healthyAt, payload: Occurrence(.sample, vm: vm, serial: serial).payload)
    if hits(quality.lateSickness, vm, stream, .lateSickness) {
      let time = draw(quality.lateSicknessTime, vm, stream, .lateSicknessTime)
      agenda.schedule(at: now + time, payload: Occurrence(.spoil, vm: vm, detail: handler, serial: serial).payload)
    }
  }

  /// Health is not known until a probe says so.
  private mutating func start(_ vm: VMIndex, _ fleet: Fleet, _ events: inout [FleetEvent]) {
    ailments[vm, default: Ailment()].isStarting = true
    refresh(vm, .upgrade, fleet, &events)
  }

  mutating func rollbackEnded(_ occurrence: Occurrence, _ fleet: Fleet, _ events: inout [FleetEvent]) {
    let vm = occurrence.vm
    operations[vm].stage = .idle
    settleDown(vm, occurrence.detail, fleet, &events)
    events.append(
      .rollbackEnded(
        vm: vm, handler: occurrence.detail, version: VersionIndex(operations[vm].version),
        ok: occurrence.kind == .rollbackDone))
  }

  /// What the removed version did to the VM is over.
  private mutating func settleDown(
    _ vm: VMIndex, _ handler: HandlerIndex, _ fleet: Fleet, _ events: inout [FleetEvent]
  ) {
    guard ailments[vm] != nil else { return }
    ailments[vm]!.spoiledBy &= ~(1 << UInt64(handler))
    ailments[vm]!.isStarting = false
    refresh(vm, .rollback, fleet, &events)
  }
}
