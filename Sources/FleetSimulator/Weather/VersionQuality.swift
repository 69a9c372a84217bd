public import FleetModel

/// How good a version of an extension is: what its installs do to VMs. Shares are in parts per million.
public struct VersionQuality: Sendable, Equatable, Codable {
  /// How long an install takes.
  public var installTime = TimeRange(30 * Span.second, 120 * Span.second)
  /// Installs that fail with an error.
  public var installFailure = PartsPerMillion(0)
  /// Installs that never end; the orchestrator's limit ends them (R3).
  public var installHang = PartsPerMillion(0)
  /// VMs that the version makes unhealthy for as long as it is installed.
  public var unhealthy = PartsPerMillion(0)
  /// VMs that become healthy only after `slowHealthTime`.
  public var slowHealth = PartsPerMillion(0)
  /// When a slow VM becomes healthy, counted from the end of the install; around five minutes it decides the verdict (R2).
  public var slowHealthTime = TimeRange(240 * Span.second, 360 * Span.second)
  /// VMs that pass their window and turn unhealthy later (R16).
  public var lateSickness = PartsPerMillion(0)
  /// When a VM that sickens late does so, counted from the end of the install.
  public var lateSicknessTime = TimeRange(6 * Span.minute, 60 * Span.minute)
  /// How long a rollback takes.
  public var rollbackTime = TimeRange(30 * Span.second, 120 * Span.second)
  /// Rollbacks that fail (R8).
  public var rollbackFailure = PartsPerMillion(0)
  /// Rollbacks that never end.
  public var rollbackHang = PartsPerMillion(0)

  /// A version without faults.
  public init() {}
}

/// A share as whole parts of a million.
public typealias PartsPerMillion = UInt32

/// A shortest and a longest time; draws are uniform between them, both included.
public struct TimeRange: Sendable, Equatable, Codable {
  /// The shortest.
  public var shortest: Milliseconds
  /// The longest; never below `shortest`.
  public var longest: Milliseconds

  /// A range; the ends may be equal.
  public init(_ shortest: Milliseconds, _ longest: Milliseconds) {
    precondition(0 <= shortest && shortest <= longest)
    self.shortest = shortest
    self.longest = longest
  }
}

/// Which VMs a quality holds for; what is nil matches all.
public struct QualityRule: Sendable, Equatable, Codable {
  /// The handler.
  public var handler: HandlerIndex
  /// The version, or every version of the handler.
  public var version: HandlerVersion?
  /// Only VMs of this operating system.
  public var os: OperatingSystem?
  /// Only VMs in this region.
  public var region: RegionIndex?
  /// Only VMs of this size.
  public var size: String?
  /// What holds for them. Of several rules that match, the last one counts, whole.
  public var quality: VersionQuality

  /// A rule.
  public init(
    handler: HandlerIndex, version: HandlerVersion? = nil, os: OperatingSystem? = nil, region: RegionIndex? = nil,
    size: String? = nil, quality: VersionQuality
  ) {
    self.handler = handler
    self.version = version
    self.os = os
    self.region = region
    self.size = size
    self.quality = quality
  }
}
