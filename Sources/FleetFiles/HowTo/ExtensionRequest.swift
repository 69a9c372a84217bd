public import FleetModel
public import FleetSession

/// An extension as Azure's surfaces ask for it: by publisher, type and a version of two parts. REST, az and PowerShell
/// all come down to this.
public struct ExtensionRequest: Sendable, Equatable {
  /// Who publishes the handler.
  public var publisher: String
  /// What the handler is.
  public var type: String
  /// Azure's `typeHandlerVersion`, major and minor; nil asks for the newest.
  public var version: String?
  /// R41: whether a deployment may take a newer minor version. Without effect on what is installed already.
  public var autoUpgradeMinorVersion: Bool
  /// R41: whether later versions are installed automatically.
  public var enableAutomaticUpgrade: Bool

  /// A request.
  public init(
    publisher: String, type: String, version: String?, autoUpgradeMinorVersion: Bool, enableAutomaticUpgrade: Bool
  ) {
    self.publisher = publisher
    self.type = type
    self.version = version
    self.autoUpgradeMinorVersion = autoUpgradeMinorVersion
    self.enableAutomaticUpgrade = enableAutomaticUpgrade
  }

  /// The command that fulfils the request for a VM (`.machine`) or for a scale set and its model (`.group`).
  ///
  /// What is installed at the version asked for or above, within the same major, stays: then only the flag is set.
  /// Anything else is deployed, at the newest published version that fits. Throws what Azure would refuse.
  public func command(on scope: FleetScope, in fleet: Fleet) throws(ExtensionRefusal) -> Command {
    let handler = try handler(in: fleet)
    let wanted = try parsedVersion()
    if enableAutomaticUpgrade { try checkAutomatic(handler, scope, fleet) }
    if let present = Self.present(handler, scope, fleet), Self.fits(present, wanted) {
      return .setAutomatic(handler: handler, isOn: enableAutomaticUpgrade, scope: scope)
    }
    let version = try newest(handler, wanted, in: Self.region(of: scope, fleet), fleet)
    return .deploy(handler: handler, version: version, isAutomatic: enableAutomaticUpgrade, scope: scope)
  }

  /// The handler, whose names Azure compares without regard to case.
  public func handler(in fleet: Fleet) throws(ExtensionRefusal) -> HandlerIndex {
    let handler = fleet.handlers.firstIndex {
      $0.publisher.lowercased() == publisher.lowercased() && $0.type.lowercased() == type.lowercased()
    }
    guard let handler else { throw .unknownExtension(publisher: publisher, type: type) }
    return handler
  }

  private func parsedVersion() throws(ExtensionRefusal) -> HandlerVersion? {
    guard let version else { return nil }
    guard version.split(separator: ".", omittingEmptySubsequences: false).count == 2,
      let parsed = HandlerVersion(version)
    else { throw .notMajorMinor(version) }
    return parsed
  }

  /// R32, R34, R40: what must be so before automatic upgrade can be on.
  private func checkAutomatic(_ handler: HandlerIndex, _ scope: FleetScope, _ fleet: Fleet) throws(ExtensionRefusal) {
    guard fleet.handlers[handler].isSupported else {
      throw .unsupported(publisher: fleet.handlers[handler].publisher, type: fleet.handlers[handler].type)
    }
    guard let group = Self.group(of: scope, fleet) else { return }
    if fleet.profile(ofGroup: group).isServiceFabric { throw .serviceFabric(group: fleet.name(ofGroup: group)) }
    let subscription = fleet.subscriptions[fleet.groups[group].subscription]
    if let step = subscription.missingStep { throw .notEnrolled(subscription: subscription.name, missingStep: step) }
  }

  private func newest(
    _ handler: HandlerIndex, _ wanted: HandlerVersion?, in region: RegionIndex?, _ fleet: Fleet
  ) throws(ExtensionRefusal) -> HandlerVersion {
    let known = fleet.handlers[handler]
    let offered = known.versions.indices.filter { index in
      guard case .published(let regions) = known.publications[index] else { return false }
      return region.map { regions.contains($0) } ?? true
    }
    let fitting = offered.map { known.versions[$0] }.filter { version in
      guard let wanted else { return true }
      guard version.major == wanted.major else { return false }
      return autoUpgradeMinorVersion ? version >= wanted : version.minor == wanted.minor
    }
    guard let version = fitting.max() else {
      throw .noSuchVersion(publisher: known.publisher, type: known.type, version: version ?? "latest")
    }
    return version
  }

  private static func fits(_ present: HandlerVersion, _ wanted: HandlerVersion?) -> Bool {
    guard let wanted else { return true }
    return present.major == wanted.major && present >= wanted
  }

  private static func present(_ handler: HandlerIndex, _ scope: FleetScope, _ fleet: Fleet) -> HandlerVersion? {
    switch scope {
    case .machine(let vm): return fleet.version(of: handler, on: vm).map { fleet.handlers[handler].versions[$0] }
    case .group(let group):
      let model = fleet.profile(ofGroup: group).model.first { $0.handler == handler }
      return model.map { fleet.handlers[handler].versions[$0.version] }
    case .all, .subscription, .region, .zone, .updateDomain: return nil
    }
  }

  private static func group(of scope: FleetScope, _ fleet: Fleet) -> GroupIndex? {
    switch scope {
    case .machine(let vm): fleet.group(of: vm)
    case .group(let group), .updateDomain(let group, _): group
    case .all, .subscription, .region, .zone: nil
    }
  }

  private static func region(of scope: FleetScope, _ fleet: Fleet) -> RegionIndex? {
    group(of: scope, fleet).map { fleet.groups[$0].region }
  }
}

/// Why an extension is not set, as Azure would refuse it. Nothing changed.
public enum ExtensionRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// The catalogue has no such handler.
  case unknownExtension(publisher: String, type: String)
  /// No version is published that fits.
  case noSuchVersion(publisher: String, type: String, version: String)
  /// `typeHandlerVersion` has other than two parts.
  case notMajorMinor(String)
  /// R32: automatic upgrade does not support the handler.
  case unsupported(publisher: String, type: String)
  /// R34: the scale set is a Service Fabric cluster.
  case serviceFabric(group: String)
  /// R40: a step of the enrolment is missing.
  case notEnrolled(subscription: String, missingStep: String)

  /// A sentence in Azure's manner.
  public var description: String {
    switch self {
    case .unknownExtension(let publisher, let type):
      "The VM extension with publisher '\(publisher)' and type '\(type)' could not be found."
    case .noSuchVersion(let publisher, let type, let version):
      "Extension with publisher '\(publisher)', type '\(type)', and type handler version '\(version)' could not be found in the extension repository."
    case .notMajorMinor(let version):
      "The value '\(version)' of parameter typeHandlerVersion is invalid. The version must have the form major.minor, for example 9.5."
    case .unsupported(let publisher, let type):
      "Automatic extension upgrade is not supported for extension with publisher '\(publisher)' and type '\(type)'."
    case .serviceFabric(let group):
      "Automatic extension upgrade is not supported for virtual machine scale set '\(group)', which is part of a Service Fabric cluster."
    case .notEnrolled(let subscription, let step):
      "Subscription '\(subscription)' is not enrolled in automatic extension upgrade: \(step)."
    }
  }
}
