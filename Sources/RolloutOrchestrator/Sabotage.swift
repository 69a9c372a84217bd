import FleetModel

/// A rule broken on purpose. It exists so that tests can prove that the auditor sees each breach; nil in every real run.
package enum Sabotage: String, CaseIterable, Sendable, Codable {
  /// R12: one percent too many in a batch.
  case capOf21Percent
  /// R12: the cap is rounded up.
  case ceilForFloor
  /// R20: the cap counts the VMs of each handler by themselves.
  case capPerExtension
  /// R13.
  case ignoredUpdateDomain
  /// R25.
  case ignoredZone
  /// R24: only the later region of a pair waits for the earlier one.
  case pairInOneDirection
  /// R2: the window is a millisecond short.
  case gateAt299999
  /// R2: the window is a millisecond long.
  case gateAt300001
  /// R2: an install that succeeds is a success.
  case noGate
  /// R4: that a VM was healthy before counts.
  case staleSampleAccepted
  /// R2: what failed stays.
  case noRollback
  /// R2: something else than the previous version is put back.
  case rollbackToAnotherVersion
  /// R11: what an open batch has planned still starts.
  case optOutAtTheNextBatch
  /// R7: an hour before the time that was told.
  case retryTooEarly
  /// R7.
  case retryNever
  /// R16.
  case rolledBackCountsAsGood
  /// R14: only the first batch of a run is checked.
  case preCheckOnlyOnce
  /// I18: all attempts share one numbering, and with it one stream of luck.
  case sharedRandomStream
  /// R22.
  case phaseAt99Percent
  /// R23.
  case bakeSkipped
  /// R30.
  case holdIgnored
  /// I17: all that a batch has planned for a VM starts at once.
  case twoAttemptsOnOneVM
  /// R10.
  case majorCrossed
  /// R29.
  case withdrawnStillStarted
  /// R19: sick standalone VMs stop a run as if they were a set.
  case standaloneStopped
  /// R30: the cancelled run of a group goes on.
  case cancelledRunGoesOn
}

extension Orchestrator {
  /// R12: the most VMs of a group that one batch may hold.
  @inline(__always)
  func batchCap(of group: GroupIndex, _ fleet: Fleet) -> Int {
    let limits = fleet.limits(of: group)
    let count = fleet.memberCount(of: group)
    // R18: in an availability set under ten one VM at a time, whatever the percentage.
    let cap = fleet.kind(of: group) == .availabilitySet && count < 10 ? 1 : limits.batchCap(of: count)
    guard let sabotage else { return cap }
    return switch sabotage {
    case .capOf21Percent: max(1, (limits.batchPercent + 1) * count / 100)
    case .ceilForFloor: max(1, (limits.batchPercent * count + 99) / 100)
    case .capPerExtension: cap * max(1, live.count { rollouts[$0].groups[group].pending > 0 })
    default: cap
    }
  }

  /// R29, R36: where the publisher offers a rollout's version; nil once it was taken back.
  @inline(__always)
  func offer(_ index: Int, _ fleet: Fleet) -> RegionScope? {
    switch fleet.handlers[rollouts[index].handler].publications[rollouts[index].target] {
    case .published(let regions): regions
    case .withdrawn where sabotage == .withdrawnStillStarted: .all
    case .unpublished, .withdrawn: nil
    }
  }

  /// R10: upward only, and never across majors.
  @inline(__always)
  func isUpgrade(from version: HandlerVersion, to target: HandlerVersion) -> Bool {
    Self.isUpgrade(from: version, to: target, sabotage)
  }

  /// The same for those that do not hold an orchestrator.
  @inline(__always)
  static func isUpgrade(from version: HandlerVersion, to target: HandlerVersion, _ sabotage: Sabotage?) -> Bool {
    (version.major == target.major || sabotage == .majorCrossed) && version < target
  }
}
