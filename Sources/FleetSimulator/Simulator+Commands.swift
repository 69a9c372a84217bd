public import FleetModel

// What people and the platform do to VMs from outside.

extension Simulator {
  /// The VMs of a list that belong to a share of it; each choice is a new one, and keyed. A share above nothing takes at
  /// least one VM.
  public mutating func choose(_ share: PartsPerMillion, of machines: [VMIndex]) -> [VMIndex] {
    choices += 1
    guard share < 1_000_000 else { return machines }
    let wanted = max(share > 0 ? 1 : 0, machines.count * Int(share) / 1_000_000)
    let stream = choices
    let ranked = machines.map { (random.draw(UInt64($0), stream, Purpose.share.rawValue, below: 1 << 32), $0) }
      .sorted { $0 < $1 }
    return ranked.prefix(wanted).map(\.1).sorted()
  }

  /// Injects a fault into VMs, for a time or until it is mended. What was injected several times is over when the last
  /// of its times is, and not before it is mended if one of them had no time.
  public mutating func inject(
    _ fault: Fault, into machines: [VMIndex], duration: Milliseconds?, observing fleet: Fleet, at now: Instant,
    events: inout [FleetEvent]
  ) {
    let bit = FaultSet(fault)
    for vm in machines {
      ailments.inject(bit, into: vm, isTimed: duration != nil)
      if case .slowHealth(let time) = fault { ailments[vm]!.slow = time }
      if fault == .agentLost {
        ailments[vm]!.needsAgent = fleet.profile(ofGroup: fleet.group(of: vm)).healthSource == .platform
      }
      if fault == .agentLost, fleet.flags(of: vm).contains(.agentReady) {
        events.append(.agent(vm: vm, isReady: false))
      }
      let epoch = ailments[vm]!.epoch
      if fault == .flapping, !ailments[vm]!.isFlapDue {
        ailments[vm]!.isFlapLow = true
        ailments[vm]!.isFlapDue = true
        agenda.schedule(at: now + Span.minute, payload: Occurrence(.flap, vm: vm, serial: epoch).payload)
      }
      refresh(vm, .injected, fleet, &events)
      if let duration {
        let detail = bit.rawValue.trailingZeroBitCount
        agenda.schedule(
          at: now + duration, payload: Occurrence(.faultOver, vm: vm, detail: detail, serial: epoch).payload)
      }
    }
  }

  /// Ends everything that is wrong with VMs.
  public mutating func mend(
    _ machines: [VMIndex], observing fleet: Fleet, at now: Instant, into events: inout [FleetEvent]
  ) {
    for vm in machines {
      guard let ailment = ailments[vm] else { continue }
      ailments.mend(vm)
      if ailment.faults.contains(.agentLost) { events.append(.agent(vm: vm, isReady: true)) }
      refresh(vm, .recovery, fleet, &events)
    }
  }

  /// Changes the quality of a version from now on.
  public mutating func add(_ rule: QualityRule) { quality.append(rule) }

  /// Switches VMs off or on; those that are already so stay as they are.
  public mutating func power(
    _ isOn: Bool, _ machines: [VMIndex], observing fleet: Fleet, at now: Instant, into events: inout [FleetEvent]
  ) {
    for vm in machines where fleet.isRunning(vm) != isOn {
      events.append(.power(vm: vm, isRunning: isOn))
      if isOn {
        ailments[vm, default: Ailment()].isStarting = true
        scheduleStart(vm, at: now)
        let health = ailments[vm]!.health
        if health != fleet.health(of: vm) {
          events.append(.health(vm: vm, health: health, isSample: false, cause: .power))
        }
      } else if fleet.health(of: vm) != .unknown {
        events.append(.health(vm: vm, health: .unknown, isSample: false, cause: .power))
      }
    }
  }

  /// The platform maintains a share of VMs: they are unhealthy for a while.
  public mutating func maintain(
    _ machines: [VMIndex], share: PartsPerMillion, duration: Milliseconds, observing fleet: Fleet, at now: Instant,
    into events: inout [FleetEvent]
  ) {
    for vm in choose(share, of: machines) where fleet.isRunning(vm) {
      sicken(vm, .maintenance, for: duration, fleet, now, &events)
    }
  }

  /// VMs fall silent for a while.
  public mutating func silence(
    _ machines: [VMIndex], duration: Milliseconds, observing fleet: Fleet, at now: Instant,
    into events: inout [FleetEvent]
  ) {
    for vm in machines {
      ailments[vm, default: Ailment()].lost += 1
      refresh(vm, .outage, fleet, &events)
      agenda.schedule(
        at: now + duration, payload: Occurrence(.signalBack, vm: vm, serial: ailments[vm]!.epoch).payload)
    }
  }

  /// R40: a registration takes a while.
  public mutating func registerFeature(_ subscription: SubscriptionIndex, at now: Instant) {
    let time = draw(weather.registrationTime, subscription, UInt64(now), .registration)
    agenda.schedule(at: now + time, payload: Occurrence(.registered, vm: subscription).payload)
  }

  /// A VM was added: it starts. Called after the fleet knows it.
  public mutating func added(_ vm: VMIndex, at now: Instant) {
    operations.append(MachineOperation())
    precondition(operations.count == vm + 1)
    ailments[vm] = Ailment()
    ailments[vm]!.isStarting = true
    scheduleStart(vm, at: now)
  }
}
