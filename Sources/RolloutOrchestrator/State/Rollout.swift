public import FleetModel

/// One handler moving to one version across the fleet, phase by phase.
public struct Rollout: Sendable, Codable {
  /// Its number, from 1.
  public let id: RolloutID
  /// What is upgraded.
  public let handler: HandlerIndex
  /// To which version.
  public let target: VersionIndex
  /// The target as numbers.
  public let targetVersion: HandlerVersion
  /// When it started.
  public let startedAt: Instant
  /// When it ended, if it did.
  public internal(set) var endedAt: Instant?
  /// How it ended; nil while it is live.
  public internal(set) var outcome: RolloutOutcome?
  /// R29: whether it ended because its version was withdrawn.
  public internal(set) var isWithdrawn = false
  /// R30: whether it is held, or was when it ended.
  public internal(set) var isHeld = false
  /// R30: since when it is held; nil if it is not.
  public internal(set) var heldSince: Instant?
  /// The phase it is in, from 0.
  public internal(set) var phase = 0
  /// What it does there.
  public internal(set) var stage = Stage.active
  /// What is counted, by region.
  public internal(set) var regions: [RolloutTally]
  /// What is counted, by phase.
  public internal(set) var phases: [RolloutTally]
  /// How each phase went, as far as it did.
  public internal(set) var phaseTimes: [PhaseTimes]
  /// What happened so far, for summaries.
  public internal(set) var history = RolloutHistory()

  var records: [MachineRecord]
  /// Attempts that the records have no room to count; looked up by VM only.
  private var furtherAttempts: [VMIndex: Int] = [:]
  var groups: [GroupProgress]
  var work: WorkBoard
  var locks: PlaceLocks
  var dirtyGroups: [GroupIndex] = []
  /// Runs this rollout leads, by phase.
  var openRuns: [Int]
  var waits: WaitMemory
  /// R31: whether what was told about phases must be looked at again.
  var arePhasesToTell = true
  /// R17: groups that a run of this rollout stopped on, and by which figures; looked up by group only.
  var stops: [GroupIndex: StopRecord] = [:]
  /// By phase: since when it has VMs in flight without a break, and the last retry that was told there (R7).
  var flightSince: [Instant]
  var lastRetry: [Instant]
  /// What forecasts go by.
  var pace = BatchPace()
  /// Whether the phase gate must be looked at again.
  var isGateDirty = true

  /// What a rollout does in its phase.
  public enum Stage: Sendable, Equatable, Codable {
    /// Upgrading, or waiting for what is left.
    case active
    /// R23: the phase succeeded; the next starts then.
    case baking(until: Instant)
    /// The last phase passed; stragglers may remain.
    case passed
  }

  /// Whether it can still start something, now or later.
  public var isLive: Bool { outcome == nil }

  /// All regions together.
  public var total: RolloutTally { phases.reduce(into: RolloutTally()) { $0.add($1) } }

  /// The phase that has VMs in flight, if one has; never two (I12).
  public var phaseInFlight: Int? { phases.firstIndex { $0.inFlight > 0 } }

  /// R22a: whether a phase was reached. What is before the present one are stragglers.
  func hasStarted(phase: Int) -> Bool { phase <= self.phase }

  /// Whether VMs of a phase wait for something, or the phase itself does.
  func isWaiting(inPhase phase: Int) -> Bool {
    phases[phase].pending > phases[phase].inFlight || !hasStarted(phase: phase)
  }

  /// How the last attempt of a VM in this rollout ended.
  public func lastOutcome(of vm: VMIndex) -> AttemptOutcome? { vm < records.count ? records[vm].lastOutcome : nil }

  /// How many attempts a VM had in this rollout.
  public func attempts(of vm: VMIndex) -> Int {
    guard vm < records.count else { return 0 }
    return records[vm].attempts + (records[vm].isFull ? furtherAttempts[vm] ?? 0 : 0)
  }

  /// Counts an attempt that its record has no room for.
  mutating func countFurtherAttempt(of vm: VMIndex) { furtherAttempts[vm, default: 0] += 1 }

  /// R11a: forgets them.
  mutating func forgetFurtherAttempts(of vm: VMIndex) {
    if !furtherAttempts.isEmpty { furtherAttempts[vm] = nil }
  }

  /// R17: until when a stopped group is left alone; nil if it is not.
  public func stopped(_ group: GroupIndex) -> (reason: WaitReason, until: Instant)? {
    let progress = groups[group]
    return progress.stopReason.map { ($0, progress.stopUntil) }
  }

  /// R17: what keeps a stopped group, with the figures that stopped it.
  func stopWait(_ group: GroupIndex, after now: Instant) -> Wait? {
    guard let stop = stopped(group), stop.until > now else { return nil }
    return Wait(stop.reason, stops[group]?.figures ?? [], until: stop.until, since: stops[group]?.at)
  }

  /// Eligible VMs of a group that are not upgraded yet.
  public func pendingCount(of group: GroupIndex) -> Int { Int(groups[group].pending) }
}

/// Counts of VMs; every number of a rollout on a screen is one of these.
public struct RolloutTally: Sendable, Equatable, Codable {
  /// Eligible, not upgraded yet; those in flight included.
  public internal(set) var pending: Int32 = 0
  /// Upgraded by the rollout.
  public internal(set) var upgraded: Int32 = 0
  /// Would be eligible but for a reason of R33, R34, R40 or R41.
  public internal(set) var excluded: Int32 = 0
  /// Pending, and the last attempt was rolled back.
  public internal(set) var rolledBack: Int32 = 0
  /// Pending, and the last rollback failed (R8).
  public internal(set) var failed: Int32 = 0
  /// In an open batch for this rollout, and not done.
  public internal(set) var inFlight: Int32 = 0

  /// R22's denominator.
  public var eligible: Int { Int(pending + upgraded) }

  mutating func add(_ other: RolloutTally) {
    pending += other.pending
    upgraded += other.upgraded
    excluded += other.excluded
    rolledBack += other.rolledBack
    failed += other.failed
    inFlight += other.inFlight
  }
}

/// When a phase began and ended.
public struct PhaseTimes: Sendable, Equatable, Codable {
  /// Its start.
  public internal(set) var startedAt: Instant?
  /// Its success.
  public internal(set) var succeededAt: Instant?
  /// An operator's decision to go on without success.
  public internal(set) var skippedAt: Instant?
}

/// How often things happened in a rollout.
public struct RolloutHistory: Sendable, Equatable, Codable {
  /// Batches started.
  public internal(set) var batches = 0
  /// Attempts started.
  public internal(set) var attempts = 0
  /// Attempts that upgraded.
  public internal(set) var upgraded = 0
  /// Attempts that were rolled back.
  public internal(set) var rolledBack = 0
  /// Attempts whose rollback failed.
  public internal(set) var rollbackFailed = 0
  /// Stops by R14.
  public internal(set) var stopsUnhealthyBefore = 0
  /// Stops by R15.
  public internal(set) var stopsUnhealthy = 0
  /// Stops by R16.
  public internal(set) var stopsUpgraded = 0
}

/// R17: why and when a run stopped.
struct StopRecord: Sendable, Codable {
  var at: Instant
  var figures: [WaitFigure]
}

/// How long batches take, their health windows included.
struct BatchPace: Sendable, Codable {
  private var count = 0
  private var time: Milliseconds = 0

  mutating func note(_ length: Milliseconds) {
    count += 1
    time += length
  }

  /// The mean of those that ended; nil before the first.
  var mean: Milliseconds? { count == 0 ? nil : time / Milliseconds(count) }
}

/// What a rollout knows of one group.
struct GroupProgress: Sendable, Codable {
  var stopUntil: Instant = 0
  /// R31: since when nothing is pending any more; 0 if nothing ever was.
  var doneAt: Instant = 0
  var pending: Int32 = 0
  var stopReason: WaitReason?
  var isDirty = false
  /// R31: whether what was told about the group must be looked at again.
  var isToTell = false

  /// R30: whether somebody cancelled the run of the group, and its time has not come again.
  @inline(__always)
  func isCancelled(at now: Instant) -> Bool { stopReason == .held && stopUntil > now }
}

/// The last wait that was told for each scope, so that a wait is told when it changes and not each time it is met (R31).
struct WaitMemory: Sendable, Codable {
  var machines = MachineWaits()
  var groups: [GroupIndex: Wait] = [:]
  /// By place; there are few of them, and they are looked at often.
  var lanes: [Wait?]
  var regions: [Wait?]
  var phases: [Wait?]
  /// What all waits of phases followed from when they were told last; nil if one was forgotten since.
  var phaseFacts: PhaseFacts?

  init(_ fleet: Fleet) {
    lanes = Array(repeating: nil, count: fleet.regions.count * 8)
    regions = Array(repeating: nil, count: fleet.regions.count)
    phases = Array(repeating: nil, count: fleet.phasePlan.count)
  }
}

/// All that the waits of a rollout's phases follow from: while it is the same, asking them would say the same.
struct PhaseFacts: Sendable, Equatable, Codable {
  var isHeld: Bool
  var stage: Rollout.Stage
  var phase: Int
  var inFlight: Int?
  /// Whether the present phase has work while none is in flight.
  var hasWork: Bool
  /// The phases in which VMs wait, a bit each.
  var isWaiting: UInt64
}
