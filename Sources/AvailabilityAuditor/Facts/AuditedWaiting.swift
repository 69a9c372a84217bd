/// Which part of a rollout waits.
struct WaitingScope: Hashable {
  enum Kind: UInt8 { case vm, group, zone, region, phase }

  let rollout: Int32
  let kind: Kind
  /// The VM, group, region or phase.
  let place: Int32
  /// The zone within the region; 0 is none.
  var zone: Int32 = 0
}

/// A reason that stands until it is replaced, until its time has passed, or until something starts in its scope.
struct AuditedWaiting {
  let reason: StreamWord?
  let until: Int?
}

/// A `retry` command: what it names, and the event it came as.
struct RetryCommand {
  let event: Int
  let rollout: Int?
  let group: Int?
  let vm: Int?
}
