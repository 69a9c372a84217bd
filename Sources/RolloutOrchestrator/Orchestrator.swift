public import FleetModel

/// The availability-first rules as a state machine over all rollouts of a fleet.
///
/// It sees the observed fleet and nothing else. Its loop partner tells it what happened (`observe`), asks what to do
/// now (`decide`), carries out the operations that the decisions imply, and asks again until it is silent. It judges the
/// state it sees, never the event that woke it; `wakeUp` says when to ask even if nothing happens.
public struct Orchestrator: Sendable, Codable {
  /// All rollouts that ever started; a rollout's id is its index plus one.
  public internal(set) var rollouts: [Rollout] = []
  /// Whether waits are told as events (R31). Decisions do not depend on it; answers to "why" are there either way.
  public let tellsWaits: Bool

  let seed: UInt64
  /// R7's shortest and longest wait.
  let retrySpan: ClosedRange<Milliseconds>
  /// The phase of each region, from 0.
  let phaseOfRegion: [Int]

  /// Indexes of live rollouts by handler, oldest first.
  var liveByHandler: [[Int]]
  /// Indexes of all live rollouts, oldest first (R25a).
  var live: [Int] = []
  /// R22b: targets that were reached, and whose rollout a VM that becomes eligible starts anew.
  var dormant: [[DormantTarget]]
  /// Handlers whose targets must be looked at.
  var handlersToTarget: [HandlerIndex] = []
  var startsAll = true

  /// Index of a VM's attempt in flight; -1 if there is none (I17).
  var attemptOf: [Int32]
  var attempts: [Attempt] = []
  var freeAttempts: [Int32] = []
  var lastSerial: Int32 = 0
  var attemptsToJudge: [Int32] = []

  /// R7, R8: failed upgrades that wait, by handler.
  var retries: [RetryTable]

  /// Index of the run that has a group; -1 if none has (R20).
  var runOf: [Int32]
  var runs: [Run] = []
  var freeRuns: [Int] = []
  var lastRun = 0
  var runsToClose: [Int] = []
  /// R15: groups with an open batch whose health changed within this instant.
  var groupsToWeigh: [GroupIndex] = []
  /// R21: no batch of a set with a pause of its own before this, whichever run it is of; looked up by group only.
  var pausedUntil: [GroupIndex: Instant] = [:]

  var locks: PlaceLocks
  /// R25a: the oldest rollout that has work in a region but must wait for a zone or a pair.
  var wishes: [Wish?]
  var dirtyRegions: RegionQueue
  /// R31: places about which something changed, so that what is told of them must be looked at again.
  var groupsToTell: [CapWaiter] = []
  var regionsToTell: RegionQueue
  /// R14: since when a set was seen over its limit; looked up by group only.
  var overLimitSince: [GroupIndex: Instant] = [:]
  /// R19: standalone VMs in flight, by subscription, and the groups that wait for one of them to end.
  var standaloneInFlight: [Int]
  var capWaiters: [[CapWaiter]]
  var deadlines = Deadlines()
  /// The rule that a test has broken; nil in every real run.
  package var sabotage: Sabotage?

  /// The instant that is being worked on, so that waits can be told with their time.
  var clock: Instant = 0

  static let needsPerson = Instant.max

  /// An orchestrator that has not looked at the fleet yet. Rollouts of R27 start with the first decision.
  public init(fleet: Fleet, seed: UInt64, tellsWaits: Bool) {
    self.seed = seed
    self.tellsWaits = tellsWaits
    retrySpan = fleet.policy.retryMin...fleet.policy.retryMax
    var phaseOfRegion = Array(repeating: 0, count: fleet.regions.count)
    for (index, phase) in fleet.phasePlan.enumerated() {
      for region in phase.regions { phaseOfRegion[region] = index }
    }
    self.phaseOfRegion = phaseOfRegion
    let handlers = fleet.handlers.count
    liveByHandler = Array(repeating: [], count: handlers)
    dormant = Array(repeating: [], count: handlers)
    attemptOf = Array(repeating: -1, count: fleet.machineIndices.count)
    retries = Array(repeating: RetryTable(), count: handlers)
    runOf = Array(repeating: -1, count: fleet.groups.count)
    locks = PlaceLocks(regionCount: fleet.regions.count)
    wishes = Array(repeating: nil, count: fleet.regions.count)
    dirtyRegions = RegionQueue(count: fleet.regions.count)
    regionsToTell = RegionQueue(count: fleet.regions.count)
    standaloneInFlight = Array(repeating: 0, count: fleet.subscriptions.count)
    capWaiters = Array(repeating: [], count: fleet.subscriptions.count)
  }

  /// When to decide again even if nothing else happens before.
  public var wakeUp: Instant? { startsAll ? 0 : deadlines.next }

  /// The same, asked where the orchestrator lies and not of a copy.
  public mutating func findWakeUp() -> Instant? { startsAll ? 0 : deadlines.next }

  /// Decides all that is due at this instant, makes it part of the state and appends it to `events`.
  public mutating func decide(observing fleet: Fleet, at now: Instant, into events: inout [RolloutEvent]) {
    clock = now
    defer { forgetMetLimits() }
    takeDeadlines(fleet, now, &events)
    var isQuiet = false
    while !isQuiet {
      isQuiet = true
      if judgeAttempts(fleet, now, &events) { isQuiet = false }
      if closeBatches(fleet, now, &events) { isQuiet = false }
      if chooseTargets(fleet, now, &events) { isQuiet = false }
      if weighGroups(fleet, now, &events) { isQuiet = false }
      if startWork(fleet, now, &events) { isQuiet = false }
      if gatePhases(fleet, now, &events) { isQuiet = false }
    }
    if tellsWaits { tellPlaces(fleet, now, &events) }
  }

  /// R15, judged when an instant is over: a set with an open batch that has too many unhealthy VMs runs no further batch.
  /// It does not hold for standalone VMs (R19).
  public mutating func endInstant(observing fleet: Fleet) {
    for group in groupsToWeigh where runOf[group] >= 0 {
      let run = Int(runOf[group])
      guard runs[run].hasOpenBatch, !runs[run].isDoomed else { continue }
      guard fleet.kind(of: group) != .standalone || sabotage == .standaloneStopped else { continue }
      let total = fleet.memberCount(of: group)
      let percent = fleet.limits(of: group).unhealthyPercent
      guard HealthGate.exceeds(fleet.unhealthyCount(of: group), of: total, percent: percent) else { continue }
      let bad = fleet.unhealthyCount(of: group) - unhealthyInFlight(runs[run], fleet)
      if HealthGate.exceeds(bad, of: total, percent: percent) { runs[run].isDoomed = true }
    }
    groupsToWeigh.removeAll(keepingCapacity: true)
  }

  private func unhealthyInFlight(_ run: Run, _ fleet: Fleet) -> Int {
    var bad = 0
    for member in run.members where attemptOf[member.vm] >= 0 && fleet.countsAsUnhealthy(member.vm) { bad += 1 }
    return bad
  }

  /// Limits that were met need no look, and an instant in which nothing can happen need not come. The last one of a
  /// kind comes all the same: it is how long a run goes on after its last event, and so which checkpoints it has.
  private mutating func forgetMetLimits() {
    Self.forget(.installLimit, unless: .installing, attempts, &deadlines)
    Self.forget(.window, unless: .watching, attempts, &deadlines)
    Self.forget(.rollbackLimit, unless: .rollingBack, attempts, &deadlines)
  }

  @inline(__always)
  private static func forget(
    _ kind: Deadlines.Kind, unless stage: Attempt.Stage, _ attempts: [Attempt], _ deadlines: inout Deadlines
  ) {
    while let first = deadlines.firstOfMany(kind) {
      let place = Int(first.a)
      if attempts[place].serial == first.b, attempts[place].stage == stage { return }
      deadlines.removeFirst(kind)
    }
  }

  private mutating func takeDeadlines(_ fleet: Fleet, _ now: Instant, _ events: inout [RolloutEvent]) {
    while let due = deadlines.takeDue(at: now) {
      let a = Int(due.a)
      switch due.kind {
      case .installLimit:
        if attempts[a].serial == due.b, attempts[a].stage == .installing {
          events.append(.abandoned(vm: attempts[a].vm, handler: attempts[a].handler))
        }
      case .rollbackLimit:
        if attempts[a].serial == due.b, attempts[a].stage == .rollingBack {
          events.append(.abandoned(vm: attempts[a].vm, handler: attempts[a].handler))
        }
      case .settle, .window:
        if attempts[a].serial == due.b, attempts[a].stage == .watching { attemptsToJudge.append(due.a) }
      case .retry:
        touch(fleet.group(of: a), handler: Int(due.b))
        if tellsWaits { for index in liveByHandler[Int(due.b)] { retell(a, index, fleet, &events) } }
      case .groupRetry:
        touch(a, rollout: Int(due.b))
      case .pause:
        for index in live { touch(a, rollout: index) }
      case .bake:
        rollouts[a].isGateDirty = true
      }
    }
  }
}

/// R7: an earlier target that failed, and when it may be tried again.
struct OlderRetry: Sendable, Equatable, Codable {
  var target: VersionIndex
  var time: Instant
  /// When it failed.
  var since: Instant
}

/// R22b: a major of a handler whose newest version the fleet has reached.
struct DormantTarget: Sendable, Codable {
  var major: UInt32
  var version: VersionIndex
}

/// R25a: who waits for a region to become free.
struct Wish: Sendable, Equatable, Codable {
  var rollout: Int
  /// It waits for a geo-paired region, not for a zone.
  var isForPair: Bool
  var since: Instant
}

/// A group of a rollout; R19: one that waits until a VM of its subscription is done.
struct CapWaiter: Sendable, Codable {
  var rollout: Int
  var group: GroupIndex
}

/// Regions that must be looked at again, each once, in ascending order.
struct RegionQueue: Sendable, Codable {
  private var words: [UInt64]
  private(set) var isEmpty = true

  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  mutating func insert(_ region: RegionIndex) {
    words[region >> 6] |= 1 << UInt64(region & 63)
    isEmpty = false
  }

  mutating func takeAll() -> [RegionIndex] {
    guard !isEmpty else { return [] }
    isEmpty = true
    var taken: [RegionIndex] = []
    for index in words.indices {
      while words[index] != 0 {
        taken.append(index << 6 | words[index].trailingZeroBitCount)
        words[index] &= words[index] - 1
      }
    }
    return taken
  }
}
