package import FleetModel

extension WaitReason: BitwiseCopyable {}

extension Orchestrator {
  /// Shows the columns by VM, by group and by attempt, and each rollout's own.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&attemptOf)
    visitor.visitChurning(&attempts)
    visitor.visitChurning(&freeAttempts)
    for handler in retries.indices { retries[handler].visitColumns(&visitor) }
    visitor.visit(&runOf)
    visitor.visit(&standaloneInFlight)
    deadlines.visitColumns(&visitor)
    for index in rollouts.indices { rollouts[index].visitColumns(&visitor) }
  }

  /// Forgets which waits were told (R31), but for those that say by which figures a group was stopped. Nothing follows from
  /// them, and whoever goes on from here is told again what waits.
  package mutating func forgetWaits() { for index in rollouts.indices { rollouts[index].forgetWaits() } }

  /// About how many bytes the rest takes.
  package var restBytes: Int { runs.count * Self.bytesPerRun + (retryCount + pausedUntil.capacity + overLimitSince.capacity) * 96 }

  private var retryCount: Int { retries.reduce(0) { $0 + $1.count } }

  /// A run, and its share of the lists in the runs that changed since the snapshot before.
  private static let bytesPerRun = 256
}

extension Rollout {
  fileprivate mutating func forgetWaits() {
    var kept = WaitMemory()
    for group in groups.indices where groups[group].stopReason != nil { kept.groups[group] = waits.groups[group] }
    waits = kept
  }

  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&records)
    visitor.visit(&groups)
    work.visitColumns(&visitor)
  }
}

extension WorkBoard {
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) { visitor.visit(&bits) }
}
