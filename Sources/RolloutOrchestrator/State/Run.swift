import FleetModel

/// One rollout's work on one group, batch after batch, from the first gate (R12 to R17).
struct Run: Sendable {
  var isOpen = true
  /// Index of the rollout that leads it.
  var rollout: Int
  var number: Int
  var group: GroupIndex
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
  var next: RolloutQueue
}

/// Rollouts that take turns. Mostly there is one, which needs no storage of its own.
struct RolloutQueue: Sendable {
  private var first: Int
  private var others: [Int]

  init(_ rollout: Int) {
    first = rollout
    others = []
  }

  init(_ rollouts: [Int]) {
    first = rollouts.first ?? Self.none
    others = Array(rollouts.dropFirst())
  }

  private static let none = -1

  var isEmpty: Bool { first == Self.none }

  mutating func removeFirst() -> Int {
    defer { first = others.isEmpty ? Self.none : others.removeFirst() }
    return first
  }

  /// Empties the queue.
  mutating func removeAll() -> [Int] {
    defer { self = RolloutQueue([]) }
    return isEmpty ? [] : [first] + others
  }
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
