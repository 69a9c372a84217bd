/// What a VM's health probe, or the platform, says of it (R6).
public enum MachineHealth: UInt8, Sendable, Equatable, CaseIterable, Codable {
  /// Well.
  case healthy
  /// Not well.
  case unhealthy
  /// No report; counts as unhealthy (R6).
  case unknown
  /// Not yet judged; waits, and does not count as unhealthy (R6, R14).
  case initializing

  /// The word that streams and files use.
  public var word: String {
    switch self {
    case .healthy: "healthy"
    case .unhealthy: "unhealthy"
    case .unknown: "unknown"
    case .initializing: "initializing"
    }
  }

  /// Whether it counts against R14 to R16.
  @inlinable public var isBad: Bool { self == .unhealthy || self == .unknown }
}

/// Which operating system a VM runs.
public enum OperatingSystem: String, Sendable, Equatable, CaseIterable, Codable {
  /// Linux.
  case linux = "Linux"
  /// Windows.
  case windows = "Windows"
}

/// What many VMs have in common; kept once.
public struct MachineProfile: Sendable, Equatable, Codable {
  /// The operating system.
  public var os: OperatingSystem
  /// Azure's size, for example `Standard_D4s_v5`.
  public var size: String

  /// A profile.
  public init(os: OperatingSystem, size: String) {
    self.os = os
    self.size = size
  }
}

/// The yes-or-no facts of a VM, one bit each.
public struct MachineFlags: OptionSet, Sendable, Codable {
  /// The bits.
  public let rawValue: UInt8
  /// From bits.
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It was not removed.
  @inlinable public static var exists: MachineFlags { MachineFlags(rawValue: 1) }
  /// Its power is on.
  @inlinable public static var running: MachineFlags { MachineFlags(rawValue: 2) }
  /// Its guest agent reports.
  @inlinable public static var agentReady: MachineFlags { MachineFlags(rawValue: 4) }
  /// It is protected from scale-set actions (R33).
  @inlinable public static var protected: MachineFlags { MachineFlags(rawValue: 8) }
  /// It is on its set's latest model (R33).
  @inlinable public static var latestModel: MachineFlags { MachineFlags(rawValue: 16) }

  /// A VM as it normally is.
  @inlinable public static var normal: MachineFlags { [.exists, .running, .agentReady, .latestModel] }
}
