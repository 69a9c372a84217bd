public import FleetModel
public import FleetSession
public import RolloutOrchestrator

/// What a session told, for tests to ask questions of.
public struct Story {
  /// All events, in order.
  public let events: [SessionEvent]

  /// A story of these events.
  public init(_ events: [SessionEvent]) { self.events = events }

  /// What the orchestrator decided, with the times; what is told of many VMs at once as one entry for each.
  public var decisions: [(time: Instant, event: RolloutEvent)] {
    var decisions: [(time: Instant, event: RolloutEvent)] = []
    for entry in events {
      entry.forEachTold { if case .rollout(let event) = $0.what { decisions.append(($0.time, event)) } }
    }
    return decisions
  }

  /// The batches, in order.
  public var batches: [(time: Instant, batch: BatchStart)] {
    decisions.compactMap { entry in if case .batchStarted(let batch) = entry.event { (entry.time, batch) } else { nil }
    }
  }

  /// The attempts, in order.
  public var attempts: [(time: Instant, start: AttemptStart)] {
    decisions.compactMap { entry in
      if case .attemptStarted(let start) = entry.event { (entry.time, start) } else { nil }
    }
  }

  /// The ends of attempts, in order.
  public var verdicts: [(time: Instant, end: AttemptEnd)] {
    decisions.compactMap { entry in if case .attemptEnded(let end) = entry.event { (entry.time, end) } else { nil } }
  }

  /// The ends of attempts of one VM, in order.
  public func verdicts(of vm: VMIndex, _ handler: HandlerIndex = 0) -> [(time: Instant, end: AttemptEnd)] {
    verdicts.filter { $0.end.vm == vm && $0.end.handler == handler }
  }

  /// The attempts of one VM, in order.
  public func attempts(of vm: VMIndex, _ handler: HandlerIndex = 0) -> [(time: Instant, start: AttemptStart)] {
    attempts.filter { $0.start.vm == vm && $0.start.handler == handler }
  }

  /// When attempts of a handler on a VM ended or started, as spans; open ones last until the end of time.
  public var spans: [(start: AttemptStart, from: Instant, to: Instant)] {
    attempts.map { time, start in
      let end = verdicts.first { $0.time >= time && $0.end.vm == start.vm && $0.end.handler == start.handler }
      return (start, time, end?.time ?? .max)
    }
  }

  /// The ends of runs, in order.
  public var runEnds: [(time: Instant, group: GroupIndex, outcome: RunOutcome, retryAt: Instant?)] {
    decisions.compactMap { entry in
      if case .runEnded(_, _, let group, let outcome, let retry) = entry.event {
        (entry.time, group, outcome, retry)
      } else {
        nil
      }
    }
  }

  /// The starts of phases, in order.
  public var phaseStarts: [(time: Instant, rollout: RolloutID, phase: Int)] {
    decisions.compactMap { entry in
      if case .phaseStarted(let rollout, let phase) = entry.event { (entry.time, rollout, phase) } else { nil }
    }
  }

  /// The successes of phases, in order.
  public var phaseSuccesses: [(time: Instant, phase: Int, eligible: Int, upgraded: Int)] {
    decisions.compactMap { entry in
      if case .phaseSucceeded(_, let phase, let eligible, let upgraded, _) = entry.event {
        (entry.time, phase, eligible, upgraded)
      } else {
        nil
      }
    }
  }

  /// The starts of rollouts, in order.
  public var rollouts: [(time: Instant, rollout: RolloutID, handler: HandlerIndex, version: VersionIndex)] {
    decisions.compactMap { entry in
      if case .rolloutStarted(let rollout, let handler, let version) = entry.event {
        (entry.time, rollout, handler, version)
      } else {
        nil
      }
    }
  }

  /// The ends of rollouts, in order.
  public var rolloutEnds: [(time: Instant, rollout: RolloutID, outcome: RolloutOutcome)] {
    decisions.compactMap { entry in
      if case .rolloutEnded(let rollout, let outcome) = entry.event { (entry.time, rollout, outcome) } else { nil }
    }
  }

  /// The starts of rollbacks, in order.
  public var rollbacks: [(time: Instant, vm: VMIndex, why: RollbackCause)] {
    decisions.compactMap { entry in
      if case .rollbackStarted(let vm, _, _, _, let why) = entry.event { (entry.time, vm, why) } else { nil }
    }
  }

  /// The waits of one reason, in order.
  public func waits(_ reason: WaitReason) -> [(time: Instant, scope: WaitScope, wait: Wait)] {
    decisions.compactMap { entry in
      if case .waiting(_, let scope, let wait) = entry.event, wait.reason == reason {
        (entry.time, scope, wait)
      } else {
        nil
      }
    }
  }

  /// When the install of a VM ended, each time it did.
  public func installEnds(of vm: VMIndex) -> [Instant] {
    events.compactMap { entry in
      if case .fleet(.installEnded(vm, _, _, _)) = entry.what { entry.time } else { nil }
    }
  }
}

extension Session {
  /// Lets time pass and tells what happened.
  public mutating func tell(to time: Instant) -> Story {
    advance(to: time)
    return Story(takeEvents())
  }
}
