import FleetModel

// What happens when its time comes.

extension Simulator {
  mutating func happen(
    _ occurrence: Occurrence, _ fleet: Fleet, _ now: Instant, _ events: inout [FleetEvent]
  ) {
    switch occurrence.kind {
    case .installDone, .installFailed, .rollbackDone, .rollbackFailed, .sample, .spoil:
      guard fleet.exists(occurrence.vm), operations[occurrence.vm].serial == occurrence.serial else { return }
      operationHappens(occurrence, fleet, now, &events)
    case .recover, .signalBack, .faultOver, .flap:
      guard fleet.exists(occurrence.vm), ailments[occurrence.vm]?.epoch == occurrence.serial else { return }
      ailmentHappens(occurrence, fleet, now, &events)
    case .background:
      backgroundFailure(fleet, now, &events)
    case .maintenance:
      let maintenance = weather.maintenance[occurrence.vm]
      maintain(
        fleet.machines(in: maintenance.scope), share: maintenance.share, duration: maintenance.duration,
        observing: fleet, at: now, into: &events)
      if let every = maintenance.every { agenda.schedule(at: now + every, payload: occurrence.payload) }
    case .registered:
      let subscription = fleet.subscriptions[occurrence.vm]
      if subscription.feature == .registering {
        events.append(.enrolment(subscription: occurrence.vm, feature: .registered, isPropagated: false))
      }
    case .available:
      let date = weather.availability[occurrence.vm]
      guard let index = fleet.handlers[date.handler].index(of: date.version) else { return }
      let regions: RegionScope
      switch fleet.handlers[date.handler].publications[index] {
      case .published(let so): regions = so.union(date.regions)
      case .unpublished: regions = date.regions
      case .withdrawn: return
      }
      events.append(.versionPublished(handler: date.handler, version: date.version, regions: regions))
    }
  }

  private mutating func operationHappens(
    _ occurrence: Occurrence, _ fleet: Fleet, _ now: Instant, _ events: inout [FleetEvent]
  ) {
    let vm = occurrence.vm
    switch occurrence.kind {
    case .installDone, .installFailed: installEnded(occurrence, fleet, now, &events)
    case .rollbackDone, .rollbackFailed: rollbackEnded(occurrence, fleet, &events)
    case .spoil:
      ailments[vm, default: Ailment()].spoiledBy |= 1 << UInt64(occurrence.detail)
      refresh(vm, .upgrade, fleet, &events)
    case .sample:
      ailments[vm]?.isStarting = false
      guard fleet.isRunning(vm) else { return }
      let health = ailments[vm]?.health ?? .healthy
      events.append(.health(vm: vm, health: health, isSample: health != .unknown, cause: .probe))
      ailments.forgetWhatIsOver(vm)
    case .recover, .signalBack, .faultOver, .flap, .background, .maintenance, .registered, .available: break
    }
  }

  private mutating func ailmentHappens(
    _ occurrence: Occurrence, _ fleet: Fleet, _ now: Instant, _ events: inout [FleetEvent]
  ) {
    let vm = occurrence.vm
    switch occurrence.kind {
    case .recover:
      ailments[vm]!.sick -= ailments[vm]!.sick > 0 ? 1 : 0
      refresh(vm, .recovery, fleet, &events)
      ailments.forgetWhatIsOver(vm)
    case .signalBack:
      ailments[vm]!.lost -= ailments[vm]!.lost > 0 ? 1 : 0
      refresh(vm, .recovery, fleet, &events)
      ailments.forgetWhatIsOver(vm)
    case .faultOver:
      end(FaultSet(rawValue: 1 << UInt16(occurrence.detail)), vm, fleet, &events)
    case .flap:
      guard ailments[vm]!.faults.contains(.flapping) else {
        ailments[vm]!.isFlapDue = false
        return
      }
      ailments[vm]!.isFlapLow.toggle()
      refresh(vm, .injected, fleet, &events)
      agenda.schedule(at: now + Span.minute, payload: occurrence.payload)
    case .installDone, .installFailed, .rollbackDone, .rollbackFailed, .sample, .spoil, .background, .maintenance,
      .registered, .available:
      break
    }
  }

  /// An end of one of a VM's injected faults has come.
  private mutating func end(_ fault: FaultSet, _ vm: VMIndex, _ fleet: Fleet, _ events: inout [FleetEvent]) {
    guard ailments.isOver(fault, of: vm) else { return }
    ailments[vm]!.faults.subtract(fault)
    if fault == .flapping { ailments[vm]!.isFlapLow = false }
    if fault == .agentLost { events.append(.agent(vm: vm, isReady: true)) }
    refresh(vm, .recovery, fleet, &events)
  }

  /// Tells the VM's health if it is not what was told last. Silence is noticed; everything else is a sample.
  mutating func refresh(_ vm: VMIndex, _ cause: HealthCause, _ fleet: Fleet, _ events: inout [FleetEvent]) {
    guard fleet.isRunning(vm) else { return }
    let health = ailments[vm]?.health ?? .healthy
    guard health != fleet.health(of: vm) else { return }
    let isSample = health == .healthy || health == .unhealthy
    events.append(.health(vm: vm, health: health, isSample: isSample, cause: cause))
  }

  /// The next background failure. Its time and its VM depend on its number alone.
  mutating func scheduleBackground(after now: Instant) {
    guard let background = weather.background, background.perMillionMachineDays > 0, initialCount > 0 else { return }
    let perDay = UInt64(background.perMillionMachineDays) * UInt64(initialCount)
    let mean = max(1, UInt64(Span.day) * 1_000_000 / perDay)
    let wait = random.draw(backgroundCount, 0xBAC6, Purpose.backgroundWait.rawValue, below: min(2 * mean, 1 << 32))
    agenda.schedule(at: now + Milliseconds(wait), payload: Occurrence(.background).payload)
  }

  private mutating func backgroundFailure(_ fleet: Fleet, _ now: Instant, _ events: inout [FleetEvent]) {
    guard let background = weather.background else { return }
    let number = backgroundCount
    let vm = Int(random.draw(number, 0xBAC6, Purpose.backgroundMachine.rawValue, below: UInt64(initialCount)))
    if fleet.exists(vm), fleet.isRunning(vm) {
      let time = draw(background.duration, Int(number), 0xBAC6, .backgroundDuration)
      sicken(vm, .background, for: time, fleet, now, &events)
    }
    backgroundCount += 1
    scheduleBackground(after: now)
  }

  mutating func sicken(
    _ vm: VMIndex, _ cause: HealthCause, for time: Milliseconds, _ fleet: Fleet, _ now: Instant,
    _ events: inout [FleetEvent]
  ) {
    ailments[vm, default: Ailment()].sick += 1
    refresh(vm, cause, fleet, &events)
    agenda.schedule(at: now + time, payload: Occurrence(.recover, vm: vm, serial: ailments[vm]!.epoch).payload)
  }
}
