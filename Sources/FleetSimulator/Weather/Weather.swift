public import FleetModel

/// All that a fleet file says about how the fleet behaves by itself.
public struct Weather: Sendable, Equatable, Codable {
  /// Qualities of versions; the last rule that matches counts.
  public var quality: [QualityRule] = []
  /// VMs that fail by themselves, if any do.
  public var background: BackgroundFailures?
  /// Maintenance that is planned from the start.
  public var maintenance: [PlannedMaintenance] = []
  /// R36: when versions become available in further regions. Sorted by time.
  public var availability: [LaterAvailability] = []
  /// R40: how long a feature registration takes; at most 15 minutes.
  public var registrationTime = TimeRange(2 * Span.minute, 15 * Span.minute)
  /// How long a new VM takes until it reports healthy.
  public var startTime = TimeRange(30 * Span.second, 90 * Span.second)

  /// Calm weather.
  public init() {}
}

/// VMs that turn unhealthy by themselves and recover.
public struct BackgroundFailures: Sendable, Equatable, Codable {
  /// Failures a day in a fleet of a million VMs (so 1,000,000 is one failure a VM a day).
  public var perMillionMachineDays: UInt32
  /// How long a failure lasts.
  public var duration: TimeRange

  /// A rate and a duration.
  public init(perMillionMachineDays: UInt32, duration: TimeRange) {
    self.perMillionMachineDays = perMillionMachineDays
    self.duration = duration
  }
}

/// Planned maintenance of the platform: part of a scope is unhealthy for a while.
public struct PlannedMaintenance: Sendable, Equatable, Codable {
  /// When it starts for the first time.
  public var start: Instant
  /// How often it comes again; nil is once.
  public var every: Milliseconds?
  /// Where.
  public var scope: FleetScope
  /// How many of the VMs there, in parts per million.
  public var share: PartsPerMillion
  /// How long.
  public var duration: Milliseconds

  /// A maintenance.
  public init(
    start: Instant, every: Milliseconds?, scope: FleetScope, share: PartsPerMillion, duration: Milliseconds
  ) {
    self.start = start
    self.every = every
    self.scope = scope
    self.share = share
    self.duration = duration
  }
}

/// R36: a version that is published comes to further regions at a later time.
public struct LaterAvailability: Sendable, Equatable, Codable {
  /// When.
  public var at: Instant
  /// The handler.
  public var handler: HandlerIndex
  /// The version.
  public var version: HandlerVersion
  /// All regions where it is available from then on.
  public var regions: RegionScope

  /// A date of the catalogue.
  public init(at: Instant, handler: HandlerIndex, version: HandlerVersion, regions: RegionScope) {
    self.at = at
    self.handler = handler
    self.version = version
    self.regions = regions
  }
}
