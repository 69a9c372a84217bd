/// The head's policy: the limits that no group can loosen.
struct AuditedPolicy {
  var batchPercent = 20
  var unhealthyPercent = 20
  var upgradedPercent = 20
  /// Milliseconds, as all durations here.
  var healthWindow = 300_000
  var installLimit = 1_200_000
  var retryMin = 172_800_000
  var retryMax = 345_600_000
  var phaseSuccessPercent = 100
  /// R25a: zones and pairs are kept apart only within one rollout.
  var isSameUpdateScope = false
  var countsStoppedAsUnhealthy = true
}

extension LineTape {
  /// Reads the head's `policy`.
  func policy() throws(LineFault) -> AuditedPolicy {
    let object = try node(.policy)
    var policy = AuditedPolicy()
    policy.batchPercent = try percent(.maxBatchInstancePercent, in: object)
    policy.unhealthyPercent = try percent(.maxUnhealthyInstancePercent, in: object)
    policy.upgradedPercent = try percent(.maxUnhealthyUpgradedInstancePercent, in: object)
    policy.healthWindow = try count(.healthWindowMs, in: object)
    policy.installLimit = try count(.installLimitMs, in: object)
    policy.retryMin = try count(.retryMinMs, in: object)
    policy.retryMax = try count(.retryMaxMs, in: object)
    policy.phaseSuccessPercent = try percent(.phaseSuccessPercent, in: object)
    policy.isSameUpdateScope = spelling(try name(.concurrentScope, in: object)) == "\(StreamWord.sameUpdate)"
    policy.countsStoppedAsUnhealthy = try flag(.countStoppedAsUnhealthy, in: object)
    return policy
  }
}
