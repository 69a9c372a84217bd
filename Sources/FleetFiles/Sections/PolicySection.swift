import FleetModel

/// The numbers of the rules, where a file changes them.
enum PolicySection {
  static func read(_ field: Field?) -> RolloutPolicy {
    var policy = RolloutPolicy()
    guard let field, let table = Table(field, FleetFileKeys.policy) else { return policy }
    if let value = table["maxBatchInstancePercent"]?.percent(1...100) { policy.maxBatchInstancePercent = value }
    if let value = table["maxUnhealthyInstancePercent"]?.percent(0...100) { policy.maxUnhealthyInstancePercent = value }
    if let value = table["maxUnhealthyUpgradedInstancePercent"]?.percent(0...100) {
      policy.maxUnhealthyUpgradedInstancePercent = value
    }
    if let value = table["healthWindow"]?.duration(Span.second...Span.day) { policy.healthWindow = value }
    if let value = table["installLimit"]?.duration(Span.second...Span.day) { policy.installLimit = value }
    if let value = table["retryMin"]?.duration(Span.second...FleetFileLimit.longestTime) { policy.retryMin = value }
    if let value = table["retryMax"]?.duration(Span.second...FleetFileLimit.longestTime) { policy.retryMax = value }
    if let value = table["phaseSuccessPercent"]?.percent(1...100) { policy.phaseSuccessPercent = value }
    if let value = table["concurrentScope"]?.choice(ConcurrentScope.self) { policy.concurrentScope = value }
    if let value = table["countStoppedAsUnhealthy"]?.flag() { policy.countStoppedAsUnhealthy = value }
    if policy.retryMin > policy.retryMax {
      (table["retryMin"] ?? table["retryMax"])?.report(
        "retryMin is \(Quantity.text(policy.retryMin)), longer than retryMax, which is \(Quantity.text(policy.retryMax))",
        mend: "give both, the shorter one as retryMin")
    }
    return policy
  }

  /// A scale set's own policy, under Azure's names (R21).
  static func readRolling(_ field: Field?) -> RollingUpgradePolicy {
    var policy = RollingUpgradePolicy()
    guard let field, let table = Table(field, FleetFileKeys.rollingUpgradePolicy) else { return policy }
    policy.maxBatchInstancePercent = table["maxBatchInstancePercent"]?.percent(1...100)
    policy.maxUnhealthyInstancePercent = table["maxUnhealthyInstancePercent"]?.percent(0...100)
    policy.maxUnhealthyUpgradedInstancePercent = table["maxUnhealthyUpgradedInstancePercent"]?.percent(0...100)
    if let value = table["pauseTimeBetweenBatches"]?.duration() { policy.pauseTimeBetweenBatches = value }
    if let value = table["prioritizeUnhealthyInstances"]?.flag() { policy.prioritizeUnhealthyInstances = value }
    return policy
  }
}
