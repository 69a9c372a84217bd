import FleetModel

/// One extension of one VM on its way to a version: from the start of the install to the verdict or the end of the
/// rollback (R25b). It is small, since a million VMs have many in flight, and each event of one looks here.
struct Attempt: Sendable, Codable {
  enum Stage: UInt8, Sendable, Codable {
    case installing
    case watching
    case rollingBack
  }

  let startedAt: Instant
  var installEndedAt: Instant = -1
  /// When the rollback started; -1 if none did.
  var rollbackStartedAt: Instant = -1
  /// R4: since when the VM is known to be healthy by a fresh sample; -1 if it is not.
  var freshSince: Instant = -1
  /// Tells this attempt from others that used the same place; 0 once it is over.
  var serial: Int32
  private let machine: Int32
  private let rolloutIndex: Int32
  private let runIndex: Int32
  private let place: Int32
  private let ordinal: Int32
  private let versionBefore: UInt16
  private let versionAfter: UInt16
  private let handlerIndex: UInt8
  var stage = Stage.installing
  /// What an event said that is not judged yet.
  var report = Report.none

  enum Report: UInt8, Sendable, Codable {
    case none
    case installed
    case installFailed
    case rolledBack
    case rollbackFailed
  }

  init(
    vm: VMIndex, handler: HandlerIndex, rollout: Int, run: Int, member: Int, number: Int, from: VersionIndex,
    to: VersionIndex, startedAt: Instant, serial: Int32
  ) {
    self.startedAt = startedAt
    self.serial = serial
    machine = Int32(vm)
    rolloutIndex = Int32(rollout)
    runIndex = Int32(run)
    place = Int32(member)
    ordinal = Int32(number)
    versionBefore = UInt16(from)
    versionAfter = UInt16(to)
    handlerIndex = UInt8(handler)
  }

  /// An attempt that nobody looks at any more.
  static var over: Attempt {
    Attempt(
      vm: 0, handler: 0, rollout: 0, run: 0, member: 0, number: 0, from: 0, to: 0, startedAt: 0, serial: 0)
  }

  var vm: VMIndex { Int(machine) }
  var handler: HandlerIndex { Int(handlerIndex) }
  /// Index of the attempt's own rollout.
  var rollout: Int { Int(rolloutIndex) }
  /// Index of the run it is part of.
  var run: Int { Int(runIndex) }
  /// Its VM's place in the run's open batch.
  var member: Int { Int(place) }
  var number: Int { Int(ordinal) }
  var from: VersionIndex { Int(versionBefore) }
  var to: VersionIndex { Int(versionAfter) }
}
