import FleetModel

/// Something that is going to happen, packed into the agenda's 64 bits.
struct Occurrence: Sendable {
  enum Kind: UInt8, Sendable {
    case installDone, installFailed, rollbackDone, rollbackFailed
    /// A probe after an install, or a start, finds the VM as it is.
    case sample
    /// The installed version makes the VM sick.
    case spoil
    /// One reason of sickness, or of silence, is over.
    case recover, signalBack
    case faultOver
    case flap
    case background
    case maintenance
    case registered
    case available
  }

  var kind: Kind
  var vm: Int
  /// A handler, or a fault's bit number.
  var detail: Int
  /// Must still hold when it happens: the VM's operation, or its ailment's epoch.
  var serial: UInt16

  init(_ kind: Kind, vm: Int = 0, detail: Int = 0, serial: UInt16 = 0) {
    self.kind = kind
    self.vm = vm
    self.detail = detail
    self.serial = serial
  }

  var payload: UInt64 {
    UInt64(kind.rawValue) << 56 | UInt64(detail & 0xFF) << 48 | UInt64(serial) << 32 | UInt64(UInt32(vm))
  }

  init(payload: UInt64) {
    kind = Kind(rawValue: UInt8(payload >> 56))!
    detail = Int(payload >> 48 & 0xFF)
    serial = UInt16(payload >> 32 & 0xFFFF)
    vm = Int(payload & 0xFFFF_FFFF)
  }
}

/// What a draw is for; each purpose has luck of its own.
enum Purpose: UInt64 {
  case installTime, installFailure, installHang, unhealthy, slowHealth, slowHealthTime, lateSickness, lateSicknessTime
  case rollbackTime, rollbackFailure, rollbackHang, probe, spoil
  case startTime, share, backgroundWait, backgroundMachine, backgroundDuration, registration
}
