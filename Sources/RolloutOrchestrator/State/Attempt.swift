import FleetModel

/// One extension of one VM on its way to a version: from the start of the install to the verdict or the end of the
/// rollback (R25b).
struct Attempt: Sendable {
  enum Stage: UInt8, Sendable {
    case installing
    case watching
    case rollingBack
  }

  var vm: VMIndex
  var handler: HandlerIndex
  /// Index of the attempt's own rollout.
  var rollout: Int
  /// Index of the run it is part of.
  var run: Int
  /// Its VM's place in the run's open batch.
  var member: Int
  var number: Int
  var from: VersionIndex
  var to: VersionIndex
  var stage = Stage.installing
  var startedAt: Instant
  var installEndedAt: Instant = -1
  /// When the rollback started; -1 if none did.
  var rollbackStartedAt: Instant = -1
  /// R4: since when the VM is known to be healthy by a fresh sample; -1 if it is not.
  var freshSince: Instant = -1
  /// Tells this attempt from others that used the same place.
  var serial: Int32
  /// What an event said that is not judged yet.
  var report = Report.none

  enum Report: UInt8, Sendable {
    case none
    case installed
    case installFailed
    case rolledBack
    case rollbackFailed
  }
}
