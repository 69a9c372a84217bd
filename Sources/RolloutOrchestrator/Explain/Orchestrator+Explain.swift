public import FleetModel

// Why is this so, what does it wait for, what comes next (R31): for one VM and for one group.

extension Orchestrator {
  /// Explains how a VM stands in a rollout.
  public func explain(machine vm: VMIndex, in id: RolloutID, _ fleet: Fleet, at now: Instant) -> Explanation {
    let index = id - 1
    if let flight = explainFlight(vm, index, fleet) { return flight }
    if let reason = notPart(vm, index, fleet) { return Explanation(activity: .notPart(reason), next: .nothing) }
    let record = rollouts[index].records[vm]
    if record.standing == .upgraded {
      return upgraded(vm, index, fleet)
    }
    if let outcome = rollouts[index].outcome { return over(outcome, index) }
    let group = fleet.group(of: vm)
    let region = fleet.groups[group].region
    var waits = ownObstacles(index, vm, fleet, now)
    if attemptOf[vm] >= 0 {
      let other = attempts[Int(attemptOf[vm])]
      waits.append(Wait(.busy, [.rollout(other.rollout + 1)], since: other.startedAt))
    }
    waits += regionObstacles(index, region, fleet)
    let lane = fleet.lane(of: vm)
    if let zone = laneObstacle(index, region, lane: lane, fleet) { waits.append(zone) }
    for wait in groupObstacles(index, group, fleet, now) {
      let narrowed = narrowed(wait, vm, index, group, lane, fleet)
      if !waits.contains(narrowed) { waits.append(narrowed) }
    }
    let isPending = record.standing == .pending
    return Explanation(
      activity: isPending ? .waiting(pending: 1) : .done(upgraded: 0, excluded: 1), since: waits.first?.since,
      waits: waits, gates: gates(index, group, fleet), next: next(waits, now))
  }

  /// Explains why a VM takes part in no rollout of an extension that has none.
  public func explain(machine vm: VMIndex, without handler: HandlerIndex, _ fleet: Fleet) -> Explanation {
    guard fleet.exists(vm) else { return Explanation(activity: .notPart(.removed), next: .nothing) }
    guard let installed = fleet.version(of: handler, on: vm) else {
      return Explanation(activity: .notPart(.noHandler), next: .nothing)
    }
    var reason = Eligibility.bar(vm, handler, in: fleet)
    let published = fleet.handlers[handler].newestPublished(major: fleet.handlers[handler].versions[installed].major)
    // R27: a version starts no rollout while nobody can take it.
    if let published, fleet.handlers[handler].versions[installed] < fleet.handlers[handler].versions[published] {
      reason = reason ?? Eligibility.passing(vm, in: fleet) ?? Eligibility.sickness(vm, in: fleet)
    }
    return Explanation(activity: .notPart(.noRollout), waits: reason.map { [Wait($0)] } ?? [], next: .nothing)
  }

  /// Of one VM the time is not kept; its group was done at the same moment or later.
  private func upgraded(_ vm: VMIndex, _ index: Int, _ fleet: Fleet) -> Explanation {
    let progress = rollouts[index].groups[fleet.group(of: vm)]
    var explanation = Explanation(activity: .done(upgraded: 1, excluded: 0), next: .nothing)
    explanation.doneBy = progress.pending == 0 ? progress.doneAt : nil
    return explanation
  }

  /// A rollout that is over; `upgraded` and `eligible` are VMs of the place that is asked about, where it is no single VM.
  func over(_ outcome: RolloutOutcome, _ index: Int, upgraded: Int = 0, of eligible: Int = 0) -> Explanation {
    var explanation = Explanation(activity: .over(outcome), since: rollouts[index].endedAt, next: .nothing)
    if eligible > 0 { explanation.reached = Explanation.Reached(upgraded: upgraded, eligible: eligible) }
    explanation.isWithdrawn = rollouts[index].isWithdrawn
    return explanation
  }

  /// What is done, or in flight yet, in a rollout that is over: nothing waits there any more, and no gate stands before it.
  func finishing(
    _ explanation: Explanation, _ index: Int, _ end: Explanation.End, latest: Instant? = nil
  ) -> Explanation {
    var explanation = explanation
    explanation.end = end
    explanation.isWithdrawn = rollouts[index].isWithdrawn
    explanation.gates = []
    if case .inFlight = explanation.activity { explanation.next = .flightEnds(latest: latest) }
    return explanation
  }

  /// The end of a rollout; nil while it is live.
  func end(_ index: Int) -> Explanation.End? {
    rollouts[index].outcome.flatMap { outcome in
      rollouts[index].endedAt.map { Explanation.End(outcome: outcome, at: $0) }
    }
  }

  /// Explains how a group stands in a rollout.
  public func explain(group: GroupIndex, in id: RolloutID, _ fleet: Fleet, at now: Instant) -> Explanation {
    let index = id - 1
    let counts = counts(of: id, group: group, in: fleet)
    let region = fleet.groups[group].region
    var explanation = Explanation(
      activity: activity(counts, index, isLeft: rollouts[index].groups[group].pending > 0), next: .nothing)
    explanation.gates = gates(index, group, fleet)
    if case .over(let outcome) = explanation.activity {
      return over(outcome, index, upgraded: counts.upgraded, of: counts.eligible)
    }
    if case .notPart = explanation.activity { return explanation }
    if case .done(let upgraded, _) = explanation.activity, upgraded > 0 {
      explanation.since = rollouts[index].groups[group].doneAt
    }
    let pending = Int(rollouts[index].groups[group].pending) - counts.inFlight
    if counts.inFlight > 0 { explanation.left = pending }
    if counts.inFlight > 0, runOf[group] >= 0 { explanation.since = runs[Int(runOf[group])].batchStartedAt }
    if explanation.left > 0 { explanation.afterFlight = afterFlight(index, [group], fleet, now) }
    let latest = counts.inFlight > 0 ? latestEnd(ofBatch: group, fleet) : nil
    if let end = end(index) { return finishing(explanation, index, end, latest: latest) }
    if pending > 0 {
      explanation.waits = regionObstacles(index, region, fleet)
      if let zone = zoneObstacle(index, group, fleet, now) { explanation.waits.append(zone) }
      explanation.waits += groupObstacles(index, group, fleet, now)
    }
    explanation.parts = machineParts(index, fleet.members(of: group), fleet, now, lane: nil)
    explanation.next = next(explanation, inFlight: counts.inFlight, pending: pending, latest: latest, now)
    return explanation
  }

  /// A VM in flight for this rollout.
  private func explainFlight(_ vm: VMIndex, _ index: Int, _ fleet: Fleet) -> Explanation? {
    guard attemptOf[vm] >= 0 else { return nil }
    let attempt = attempts[Int(attemptOf[vm])]
    guard attempt.rollout == index else { return nil }
    let gates = gates(index, fleet.group(of: vm), fleet)
    switch attempt.stage {
    case .installing:
      let limit = attempt.startedAt + fleet.policy.installLimit
      return Explanation(
        activity: .installing(since: attempt.startedAt, limit: limit), since: attempt.startedAt, gates: gates,
        next: .installEnds(latest: limit))
    case .watching:
      let ended = attempt.installEndedAt
      let grace = fleet.handlers[attempt.handler].isApplicationHealth ? fleet.grace(of: vm) : 0
      return Explanation(
        activity: .watching(since: ended), since: ended, gates: gates,
        next: .verdict(
          earliest: attempt.freshSince >= 0 ? ended + fleet.settle(of: vm) : nil,
          latest: ended + fleet.policy.healthWindow + grace))
    case .rollingBack:
      return Explanation(
        activity: .rollingBack, since: attempt.rollbackStartedAt, gates: gates,
        next: .rollbackEnds(latest: attempt.rollbackStartedAt + fleet.policy.installLimit))
    }
  }

  private func notPart(_ vm: VMIndex, _ index: Int, _ fleet: Fleet) -> Explanation.NotPartReason? {
    guard fleet.exists(vm) else { return .removed }
    guard let installed = fleet.version(of: rollouts[index].handler, on: vm) else { return .noHandler }
    guard rollouts[index].records[vm].standing == .out else { return nil }
    let version = fleet.handlers[rollouts[index].handler].versions[installed]
    return version.major == rollouts[index].targetVersion.major ? .upToDate : .otherMajor
  }

  /// R13: of the group's own open batch a VM may be kept by the zone, by the update domain, or by the batch's size.
  private func narrowed(
    _ wait: Wait, _ vm: VMIndex, _ index: Int, _ group: GroupIndex, _ lane: Int, _ fleet: Fleet
  ) -> Wait {
    guard wait.reason == .groupBusy, runOf[group] >= 0 else { return wait }
    let run = runs[Int(runOf[group])]
    guard run.rollout == index, let first = run.members.first?.vm else { return wait }
    if run.lane != lane {
      let zone = fleet.regions[fleet.groups[group].region].zone(lane: run.lane)
      return Wait(.zone, [.zone(zone)], since: run.batchStartedAt)
    }
    return fleet.domainKey(of: first) == fleet.domainKey(of: vm)
      ? wait : Wait(.updateDomain, wait.figures, since: run.batchStartedAt)
  }

  /// R25: what keeps a group whose ready VMs are all in other lanes than the one that is in flight.
  func zoneObstacle(_ index: Int, _ group: GroupIndex, _ fleet: Fleet, _ now: Instant) -> Wait? {
    let region = fleet.groups[group].region
    guard readLocks(index, fleet, { $0.laneInFlight(region) }) != nil else { return nil }
    let lanes = readyLanes(index, group, fleet, now)
    let blocked = lanes.compactMap { laneObstacle(index, region, lane: $0, fleet) }
    guard blocked.count == lanes.count, var wait = blocked.first else { return nil }
    // A zone may have been busy for longer than this rollout is there.
    wait.since = wait.since.map { max($0, rollouts[index].startedAt) }
    return wait
  }

  /// R25: the lanes of a group in which some VM waits for nothing of its own.
  private func readyLanes(_ index: Int, _ group: GroupIndex, _ fleet: Fleet, _ now: Instant) -> [Int] {
    var lanes: [Int] = []
    for vm in fleet.members(of: group)
    where fleet.exists(vm) && attemptOf[vm] < 0 && rollouts[index].records[vm].standing == .pending {
      let lane = fleet.lane(of: vm)
      if !lanes.contains(lane), ownObstacles(index, vm, fleet, now).isEmpty { lanes.append(lane) }
    }
    return lanes
  }

  /// What a place does whose VMs stand so. `isLeft`: whether a rollout that is over left some there, removed since or not.
  func activity(_ counts: StateCounts, _ index: Int, isLeft: Bool) -> Explanation.Activity {
    if counts.inFlight > 0 { return .inFlight(count: counts.inFlight) }
    if counts.total == counts.notPart { return .notPart(.nobody) }
    let pending = counts.eligible - counts.upgraded
    if let outcome = rollouts[index].outcome, isLeft || pending > 0 || counts.upgraded == 0 { return .over(outcome) }
    return pending > 0
      ? .waiting(pending: pending) : .done(upgraded: counts.upgraded, excluded: counts.excluded)
  }

  /// What follows from waits that must all be over.
  func next(_ waits: [Wait], _ now: Instant) -> Explanation.Next {
    if waits.isEmpty { return .whenOver }
    if waits.contains(where: { $0.mender == .operator }) { return .person }
    return Self.end(of: waits).map { .resumes(at: $0) } ?? .whenOver
  }

  /// When the last of some waits is over; nil if that is not known of each.
  static func end(of waits: [Wait]) -> Instant? {
    waits.allSatisfy { $0.until != nil } ? waits.compactMap(\.until).max() : nil
  }

  func next(
    _ explanation: Explanation, inFlight: Int, pending: Int, latest: Instant? = nil, _ now: Instant
  ) -> Explanation.Next {
    if inFlight > 0 { return .flightEnds(latest: latest) }
    guard pending > 0 else { return .nothing }
    if !explanation.waits.isEmpty { return next(explanation.waits, now) }
    // The parts go on each for itself, so those without a moment may do so at any time.
    let parts = explanation.parts.filter(\.isPending)
    if parts.allSatisfy({ $0.reason == .failed }), !parts.isEmpty { return .person }
    let timed = parts.filter { $0.reason != .failed }
    guard timed.allSatisfy({ $0.until != nil }), let first = timed.compactMap(\.until).min() else { return .whenOver }
    return .resumes(at: first)
  }

  /// What the VMs of a list wait for by themselves.
  func machineParts(
    _ index: Int, _ machines: some Sequence<VMIndex>, _ fleet: Fleet, _ now: Instant, lane: Int?
  ) -> [PartWait] {
    var parts: [PartWait] = []
    for vm in machines where fleet.exists(vm) && attemptOf[vm] < 0 {
      let standing = rollouts[index].records[vm].standing
      guard standing == .pending || standing == .excluded, lane.map({ $0 == fleet.lane(of: vm) }) ?? true,
        let wait = ownObstacles(index, vm, fleet, now).first
      else { continue }
      Self.add(
        PartWait(
          reason: wait.reason, count: 1, isGroups: false, isPending: standing == .pending, until: wait.until,
          since: wait.since), to: &parts)
    }
    return Self.ordered(parts)
  }

  /// What keeps those that are still to be upgraded comes first, then why others are left out; most first.
  static func ordered(_ parts: [PartWait]) -> [PartWait] {
    parts.sorted { ($0.isPending ? 1 : 0, $0.count) > ($1.isPending ? 1 : 0, $1.count) }
  }

  static func add(_ part: PartWait, to parts: inout [PartWait]) {
    let place = parts.firstIndex {
      $0.reason == part.reason && $0.isGroups == part.isGroups && $0.isPending == part.isPending
    }
    guard let place else {
      parts.append(part)
      return
    }
    parts[place].count += part.count
    if let bound = part.until ?? part.notBefore, let other = parts[place].until ?? parts[place].notBefore {
      parts[place].notBefore = min(bound, other)
    } else {
      parts[place].notBefore = nil
    }
    if let until = part.until { parts[place].until = min(until, parts[place].until ?? .max) }
    if let since = part.since { parts[place].since = min(since, parts[place].since ?? .max) }
  }
}
