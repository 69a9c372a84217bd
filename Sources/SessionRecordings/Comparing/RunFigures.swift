public import FleetModel
public import FleetSession
public import RolloutOrchestrator

/// How a recorded session went, in the figures that two of them are compared by.
public struct RunFigures: Sendable {
  /// Simulated time at the end.
  public private(set) var duration: Instant = 0
  /// The rollouts, in the order of their starts.
  public private(set) var rollouts: [RolloutFigures] = []
  /// The largest part of a set that was unhealthy at one time.
  public private(set) var worst: UnhealthyShare?
  /// The longest time for which a set was above its limit of unhealthy VMs (R14).
  public private(set) var longestOverLimit: (group: String, duration: Milliseconds)?
  /// The state at the end.
  public private(set) var digest = ""
  /// Why the replay ended before the recording did.
  public private(set) var mismatch: ReplayMismatch?

  /// One rollout at the end.
  public struct RolloutFigures: Sendable {
    /// Its number.
    public let id: RolloutID
    /// Handler and version.
    public let name: String
    /// Its VMs by their last attempt.
    public let tally: OutcomeTally
    /// How it ended; nil if it did not.
    public let outcome: RolloutOutcome?
    /// From its start to its end, or to the end of the recording.
    public let duration: Milliseconds
  }

  /// A set with unhealthy VMs.
  public struct UnhealthyShare: Sendable, Equatable {
    /// The set.
    public let group: String
    /// Unhealthy VMs.
    public let bad: Int
    /// VMs of the set.
    public let total: Int
    /// When.
    public let time: Instant
  }

  /// Runs a recording to its end and measures it.
  public init(_ recording: Recording, plan: FleetPlan) {
    var playback = Playback(recording, plan: plan, keepsEvents: true)
    var watch = UnhealthyWatch(plan.fleet)
    do throws(ReplayMismatch) {
      while try playback.step(upTo: recording.end) { watch.look(playback.takeEvents(), playback.session) }
      try playback.advance(to: recording.end)
    } catch {
      mismatch = error
    }
    let session = playback.session
    duration = session.now
    digest = session.digest.hex
    worst = watch.worst
    longestOverLimit = watch.longest(upTo: session.now, session.fleet)
    rollouts = session.orchestrator.rollouts.map { rollout in
      RolloutFigures(
        id: rollout.id, name: "\(session.fleet.handlers[rollout.handler].type) \(rollout.targetVersion)",
        tally: session.orchestrator.outcomes(of: rollout.id, in: session.fleet), outcome: rollout.outcome,
        duration: (rollout.endedAt ?? session.now) - rollout.startedAt)
    }
  }
}

/// Watches the sets of a fleet for unhealthy VMs, looking only at those that something happened to.
private struct UnhealthyWatch {
  private(set) var worst: RunFigures.UnhealthyShare?
  private var overSince: [Instant?]
  private var longest: (group: GroupIndex, duration: Milliseconds)?

  init(_ fleet: Fleet) { overSince = Array(repeating: nil, count: fleet.groups.count) }

  mutating func look(_ events: [SessionEvent], _ session: Session) {
    let fleet = session.fleet
    for event in events {
      guard case .fleet(let change) = event.what, let group = group(of: change, fleet),
        fleet.kind(of: group) != .standalone
      else { continue }
      look(at: group, event.time, fleet)
    }
  }

  private func group(of change: FleetEvent, _ fleet: Fleet) -> GroupIndex? {
    switch change {
    case .health(let vm, _, _, _), .power(let vm, _), .machineRemoved(let vm): fleet.group(of: vm)
    case .machineAdded(let machine): machine.group
    default: nil
    }
  }

  private mutating func look(at group: GroupIndex, _ time: Instant, _ fleet: Fleet) {
    let (bad, total) = (fleet.unhealthyCount(of: group), fleet.memberCount(of: group))
    if bad > 0, worst.map({ bad * $0.total > $0.bad * total }) ?? true {
      worst = RunFigures.UnhealthyShare(group: fleet.name(ofGroup: group), bad: bad, total: total, time: time)
    }
    let isOver = bad > fleet.limits(of: group).unhealthyLimit(of: total)
    switch (overSince[group], isOver) {
    case (nil, true): overSince[group] = time
    case (let since?, false):
      overSince[group] = nil
      if time - since > longest?.duration ?? 0 { longest = (group, time - since) }
    default: break
    }
  }

  func longest(upTo end: Instant, _ fleet: Fleet) -> (group: String, duration: Milliseconds)? {
    var longest = longest
    for (group, since) in overSince.enumerated() {
      if let since, end - since > longest?.duration ?? 0 { longest = (group, end - since) }
    }
    return longest.map { (fleet.name(ofGroup: $0.group), $0.duration) }
  }
}
