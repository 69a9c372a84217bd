/// One rollout's pass through one group.
struct AuditedRun {
  /// R16's counts of one rollout within the run; a joined rollout (R9) has its own.
  struct Share {
    let rollout: Int
    /// Attempts whose install ended and that were closed.
    var closed = 0
    /// Those of them that were not upgraded.
    var failed = 0
    var upgraded: [Int32] = []
    /// I6: the rollout may have no further batch in this run.
    var isStopped = false
  }

  let rollout: Int
  let number: Int
  let group: Int
  var isOpen = true
  var shares: [Share] = []
  var lastBatchEndedAt: Int?
  /// I5: the event that pushed the set over its limit while a batch was open.
  var stoppedByEvent: Int?

  /// The share of a rollout, made at first use.
  mutating func share(of rollout: Int) -> Int {
    if let index = shares.firstIndex(where: { $0.rollout == rollout }) { return index }
    shares.append(Share(rollout: rollout))
    return shares.count - 1
  }

  func isStopped(for rollout: Int) -> Bool { shares.contains { $0.rollout == rollout && $0.isStopped } }
}

/// VMs of one group that were selected together.
struct AuditedBatch {
  let run: Int
  let number: Int
  let handlers: [Int]
  /// The event that started it.
  let event: Int
  /// N when it was selected.
  let total: Int
  var vms: [Int32]
  /// R30: somebody cancelled the run while it was open, so what it had planned need not come.
  var isCancelled = false
  var inFlight = 0
  var upgraded: [Int32] = []
  var failed: [Int32] = []
}

/// One try to move one extension of one VM to a version.
struct AuditedAttempt {
  let vm: Int
  let entry: Int
  let rollout: Int
  let phase: Int
  let batch: Int
  let from: HandlerVersion
  let to: HandlerVersion
  let startedAt: Int
  /// How long its health is watched (R4).
  let window: Int
  let settle: Int
  var installEndedAt: Int?
  var isInstalled = false
  /// Since when fresh samples, and everything else seen of the VM, said healthy.
  var healthySince: Int?
  var isRollingBack = false
}
