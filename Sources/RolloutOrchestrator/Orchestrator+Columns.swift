package import FleetModel

extension WaitReason: BitwiseCopyable {}

extension Orchestrator {
  /// Shows the columns by VM, by group and by attempt, and each rollout's own.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&attemptOf)
    // What is over is not looked at again, and there is much of it: it packs to nothing when it is all the same.
    for place in freeAttempts { attempts[Int(place)] = .over }
    visitor.visitChurning(&attempts)
    visitor.visitChurning(&freeAttempts)
    for handler in retries.indices { retries[handler].visitColumns(&visitor) }
    visitor.visit(&runOf)
    visitor.visit(&standaloneInFlight)
    deadlines.visitColumns(&visitor)
    visitor.visitTable(&pausedUntil, TableOperations(==))
    visitor.visitTable(&overLimitSince, TableOperations(==))
    for index in rollouts.indices { rollouts[index].visitColumns(&visitor) }
    // Between instants nothing is in these but room.
    Self.giveBack(&attemptsToJudge)
    Self.giveBack(&runsToClose)
    Self.giveBack(&groupsToWeigh)
    Self.giveBack(&groupsToTell)
    for index in rollouts.indices { Self.giveBack(&rollouts[index].dirtyGroups) }
  }

  private static func giveBack<Element>(_ list: inout [Element]) { if list.isEmpty { list = [] } }

  /// About how many bytes the rest takes.
  package var restBytes: Int {
    runs.count * MemoryLayout<Run>.stride + (runs.count - freeRuns.count) * Self.bytesPerOpenRun
  }

  /// The lists in an open run, most of which have changed since the snapshot before.
  private static let bytesPerOpenRun = 320
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
    visitor.visitTable(&groups, TableOperations { $0 == $1 && $0.since == $1.since })
  }
}
