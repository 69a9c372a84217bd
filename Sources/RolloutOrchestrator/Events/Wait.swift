public import FleetModel

/// What a wait is about.
public enum WaitScope: Sendable, Equatable {
  /// One VM.
  case machine(VMIndex)
  /// One group.
  case group(GroupIndex)
  /// One lane of a region: a zone from 1, or 0 for the VMs without a zone.
  case zone(RegionIndex, Int)
  /// One region.
  case region(RegionIndex)
  /// One phase, from 0.
  case phase(Int)
}

/// R31: a "not now" with its reason and figures.
public struct Wait: Sendable, Equatable, Codable {
  /// The reason.
  public let reason: WaitReason
  /// Its figures, in a fixed order.
  public let figures: [WaitFigure]
  /// When it is over, if that is known.
  public let until: Instant?
  /// Since when it keeps what it keeps, if that is known. No part of what a wait is: two that differ in nothing else are
  /// equal.
  public internal(set) var since: Instant?

  /// A wait.
  public init(_ reason: WaitReason, _ figures: [WaitFigure] = [], until: Instant? = nil, since: Instant? = nil) {
    self.reason = reason
    self.figures = figures
    self.until = until
    self.since = since
  }

  /// Whether reason, figures and end are the same.
  public static func == (one: Wait, other: Wait) -> Bool {
    one.reason == other.reason && one.until == other.until && one.figures == other.figures
  }

  /// Whether it is the same wait, perhaps with other figures: what decides since when it stands.
  func continues(_ other: Wait) -> Bool {
    guard reason == other.reason, until == other.until else { return false }
    return figures.lazy.filter(\.isSubject).elementsEqual(other.figures.lazy.filter(\.isSubject))
  }
}

extension WaitFigure {
  /// Whether it names what is waited for, and is no mere count.
  var isSubject: Bool {
    switch self {
    case .count, .limit, .total: false
    case .rollout, .region, .zone, .phase, .run, .attempt: true
    }
  }
}

/// One figure of a wait.
public enum WaitFigure: Sendable, Equatable, Codable {
  /// How many there are.
  case count(Int)
  /// How many there may be.
  case limit(Int)
  /// Of how many.
  case total(Int)
  /// The rollout that is served first.
  case rollout(RolloutID)
  /// The region that is in the way.
  case region(RegionIndex)
  /// The zone that is in the way; 0 is the VMs without a zone.
  case zone(Int)
  /// The phase that is not done, from 0.
  case phase(Int)
  /// The run that has the group.
  case run(Int)
  /// The attempt that failed, from 1.
  case attempt(Int)
}

/// Why something waits. `docs/rules.md` has a line for each.
public enum WaitReason: String, Sendable, Equatable, CaseIterable, Codable {
  /// R22: an earlier phase is not done.
  case phase
  /// R23: the phase before bakes.
  case bake
  /// R24: a geo-paired region is in flight, or an older rollout waits for it.
  case pair
  /// R25: another zone of the region is in flight, or an older rollout waits for it.
  case zone
  /// R13: another update domain of the set is in flight.
  case updateDomain
  /// R20: a batch or another rollout's run has the group.
  case groupBusy
  /// R21: the pause between batches.
  case batchPause
  /// R14.
  case unhealthyBefore
  /// R15.
  case stoppedUnhealthy
  /// R16.
  case stoppedUpgraded
  /// R7.
  case retry
  /// R36.
  case notPublished
  /// R30.
  case held
  /// R5b.
  case healthSource
  /// R33: stopped or deallocated.
  case stopped
  /// R33: the agent is not ready.
  case agent
  /// R33: another operation is in progress.
  case busy
  /// R33: unhealthy or unknown.
  case unhealthy
  /// R6: not yet judged.
  case initializing
  /// R33: protected instance.
  case protected
  /// R33: not on the latest model.
  case model
  /// R40.
  case enrolment
  /// R34.
  case serviceFabric
  /// R11.
  case optedOut
  /// R8.
  case failed
  /// R19.
  case subscriptionCap
  /// R32.
  case unsupported
  /// Eligible again; its group decides when.
  case queued
}
