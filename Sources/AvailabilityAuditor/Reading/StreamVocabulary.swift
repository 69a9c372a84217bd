/// The keys that the auditor reads; the case names are the keys' own spelling.
enum StreamKey: Int16, CaseIterable {
  case agentReady, attempt, auto, bad, bakeMs, batch, concurrentScope, countStoppedAsUnhealthy, eligible, enrolled
  case excluded, exts, format, from, graceMs, group, handler, handlers, health, healthSource, healthWindowMs
  case installLimitMs, k, kind, latestModel, maxBatchInstancePercent, maxUnhealthyInstancePercent
  case maxUnhealthyUpgradedInstancePercent, n, ok, op, outcome, pairs, pauseTimeBetweenBatches, pending, pg, phase
  case phaseSuccessPercent, phases, policy, power, prioritizeUnhealthyInstances, protected, reason, region, regions
  case retryAt, retryMaxMs, retryMinMs, rollbackFailed, rolledBack, rollout, run, sampled, scope, serviceFabric
  case settleMs, sub, t, tally, threshold, to, total, ud, unhealthy, until, upgraded, version, vm, vms, zone

  /// What a key that is not listed here has as its number.
  static let unlisted: Int16 = -1
}

/// The kinds of line; the case names are the kinds' own spelling, and the header's come first and in their order.
enum LineKind: Int, CaseIterable {
  case head, region, subscription, group, vm, ext, version
  case command, versionPublished, versionWithdrawn, enrolment, autoChanged, extSet, extRemoved, groupAdded, vmAdded
  case vmRemoved, vmChanged, power, health, rolloutStarted, phaseStarted, phaseSucceeded, phaseSkipped, runStarted
  case batchStarted, attemptStarted, installEnded, rollbackStarted, attemptEnded, batchEnded, runEnded, waiting
  case rolloutHeld, rolloutResumed, rolloutEnded, digest, end

  var isHeader: Bool { rawValue <= LineKind.version.rawValue }
}

/// The words that stand as values.
enum StreamWord: Int, CaseIterable {
  case healthy, unhealthy, unknown, initializing
  case running, stopped
  case scaleSet, availabilitySet, standalone
  case conflict, sameUpdate
  case upgraded, rolledBack, rollbackFailed
  case completed, superseded, cancelled
  case setAuto, hold, resume, cancel, skip, retry, cancelRun
  case agent, protected, model, enrolment, serviceFabric, optedOut, failed
  case pair, zone, unhealthyBefore, stoppedUnhealthy, stoppedUpgraded
}
