public import FleetModel

/// What a VM, a group, a place, a phase or a rollout does now, what it waits for, and what comes next.
///
/// It follows from the state alone, by the order in which the orchestrator decides, so it is right at every moment
/// between two instants and needs no memory of what was told before (R31).
public struct Explanation: Sendable, Equatable {
  /// What it does.
  public internal(set) var activity: Activity
  /// Since when it does that; nil where it is not known. Where all is done: since when nothing is left to upgrade, which
  /// for a zone is when its last attempt ended.
  public internal(set) var since: Instant?
  /// How many of its VMs are to be upgraded and not in flight, where some are in flight.
  public internal(set) var left = 0
  /// What becomes of those when what is in flight is done.
  public internal(set) var afterFlight: AfterFlight = .goesOn
  /// Of a VM that is done: it was so not later than its group, if that is.
  public internal(set) var doneBy: Instant?
  /// Everything that keeps it from going on, what decides first. Empty if nothing does.
  public internal(set) var waits: [Wait] = []
  /// What its parts wait for where the whole does not: groups of a place, VMs of a group. Most first.
  public internal(set) var parts: [PartWait] = []
  /// The gates that it has to pass, with their figures.
  public internal(set) var gates: [GateReading] = []
  /// What comes next.
  public internal(set) var next: Next
  /// R30: when somebody decided that the next phase need not wait for this one.
  public internal(set) var skippedAt: Instant?
  /// How and when the rollout ended, where a place of it had been done before, or has VMs in flight yet.
  public internal(set) var end: End?
  /// Of a place or a rollout that is over with something left: how far it came.
  public internal(set) var reached: Reached?
  /// R29: whether the rollout is over because its version was withdrawn.
  public internal(set) var isWithdrawn = false

  /// What becomes of the VMs that are left in a place when what is in flight there is done.
  public enum AfterFlight: Sendable, Equatable {
    /// Nothing is known that keeps all of them.
    case goesOn
    /// R15: too many VMs turned unhealthy during the batch, so that the run of the set ends with it.
    case stops
    /// Each of them waits for something of its own or of its set, which does not end with the batch.
    case waits
  }

  /// The end of a rollout.
  public struct End: Sendable, Equatable {
    /// How it ended.
    public let outcome: RolloutOutcome
    /// When.
    public let at: Instant
  }

  /// How far a rollout came in a place before it ended.
  public struct Reached: Sendable, Equatable {
    /// VMs that it upgraded.
    public let upgraded: Int
    /// Those and the VMs that it had still to upgrade.
    public let eligible: Int
  }

  /// What something does in a rollout.
  public enum Activity: Sendable, Equatable {
    /// Nothing: it is no part of the rollout.
    case notPart(NotPartReason)
    /// Its install runs, since then, at most until then (R3).
    case installing(since: Instant, limit: Instant)
    /// Its health is watched since its install ended (R2).
    case watching(since: Instant)
    /// Its previous version is being put back.
    case rollingBack
    /// So many of its VMs are in flight.
    case inFlight(count: Int)
    /// Nothing is in flight; so many VMs are still to be upgraded.
    case waiting(pending: Int)
    /// R23: the phase is through and bakes.
    case baking
    /// All is done: so many VMs were upgraded, so many are left out.
    case done(upgraded: Int, excluded: Int)
    /// The rollout is over.
    case over(RolloutOutcome)
  }

  /// Why a VM is no part of a rollout.
  public enum NotPartReason: Sendable, Equatable {
    /// It was removed.
    case removed
    /// It does not have the extension.
    case noHandler
    /// R10: it runs another major.
    case otherMajor
    /// It runs the target or something newer.
    case upToDate
    /// No VM of the place is part of it.
    case nobody
    /// There is no rollout of the extension for it.
    case noRollout
  }

  /// What comes next.
  public enum Next: Sendable, Equatable {
    /// Nothing more.
    case nothing
    /// The install ends, or is given up then (R3).
    case installEnds(latest: Instant)
    /// R4: the verdict; the earliest moment is known once a healthy report has come.
    case verdict(earliest: Instant?, latest: Instant)
    /// The rollback ends, or is given up then (R3).
    case rollbackEnds(latest: Instant)
    /// The VMs in flight are done, then what is left goes on; by R2 and R3 not later than then, where that is known.
    case flightEnds(latest: Instant?)
    /// R23: the phase begins exactly then, unless somebody gives a command.
    case phaseStarts(Int, at: Instant)
    /// All that keeps it has an end, and the last of them is then: before it nothing goes on, from it on something may.
    case resumes(at: Instant)
    /// It goes on when all of its waits are over; no moment is known.
    case whenOver
    /// A person must do something: `retry` (R8), `resume` (R30), or what the reason says.
    case person
  }
}

/// Parts of a place or of a group that wait for the same reason.
public struct PartWait: Sendable, Equatable {
  /// The reason.
  public let reason: WaitReason
  /// How many.
  public internal(set) var count: Int
  /// Whether groups are counted; else VMs.
  public let isGroups: Bool
  /// Whether they are still to be upgraded; else they are left out (R33).
  public var isPending = true
  /// When the first of them may go on, if that is known.
  public internal(set) var until: Instant?
  /// Where that is not known: before then none of them goes on, whatever else happens by itself.
  public internal(set) var notBefore: Instant?
  /// Since when the first of them waits, if that is known.
  public internal(set) var since: Instant?
}

/// A gate with its arithmetic.
public struct GateReading: Sendable, Equatable {
  /// Which rule.
  public let rule: Rule
  /// How many there are.
  public let count: Int
  /// Of how many.
  public let total: Int
  /// The most there may be; for a phase, the fewest there must be.
  public let limit: Int

  /// A reading.
  public init(rule: Rule, count: Int, total: Int, limit: Int) {
    self.rule = rule
    self.count = count
    self.total = total
    self.limit = limit
  }

  /// Whether the gate lets pass.
  public var passes: Bool { rule == .phaseSuccess ? count >= limit : count <= limit }

  /// The rules that are gates.
  public enum Rule: String, Sendable, Equatable {
    /// VMs of the open batch.
    case batch = "R12"
    /// Unhealthy VMs before a batch.
    case unhealthyBefore = "R14"
    /// Unhealthy VMs that are not in flight, while a batch is.
    case unhealthyDuring = "R15"
    /// Attempts of the run that went bad.
    case upgradedBad = "R16"
    /// Standalone VMs of the subscription in flight.
    case subscriptionCap = "R19"
    /// Upgraded VMs of the phase.
    case phaseSuccess = "R22"
  }
}
