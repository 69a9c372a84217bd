import FleetModel

/// What is wrong with a VM, which nobody but the simulator knows. VMs without an ailment have none stored.
struct Ailment: Sendable, Equatable, Codable {
  /// Reasons that make it unhealthy: background failures and maintenance that last.
  var sick: UInt32 = 0
  /// Reasons that make it silent: outages.
  var lost: UInt32 = 0
  /// Handlers whose installed version makes it unhealthy, one bit each.
  var spoiledBy: UInt64 = 0
  /// It has not become healthy since it started, or since an install.
  var isStarting = false
  /// Flapping: it is in its unhealthy minute.
  var isFlapLow = false
  /// R5a: its health is the platform's, which counts an agent that does not report.
  var needsAgent = false
  /// Flapping: its next change is to come, though the fault may be over.
  var isFlapDue = false
  /// Injected faults.
  var faults = FaultSet()
  /// Of these, those that last until they are mended, and those of which an end is to come (more than one:
  /// `AilmentTable.furtherEnds`). One may be both: then it lasts.
  var lasting = FaultSet()
  var timed = FaultSet()
  /// R2: an injected slow health, from the end of an install.
  var slow: Milliseconds = 0
  /// Grows when everything is mended, so that ends of what was mended come to nothing.
  var epoch: UInt16 = 0

  /// How the VM looks from outside while it runs.
  var health: MachineHealth {
    if lost > 0 || faults.contains(.signalLost) { return .unknown }
    if needsAgent && faults.contains(.agentLost) { return .unhealthy }
    if sick > 0 || spoiledBy != 0 || isFlapLow || faults.contains(.unhealthy) { return .unhealthy }
    return isStarting ? .initializing : .healthy
  }
}

/// Injected faults, one bit each.
struct FaultSet: OptionSet, Sendable, Codable {
  let rawValue: UInt16
  static let unhealthy = FaultSet(rawValue: 1)
  static let signalLost = FaultSet(rawValue: 2)
  static let flapping = FaultSet(rawValue: 4)
  static let agentLost = FaultSet(rawValue: 8)
  static let installFails = FaultSet(rawValue: 16)
  static let installHangs = FaultSet(rawValue: 32)
  static let slowHealth = FaultSet(rawValue: 64)
  static let rollbackFails = FaultSet(rawValue: 128)
  static let rollbackHangs = FaultSet(rawValue: 256)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(_ fault: Fault) {
    self =
      switch fault {
      case .unhealthy: .unhealthy
      case .signalLost: .signalLost
      case .flapping: .flapping
      case .agentLost: .agentLost
      case .installFails: .installFails
      case .installHangs: .installHangs
      case .slowHealth: .slowHealth
      case .rollbackFails: .rollbackFails
      case .rollbackHangs: .rollbackHangs
      }
  }
}
