import FleetModel

/// One rollout's work on one group, batch after batch, from the first gate (R12 to R17).
struct Run: Sendable {
  var isOpen = true
  /// Index of the rollout that leads it.
  var rollout: Int
  var number: Int
  var group: GroupIndex
  var startedAt: Instant
  /// When the open batch started, or the last one.
  var batchStartedAt: Instant = 0
  var batch = 0
  /// The lane of the open batch, or of the last one.
  var lane = 0
  /// The VMs of the open batch; empty between batches.
  var members: [BatchMember] = []
  /// VMs of the open batch that are not done.
  var remaining = 0
  var batchUpgraded = 0
  var batchBad = 0
  /// R15: tripped while a batch was open.
  var isDoomed = false
  /// R16's figures, one entry a rollout that took part; the leader's first.
  var scores: [RunScore]

  var hasOpenBatch: Bool { remaining > 0 }
}

/// A VM of an open batch and the rollouts that still want it after its present attempt, in order of handler (R9).
struct BatchMember: Sendable {
  var vm: VMIndex
  var next: [Int]
}

/// R16: what became of one rollout's attempts in a run.
struct RunScore: Sendable {
  var rollout: Int
  /// Attempts whose install ended.
  var attempted = 0
  /// Those that were not upgraded.
  var failed = 0
  /// Those that were.
  var upgraded: [Int32] = []
  /// It tripped R16, so no further batch of the run takes it along.
  var isBarred = false

  /// Attempts that were not upgraded, and upgraded VMs that count as unhealthy now.
  func badCount(in fleet: Fleet) -> Int {
    upgraded.reduce(failed) { $0 + (fleet.countsAsUnhealthy(Int($1)) ? 1 : 0) }
  }
}
