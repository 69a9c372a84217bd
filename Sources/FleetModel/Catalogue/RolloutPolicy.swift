/// The numbers of the rules, as settings. The defaults are the rules' own.
public struct RolloutPolicy: Sendable, Equatable, Codable {
  /// R12: the largest part of a group that one batch may hold, in percent.
  public var maxBatchInstancePercent = 20
  /// R14, R15: the largest part of a set that may be unhealthy, in percent.
  public var maxUnhealthyInstancePercent = 20
  /// R16: the largest part of what a run upgraded that may have turned bad, in percent.
  public var maxUnhealthyUpgradedInstancePercent = 20
  /// R2, R4: how long a VM's health is watched after its install.
  public var healthWindow: Milliseconds = 300 * Span.second
  /// R3: how long an install (and a rollback) may take.
  public var installLimit: Milliseconds = 20 * Span.minute
  /// R7: the shortest wait before a failed upgrade is tried again.
  public var retryMin: Milliseconds = 48 * Span.hour
  /// R7: the longest wait before a failed upgrade is tried again.
  public var retryMax: Milliseconds = 96 * Span.hour
  /// R22: the part of a phase's eligible VMs that must be upgraded before the next phase, in percent.
  public var phaseSuccessPercent = 100
  /// R25a: whether zones and geo-pairs are kept apart over all updates or within one.
  public var concurrentScope = ConcurrentScope.anyUpdate
  /// R14: whether a stopped VM counts as unhealthy.
  public var countStoppedAsUnhealthy = true

  /// The rules' defaults.
  public init() {}
}

/// What R24 and R25 keep apart (R25a).
public enum ConcurrentScope: String, Sendable, Equatable, CaseIterable, Codable {
  /// All updates in flight, whichever extension.
  case anyUpdate
  /// Only the updates of one rollout.
  case sameUpdate
}

/// What a scale set's own `rollingUpgradePolicy` asks for, under Azure's names; nil where it says nothing (R21).
public struct RollingUpgradePolicy: Sendable, Equatable, Codable {
  /// At most this percentage of the set in one batch.
  public var maxBatchInstancePercent: Int?
  /// At most this percentage of the set unhealthy.
  public var maxUnhealthyInstancePercent: Int?
  /// At most this percentage of the upgraded instances unhealthy.
  public var maxUnhealthyUpgradedInstancePercent: Int?
  /// The wait between the end of a batch and the next one.
  public var pauseTimeBetweenBatches: Milliseconds = 0
  /// Whether unhealthy instances are taken first instead of being left out (R33).
  public var prioritizeUnhealthyInstances = false

  /// A policy that asks for nothing.
  public init() {}
}

/// The three limits that hold for one group: the stricter of the fleet's and the group's (R21).
public struct GroupLimits: Sendable, Equatable, Codable {
  /// R12.
  public let batchPercent: Int
  /// R14, R15.
  public let unhealthyPercent: Int
  /// R16.
  public let upgradedPercent: Int

  /// Clamps a group's own policy to the fleet's.
  public init(_ policy: RolloutPolicy, _ own: RollingUpgradePolicy) {
    batchPercent = min(policy.maxBatchInstancePercent, own.maxBatchInstancePercent ?? .max)
    unhealthyPercent = min(policy.maxUnhealthyInstancePercent, own.maxUnhealthyInstancePercent ?? .max)
    upgradedPercent = min(policy.maxUnhealthyUpgradedInstancePercent, own.maxUnhealthyUpgradedInstancePercent ?? .max)
  }

  /// R12: the most VMs of a group of `count` that one batch may hold: at least one, and never all of two or more (I10).
  public func batchCap(of count: Int) -> Int {
    let cap = max(1, batchPercent * count / 100)
    return count >= 2 ? min(cap, count - 1) : cap
  }

  /// The most unhealthy VMs that a group of `count` may have and still pass R14.
  public func unhealthyLimit(of count: Int) -> Int { unhealthyPercent * count / 100 }
}
