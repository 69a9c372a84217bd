import FleetModel

// One VM: install, health window, verdict, rollback (R1 to R9).

extension Orchestrator {
  /// Starts the next upgrade of a batch's VM that may start (R9); false if none is left and the VM is done.
  mutating func startNext(
    _ member: Int, of run: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) -> Bool {
    let vm = runs[run].members[member].vm
    while !runs[run].members[member].next.isEmpty {
      let index = runs[run].members[member].next.removeFirst()
      if mayStillStart(vm, index, fleet, now), hasRoom(vm, run, fleet) {
        start(vm, index, member, run, fleet, now, &events)
        if sabotage == .twoAttemptsOnOneVM, !runs[run].members[member].next.isEmpty { continue }
        return true
      }
      release(index, 1, runs[run].group, runs[run].lane, fleet)
      touch(runs[run].group, rollout: index)
    }
    return sabotage == .twoAttemptsOnOneVM && attemptOf[vm] >= 0
  }

  /// R9, R11, R30: whether a planned upgrade may start when its turn comes. Health was judged when the batch was selected (R33).
  @inline(__always)
  private func mayStillStart(_ vm: VMIndex, _ index: Int, _ fleet: Fleet, _ now: Instant) -> Bool {
    // R28: what a superseded rollout had planned in an open batch still starts; R29, R30: otherwise nothing does.
    guard rollouts[index].isLive || rollouts[index].outcome == .superseded, !rollouts[index].isHeld, fleet.exists(vm)
    else { return false }
    guard offer(index, fleet) != nil, !rollouts[index].groups[fleet.group(of: vm)].isCancelled(at: now) else {
      return false
    }
    let standing = rollouts[index].records[vm].standing
    guard standing == .pending || standing == .excluded else { return false }
    let handler = rollouts[index].handler
    guard let installed = fleet.version(of: handler, on: vm) else { return false }
    let version = fleet.handlers[handler].versions[installed]
    guard isUpgrade(from: version, to: rollouts[index].targetVersion) else { return false }
    if needsPerson(vm, handler) { return false }
    let bar = Eligibility.bar(vm, handler, in: fleet)
    guard bar == nil || (sabotage == .optOutAtTheNextBatch && bar == .optedOut) else { return false }
    return Eligibility.passing(vm, in: fleet) == nil
  }

  /// I2, I10, I14: a fleet that shrank while a batch was open may leave no room for a further start in it.
  @inline(__always)
  private func hasRoom(_ vm: VMIndex, _ run: Int, _ fleet: Fleet) -> Bool {
    let group = runs[run].group
    guard runs[run].remaining <= batchCap(of: group, fleet) else { return false }
    guard fleet.kind(of: group) == .standalone else { return true }
    let subscription = fleet.groups[group].subscription
    let count = fleet.standaloneCount[subscription]
    return count < 2 || standaloneInFlight[subscription] + 1 < count
  }

  private mutating func start(
    _ vm: VMIndex, _ index: Int, _ member: Int, _ run: Int, _ fleet: Fleet, _ now: Instant,
    _ events: inout [RolloutEvent]
  ) {
    let handler = rollouts[index].handler
    let from = fleet.version(of: handler, on: vm)!
    lastSerial &+= 1
    precondition(attemptOf[vm] < 0 || sabotage == .twoAttemptsOnOneVM, "I17: one attempt a VM")
    var record = rollouts[index].records[vm]
    if !record.countAttempt() { rollouts[index].countFurtherAttempt(of: vm) }
    record.standing = .pending
    setRecord(record, of: vm, index, fleet)
    let attempt = Attempt(
      vm: vm, handler: handler, rollout: index, run: run, member: member,
      number: sabotage == .sharedRandomStream ? Int(lastSerial) : rollouts[index].attempts(of: vm), from: from,
      to: rollouts[index].target, startedAt: now, serial: lastSerial)
    let place = store(attempt)
    attemptOf[vm] = Int32(place)
    rollouts[index].history.attempts += 1
    deadlines.add(.installLimit, at: now + fleet.policy.installLimit, place, Int(lastSerial))
    if fleet.kind(of: runs[run].group) == .standalone {
      standaloneInFlight[fleet.subscription(of: vm)] += 1
    }
    if tellsWaits { startedSomething(index, vm, runs[run].group, runs[run].lane, fleet) }
    if index != runs[run].rollout { dirtyRegions.insert(fleet.region(of: vm)) }
    events.append(
      .attemptStarted(
        AttemptStart(
          rollout: index + 1, run: runs[run].number, batch: runs[run].batch, vm: vm, handler: handler, from: from,
          to: attempt.to, attempt: attempt.number)))
  }

  private mutating func store(_ attempt: Attempt) -> Int {
    if let free = freeAttempts.popLast() {
      attempts[Int(free)] = attempt
      return Int(free)
    }
    attempts.append(attempt)
    return attempts.count - 1
  }

  /// Judges attempts of which something was reported or whose time came; true if there were any.
  mutating func judgeAttempts(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) -> Bool {
    guard !attemptsToJudge.isEmpty else { return false }
    let due = attemptsToJudge
    attemptsToJudge.removeAll(keepingCapacity: true)
    for place in due where attempts[Int(place)].serial != 0 { judge(Int(place), fleet, now, &events) }
    return true
  }

  private mutating func judge(_ place: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) {
    let report = attempts[place].report
    attempts[place].report = .none
    switch attempts[place].stage {
    case .installing:
      if report == .installed {
        attempts[place].stage = .watching
        attempts[place].installEndedAt = now
        deadlines.add(.window, at: now + window(of: attempts[place], fleet), place, Int(attempts[place].serial))
        if sabotage == .noGate { end(place, .upgraded, fleet, now, &events) }
        if sabotage == .staleSampleAccepted, fleet.health(of: attempts[place].vm) == .healthy {
          attempts[place].freshSince = now
          attemptsToJudge.append(Int32(place))
        }
      } else if report == .installFailed {
        rollBack(place, .installFailed, fleet, now, &events)
      }
    case .watching:
      let ended = attempts[place].installEndedAt
      let settled = ended + fleet.settle(of: attempts[place].vm)
      if attempts[place].freshSince >= 0, now >= settled {
        end(place, .upgraded, fleet, now, &events)
      } else if now >= ended + window(of: attempts[place], fleet) {
        rollBack(place, .notHealthy, fleet, now, &events)
      } else if attempts[place].freshSince >= 0 {
        // R4: no verdict before one settle time.
        deadlines.add(.settle, at: settled, place, Int(attempts[place].serial))
      }
    case .rollingBack:
      if report == .rolledBack { end(place, .rolledBack, fleet, now, &events) }
      if report == .rollbackFailed { end(place, .rollbackFailed, fleet, now, &events) }
    }
  }

  /// R2, R4: how long the VM is watched; longer by the grace period where Application Health itself is upgraded.
  @inline(__always)
  private func window(of attempt: Attempt, _ fleet: Fleet) -> Milliseconds {
    let grace = fleet.handlers[attempt.handler].isApplicationHealth ? fleet.grace(of: attempt.vm) : 0
    let error: Milliseconds = sabotage == .gateAt299999 ? -1 : sabotage == .gateAt300001 ? 1 : 0
    return fleet.policy.healthWindow + grace + error
  }

  private mutating func rollBack(
    _ place: Int, _ why: RollbackCause, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    if sabotage == .noRollback { return end(place, .rolledBack, fleet, now, &events) }
    attempts[place].stage = .rollingBack
    attempts[place].rollbackStartedAt = now
    let attempt = attempts[place]
    let previous = sabotage == .rollbackToAnotherVersion && attempt.from == 0 ? 1 : attempt.from
    deadlines.add(.rollbackLimit, at: now + fleet.policy.installLimit, place, Int(attempt.serial))
    events.append(
      .rollbackStarted(vm: attempt.vm, handler: attempt.handler, to: previous, attempt: attempt.number, why: why))
  }

  private mutating func end(
    _ place: Int, _ outcome: AttemptOutcome, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    let attempt = attempts[place]
    let index = attempt.rollout
    let vm = attempt.vm
    release(place, vm, fleet)
    var record = rollouts[index].records[vm]
    record.end(outcome)
    // R28: of what a rollout had in flight when it ended nobody else keeps count.
    if !rollouts[index].isLive {
      record.standing = Self.standing(
        of: vm, record, index, attempt.handler, rollouts[index].targetVersion, nil, sabotage, fleet)
    }
    setRecord(record, of: vm, index, fleet)
    let retry = noteRetry(attempt, outcome, fleet, now)
    let isTried = rollouts[index].isLive && fleet.isAutomatic(attempt.handler, on: vm)
    events.append(
      .attemptEnded(
        AttemptEnd(
          rollout: index + 1, vm: vm, handler: attempt.handler, outcome: outcome,
          version: fleet.version(of: attempt.handler, on: vm) ?? attempt.from, retryAt: isTried ? retry : nil)))
    score(attempt, outcome)
    reclassify(vm, fleet, &events)
    release(index, 1, runs[attempt.run].group, runs[attempt.run].lane, fleet)
    finish(attempt.member, of: attempt.run, fleet, now, &events)
  }

  /// R7, R8: when this VM and version may be tried again. Returns the time of a rolled back attempt's retry.
  private mutating func noteRetry(
    _ attempt: Attempt, _ outcome: AttemptOutcome, _ fleet: Fleet, _ now: Instant
  ) -> Instant? {
    let handler = attempt.handler
    if outcome == .upgraded {
      clearRetry(of: handler, on: attempt.vm)
      return nil
    }
    let older = olderRetries(attempt, now)
    guard outcome == .rolledBack else {
      retries[handler].set(
        attempt.vm, RetryTable.Entry(time: Self.needsPerson, target: attempt.to, since: now, older: older))
      return nil
    }
    let time = now + retryDelay(UInt64(attempt.vm), UInt64(handler) << 32 | UInt64(attempt.number), .machine)
    let phase = phaseOfRegion[fleet.region(of: attempt.vm)]
    rollouts[attempt.rollout].lastRetry[phase] = max(rollouts[attempt.rollout].lastRetry[phase], time)
    let haste = sabotage == .retryTooEarly ? Span.hour : 0
    retries[handler].set(attempt.vm, RetryTable.Entry(time: time - haste, target: attempt.to, since: now, older: older))
    if sabotage != .retryNever { deadlines.add(.retry, at: time - haste, attempt.vm, handler) }
    return time
  }

  /// Failures of earlier targets whose time has not come when an attempt at another one fails too.
  @inline(__always)
  private func olderRetries(_ attempt: Attempt, _ now: Instant) -> [OlderRetry] {
    guard let failure = retries[attempt.handler][attempt.vm] else { return [] }
    guard failure.time > now, failure.target != attempt.to else { return failure.older }
    return failure.older.filter { $0.target != failure.target }
      + [OlderRetry(target: failure.target, time: failure.time, since: failure.since)]
  }

  /// Nothing stands against an upgrade of a handler on a VM any more.
  mutating func clearRetry(of handler: HandlerIndex, on vm: VMIndex) {
    retries[handler].clear(vm)
  }

  enum RetryDraw: UInt64 {
    case machine = 0x5245_5452_59
    case group = 0x5245_5452_5A
  }

  /// R7: a keyed draw between the policy's shortest and longest wait, both included.
  @inline(__always)
  func retryDelay(_ a: UInt64, _ b: UInt64, _ purpose: RetryDraw) -> Milliseconds {
    let span = UInt64(retrySpan.upperBound - retrySpan.lowerBound + 1)
    return retrySpan.lowerBound + Milliseconds(KeyedDraw.draw(seed: seed, a, b, purpose.rawValue, below: span))
  }

  private mutating func score(_ attempt: Attempt, _ outcome: AttemptOutcome) {
    runs[attempt.run].count(
      vm: attempt.vm, of: attempt.rollout, isUpgraded: outcome == .upgraded,
      countsAsBad: sabotage != .rolledBackCountsAsGood)
    switch outcome {
    case .upgraded: rollouts[attempt.rollout].history.upgraded += 1
    case .rolledBack: rollouts[attempt.rollout].history.rolledBack += 1
    case .rollbackFailed: rollouts[attempt.rollout].history.rollbackFailed += 1
    }
  }

  /// The attempt is over: its place and its VM are free again.
  private mutating func release(_ place: Int, _ vm: VMIndex, _ fleet: Fleet) {
    attempts[place].serial = 0
    freeAttempts.append(Int32(place))
    attemptOf[vm] = -1
    if fleet.kind(of: fleet.group(of: vm)) == .standalone { standaloneInFlight[fleet.subscription(of: vm)] -= 1 }
  }

  /// R16: a VM removed in flight ends its attempt without a verdict, and nothing more is planned for it.
  mutating func drop(_ place: Int, _ fleet: Fleet) {
    let attempt = attempts[place]
    release(place, attempt.vm, fleet)
    let run = attempt.run
    let group = runs[run].group
    release(attempt.rollout, 1, group, runs[run].lane, fleet)
    for index in runs[run].members[attempt.member].next.removeAll() { release(index, 1, group, runs[run].lane, fleet) }
    memberDone(attempt.member, of: run, fleet)
  }

  /// The VM's next upgrade starts, or the VM is done with its batch.
  private mutating func finish(
    _ member: Int, of run: Int, _ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]
  ) {
    if runs[run].isShared, startNext(member, of: run, fleet, now, &events) { return }
    memberDone(member, of: run, fleet)
  }

  mutating func memberDone(_ member: Int, of run: Int, _ fleet: Fleet) {
    runs[run].remaining -= 1
    if runs[run].remaining == 0 { runsToClose.append(run) }
    let region = fleet.groups[runs[run].group].region
    locks.add(-1, region, lane: runs[run].lane, at: clock)
    if locks.laneInFlight(region) == nil { placeFreed(region, fleet) }
  }
}
