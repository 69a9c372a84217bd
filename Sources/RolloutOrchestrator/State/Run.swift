import FleetModel

/// One rollout's work on one group, batch after batch, from the first gate (R12 to R17).
struct Run: Sendable, Codable {
  private let rolloutIndex: Int32
  private let ordinal: Int32
  private let groupIndex: Int32
  private var batches: Int32 = 0
  private var left: Int32 = 0
  private var good: Int32 = 0
  private var notGood: Int32 = 0
  private var laneIndex: Int8 = 0
  var isOpen = true
  /// Other rollouts take part in the open batch.
  var isShared = false
  let startedAt: Instant
  /// When the open batch started, or the last one.
  var batchStartedAt: Instant = 0
  /// R15: tripped while a batch was open.
  var isDoomed = false
  /// R16's figures of the rollout that leads it.
  var score: RunScore
  /// R16's figures of other rollouts that took part.
  var guestScores: [RunScore] = []
  /// The VMs of the open batch; empty between batches.
  var members: [BatchMember] = []

  init(rollout: Int, number: Int, group: GroupIndex, startedAt: Instant) {
    self.startedAt = startedAt
    rolloutIndex = Int32(rollout)
    ordinal = Int32(number)
    groupIndex = Int32(group)
    score = RunScore(rollout: rollout)
  }

  /// Index of the rollout that leads it.
  var rollout: Int { Int(rolloutIndex) }
  var number: Int { Int(ordinal) }
  var group: GroupIndex { Int(groupIndex) }

  var batch: Int {
    get { Int(batches) }
    set { batches = Int32(newValue) }
  }

  /// The lane of the open batch, or of the last one.
  var lane: Int {
    get { Int(laneIndex) }
    set { laneIndex = Int8(newValue) }
  }

  /// VMs of the open batch that are not done.
  var remaining: Int {
    get { Int(left) }
    set { left = Int32(newValue) }
  }

  var batchUpgraded: Int {
    get { Int(good) }
    set { good = Int32(newValue) }
  }

  var batchBad: Int {
    get { Int(notGood) }
    set { notGood = Int32(newValue) }
  }

  var hasOpenBatch: Bool { left > 0 }

  /// R16's figures of all rollouts that took part; the leader's first.
  var scores: [RunScore] { [score] + guestScores }

  /// Notes how an attempt of a rollout ended.
  mutating func count(vm: VMIndex, of rollout: Int, isUpgraded: Bool, countsAsBad: Bool) {
    if rollout == self.rollout {
      score.count(vm, isUpgraded: isUpgraded, countsAsBad: countsAsBad)
    } else if let place = guestScores.firstIndex(where: { $0.rollout == rollout }) {
      guestScores[place].count(vm, isUpgraded: isUpgraded, countsAsBad: countsAsBad)
    } else {
      return
    }
    if isUpgraded { batchUpgraded += 1 } else { batchBad += 1 }
  }
}

/// A VM of an open batch and the rollouts that still want it after its present attempt, in order of handler (R9).
struct BatchMember: Sendable, Codable {
  private let machine: Int32
  var next: RolloutQueue

  init(vm: VMIndex, next: RolloutQueue) {
    machine = Int32(vm)
    self.next = next
  }

  var vm: VMIndex { Int(machine) }
}

/// Rollouts that take turns. Mostly there is one, which needs no storage of its own.
struct RolloutQueue: Sendable, Codable {
  private var first: Int32
  private var others: [Int]

  init(_ rollout: Int) {
    first = Int32(rollout)
    others = []
  }

  init(_ rollouts: [Int]) {
    first = rollouts.first.map { Int32($0) } ?? Self.none
    others = Array(rollouts.dropFirst())
  }

  private static let none: Int32 = -1

  var isEmpty: Bool { first == Self.none }

  mutating func removeFirst() -> Int {
    defer { first = others.isEmpty ? Self.none : Int32(others.removeFirst()) }
    return Int(first)
  }

  /// Those that wait, the next first.
  var rollouts: [Int] { isEmpty ? [] : [Int(first)] + others }

  @inline(__always)
  func contains(_ rollout: Int) -> Bool { first == Int32(rollout) || !others.isEmpty && others.contains(rollout) }

  /// Empties the queue.
  mutating func removeAll() -> [Int] {
    defer { self = RolloutQueue([]) }
    return rollouts
  }
}

/// R16: what became of one rollout's attempts in a run.
struct RunScore: Sendable, Codable {
  private let rolloutIndex: Int32
  private var ended: Int32 = 0
  private var notUpgraded: Int32 = 0
  /// It tripped R16, so no further batch of the run takes it along.
  var isBarred = false
  private(set) var upgraded: [Int32] = []

  init(rollout: Int) { rolloutIndex = Int32(rollout) }

  var rollout: Int { Int(rolloutIndex) }
  /// Attempts whose install ended.
  var attempted: Int { Int(ended) }
  /// Those that were not upgraded.
  var failed: Int { Int(notUpgraded) }

  mutating func count(_ vm: VMIndex, isUpgraded: Bool, countsAsBad: Bool) {
    ended += 1
    if isUpgraded { upgraded.append(Int32(vm)) } else if countsAsBad { notUpgraded += 1 }
  }

  /// Attempts that were not upgraded, and upgraded VMs that count as unhealthy now.
  func badCount(in fleet: Fleet) -> Int {
    upgraded.reduce(Int(notUpgraded)) { $0 + (fleet.countsAsUnhealthy(Int($1)) ? 1 : 0) }
  }
}
