public import FleetModel

/// When a rollout and its phases are expected to be through. What happens next, and when, an `Explanation` says; that follows
/// from the rules, while what is said here about the future is an estimate and must be shown as one.
public struct Forecast: Sendable, Equatable {
  /// By phase: when it succeeded, or is expected to by the pace so far; nil where nothing can be said, as while a person is
  /// waited for or before the first batch is done.
  public internal(set) var phases: [Instant?]
  /// When the rollout ended, or is expected to: an estimate. Nil as above.
  public internal(set) var end: Instant?
}

/// Who can put an end to a wait.
public enum Mender: String, Sendable, Equatable {
  /// Nobody need do anything: it ends when its time has come or when what is in flight is done.
  case time
  /// Whoever runs the rollout: resume or retry.
  case `operator`
  /// The owner of the VM, of its set or of its subscription.
  case owner
  /// The publisher of the extension.
  case publisher
  /// Whoever looks after the VM's health.
  case health
}

extension Wait {
  /// Who can put an end to it. R30: a hold lasts until somebody resumes it, the cancelling of a set's run only for a time.
  public var mender: Mender { reason == .held && until != nil ? .time : reason.mender }
}

extension WaitReason {
  /// Who can put an end to it.
  public var mender: Mender {
    switch self {
    case .phase, .bake, .pair, .zone, .updateDomain, .groupBusy, .batchPause, .stoppedUnhealthy, .stoppedUpgraded,
      .retry,
      .busy, .initializing, .subscriptionCap, .queued:
      .time
    case .held, .failed: .operator
    case .notPublished: .publisher
    case .healthSource, .stopped, .protected, .model, .enrolment, .serviceFabric, .optedOut, .unsupported: .owner
    case .unhealthyBefore, .agent, .unhealthy: .health
    }
  }

  /// R33, R34, R40, R41: whether a VM that waits for it is left out and keeps no phase from succeeding.
  public var isExclusion: Bool {
    switch self {
    case .stopped, .agent, .unhealthy, .protected, .model, .enrolment, .serviceFabric, .optedOut, .unsupported,
      .healthSource:
      true
    case .phase, .bake, .pair, .zone, .updateDomain, .groupBusy, .batchPause, .unhealthyBefore, .stoppedUnhealthy,
      .stoppedUpgraded, .retry, .notPublished, .held, .busy, .initializing, .failed, .subscriptionCap, .queued:
      false
    }
  }
}
