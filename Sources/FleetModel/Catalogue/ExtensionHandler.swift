/// An extension handler of the catalogue: publisher and type, and the versions that are known of it.
public struct ExtensionHandler: Sendable, Equatable, Codable {
  /// Who publishes it, for example `Microsoft.ManagedServices`.
  public let publisher: String
  /// What it is, for example `ApplicationHealthLinux`.
  public let type: String
  /// Whether automatic upgrade supports it (R32).
  public let isSupported: Bool
  /// Every version that was ever published or installed, in the order in which it became known.
  public private(set) var versions: [HandlerVersion] = []
  /// How each known version stands with its publisher; same order as `versions`.
  public internal(set) var publications: [Publication] = []

  /// A handler without versions yet.
  public init(publisher: String, type: String, isSupported: Bool) {
    self.publisher = publisher
    self.type = type
    self.isSupported = isSupported
  }

  /// `publisher/type`, the name that streams, files and people use.
  public var name: String { "\(publisher)/\(type)" }

  /// Whether an upgrade of this handler restarts the probe that judges it (R4: its window is longer by the grace period).
  public var isApplicationHealth: Bool {
    publisher == "Microsoft.ManagedServices" && (type == "ApplicationHealthLinux" || type == "ApplicationHealthWindows")
  }

  /// The index of a version, if it is known.
  public func index(of version: HandlerVersion) -> VersionIndex? { versions.firstIndex(of: version) }

  /// The index of a version, which becomes known if it was not.
  public mutating func learn(_ version: HandlerVersion) -> VersionIndex {
    if let known = index(of: version) { return known }
    precondition(versions.count < FleetLimit.versionsPerHandler, "too many versions of \(name)")
    versions.append(version)
    publications.append(.unpublished)
    return versions.count - 1
  }

  /// Records that the publisher offers a version in some regions (R36); used while a fleet is built.
  public mutating func publish(_ version: VersionIndex, in regions: RegionScope) {
    publications[version] = .published(regions)
  }

  /// The newest version of a major that its publisher offers anywhere (R27).
  public func newestPublished(major: UInt32) -> VersionIndex? {
    var newest: VersionIndex?
    for index in versions.indices where versions[index].major == major {
      guard case .published = publications[index] else { continue }
      if newest.map({ versions[$0] < versions[index] }) ?? true { newest = index }
    }
    return newest
  }
}

/// How a version stands with its publisher.
public enum Publication: Sendable, Equatable, Codable {
  /// Known only because some VM runs it.
  case unpublished
  /// Offered in these regions (R36).
  case published(RegionScope)
  /// Taken back (R29); never offered again.
  case withdrawn
}

/// Everywhere, or a list of regions.
public enum RegionScope: Sendable, Equatable, Codable {
  /// All regions of the fleet.
  case all
  /// These regions, in ascending order.
  case only([RegionIndex])

  /// Whether a region is in the scope.
  public func contains(_ region: RegionIndex) -> Bool {
    switch self {
    case .all: true
    case .only(let regions): regions.contains(region)
    }
  }

  /// Both scopes together.
  public func union(_ other: RegionScope) -> RegionScope {
    switch (self, other) {
    case (.all, _), (_, .all): .all
    case (.only(let a), .only(let b)): .only((a + b.filter { !a.contains($0) }).sorted())
    }
  }
}
