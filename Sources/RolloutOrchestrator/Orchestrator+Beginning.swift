import FleetModel

// R27: how a rollout begins. It looks at every VM once. Nearly all of them have nothing in flight and nothing that failed,
// and of those only a few columns are read, and each group is asked once for what its VMs have in common.

extension Orchestrator {
  mutating func begin(
    _ handler: HandlerIndex, _ target: VersionIndex, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let index = rollouts.count
    events.append(.rolloutStarted(index + 1, handler: handler, version: target))
    var rollout = Rollout(id: index + 1, handler: handler, target: target, startedAt: now, fleet: fleet)
    rollout.enlist(FirstLook(self, handler), fleet, &events)
    rollouts.append(rollout)
    live.append(index)
    liveByHandler[handler].append(index)
    beginPhase(index, 0, fleet, now, &events)
  }
}

/// What an orchestrator knows of VMs that a rollout asks for as it begins.
struct FirstLook {
  let phaseOfRegion: [Int]
  let attemptOf: [Int32]
  let attempts: [Attempt]
  let failures: RetryTable
  let tellsWaits: Bool
  let sabotage: Sabotage?

  init(_ orchestrator: borrowing Orchestrator, _ handler: HandlerIndex) {
    phaseOfRegion = orchestrator.phaseOfRegion
    attemptOf = orchestrator.attemptOf
    attempts = orchestrator.attempts
    failures = orchestrator.retries[handler]
    tellsWaits = orchestrator.tellsWaits
    sabotage = orchestrator.sabotage
  }

  /// Whether only a VM's own condition says how it stands.
  @inline(__always)
  func isOrdinary(_ vm: VMIndex) -> Bool { attemptOf[vm] < 0 && !failures.contains(vm) }
}

extension Rollout {
  /// Looks at every VM for the first time: how it stands, and what is told of it (R31).
  fileprivate mutating func enlist(_ look: FirstLook, _ fleet: Fleet, _ events: inout [RolloutEvent]) {
    let deployed = fleet.deployment(of: handler)
    let isUpgrade = fleet.handlers[handler].versions.map {
      Orchestrator.isUpgrade(from: $0, to: targetVersion, look.sabotage)
    }
    var told = FirstWaits()
    var next = deployed.machineIndices.lowerBound
    while next < deployed.machineIndices.upperBound {
      let group = fleet.group(of: next)
      let stretch = fleet.neighbours(from: next)
      next = stretch.upperBound
      let barOfGroup = Eligibility.bar(ofGroup: group, in: fleet)
      let takesSick = Eligibility.takesSick(group, in: fleet)
      var tally = RolloutTally()
      var isPart = false
      for vm in stretch {
        guard fleet.exists(vm), let version = deployed.version(on: vm) else { continue }
        guard look.isOrdinary(vm) else {
          if enlistOther(vm, look, fleet, &tally, &told, &events) { isPart = true }
          continue
        }
        guard isUpgrade[version] else { continue }
        isPart = true
        let exclusion =
          (deployed.isAutomatic(vm) ? barOfGroup : .optedOut) ?? Eligibility.passing(vm, in: fleet)
          ?? (takesSick ? nil : Eligibility.sickness(vm, in: fleet))
        if exclusion == nil {
          records[vm].standing = .pending
          tally.pending += 1
        } else {
          records[vm].standing = .excluded
          tally.excluded += 1
        }
        guard look.tellsWaits else { continue }
        if let reason = exclusion ?? (fleet.health(of: vm) == .initializing ? .initializing : nil) {
          told.add(vm, reason)
        }
      }
      guard isPart else { continue }
      groups[group].pending += tally.pending
      let region = fleet.groups[group].region
      regions[region].add(tally)
      phases[look.phaseOfRegion[region]].add(tally)
      if !groups[group].isDirty {
        groups[group].isDirty = true
        dirtyGroups.append(group)
      }
    }
    told.tell(id, &events)
    waits.machines.begin(told.plain, at: startedAt, of: records.count)
    for (vm, wait) in told.others { waits.machines[vm] = wait }
  }

  /// A VM of which something is in flight or failed; true if it is part of the rollout or needs a person.
  private mutating func enlistOther(
    _ vm: VMIndex, _ look: FirstLook, _ fleet: Fleet, _ tally: inout RolloutTally, _ told: inout FirstWaits,
    _ events: inout [RolloutEvent]
  ) -> Bool {
    let flight = look.attemptOf[vm] < 0 ? nil : look.attempts[Int(look.attemptOf[vm])]
    let failure = look.failures[vm]
    var record = MachineRecord()
    record.standing = Orchestrator.standing(
      of: vm, record, id - 1, handler, targetVersion, flight, look.sabotage, fleet)
    record.needsPerson = failure?.time == Orchestrator.needsPerson
    records[vm] = record
    tally.count(record, 1)
    if look.tellsWaits {
      let wait = Orchestrator.ownWait(
        of: vm, record, handler, target, failure, attempts: record.attempts, isFree: flight == nil, fleet, startedAt,
        isEligible: record.standing == .pending && flight == nil)
      if let wait { told.add(vm, wait, id, at: startedAt, &events) }
    }
    return record.standing != .out || record.needsPerson
  }
}

/// What a rollout tells of VMs as it begins, in their order.
private struct FirstWaits {
  /// All without figures and without an end that is known.
  private(set) var plain: [MachineWait] = []
  private(set) var others: [(vm: VMIndex, wait: Wait)] = []
  private var toldCount = 0

  @inline(__always)
  mutating func add(_ vm: VMIndex, _ reason: WaitReason) { plain.append(MachineWait(vm, reason)) }

  mutating func add(_ vm: VMIndex, _ wait: Wait, _ id: RolloutID, at now: Instant, _ events: inout [RolloutEvent]) {
    guard !wait.figures.isEmpty || wait.until != nil else { return add(vm, wait.reason) }
    tell(id, &events)
    events.append(.waiting(id, scope: .machine(vm), wait))
    others.append((vm, Wait(wait.reason, wait.figures, until: wait.until, since: now)))
  }

  /// Tells those that came since it did so last.
  mutating func tell(_ id: RolloutID, _ events: inout [RolloutEvent]) {
    while toldCount < plain.count {
      let end = min(plain.count, toldCount + Self.mostInOneEvent)
      events.append(.machinesWaiting(id, Array(plain[toldCount..<end])))
      toldCount = end
    }
  }

  /// So that an event's lines are less than a mebibyte of text, and streams can be handed on in pieces.
  private static let mostInOneEvent = 4096
}
