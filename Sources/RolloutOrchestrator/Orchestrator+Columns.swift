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

  /// About how many bytes the rest takes.
  package var restBytes: Int {
    runs.count * Self.bytesPerRun + (pausedUntil.count + overLimitSince.count) * Self.bytesPerEntry
  }

  /// A run, and its share of the lists in the runs that changed since the snapshot before.
  private static let bytesPerRun = 256
  /// An entry of a table of times.
  private static let bytesPerEntry = 48
}

extension Rollout {
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&records)
    visitor.visit(&groups)
    work.visitColumns(&visitor)
    waits.visitColumns(&visitor)
  }
}

extension WorkBoard {
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) { visitor.visit(&bits) }
}

extension WaitMemory {
  /// The tables that grow with the fleet.
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    machines.visitColumns(&visitor)
    visitor.visitTable(&groups) { $0 == $1 && $0.since == $1.since }
  }
}
