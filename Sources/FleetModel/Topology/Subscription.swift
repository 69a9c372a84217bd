/// A subscription and how far its enrolment in automatic upgrade has come (R40).
public struct Subscription: Sendable, Equatable, Codable {
  /// Its name, unique in the fleet.
  public let name: String
  /// Where the preview feature stands.
  public internal(set) var feature: FeatureState
  /// Whether the provider was registered after the feature, which propagates it.
  public internal(set) var isPropagated: Bool

  /// A subscription that is enrolled from the start or not at all (R42).
  public init(name: String, isEnrolled: Bool) {
    self.name = name
    feature = isEnrolled ? .registered : .notRegistered
    isPropagated = isEnrolled
  }

  /// Whether extensions in it may be upgraded automatically (R40): both steps are done.
  public var isEnrolled: Bool { feature == .registered && isPropagated }

  /// The step that is missing, in the words of the how-to; nil when enrolled.
  public var missingStep: String? {
    switch feature {
    case .notRegistered, .unregistering:
      "register the feature Microsoft.Compute/AutomaticExtensionUpgradePreview"
    case .registering:
      "wait until the feature Microsoft.Compute/AutomaticExtensionUpgradePreview is Registered (now Registering)"
    case .registered:
      isPropagated ? nil : "register the provider Microsoft.Compute, which propagates the registered feature"
    }
  }
}

/// States of a feature registration, as Azure names them.
public enum FeatureState: String, Sendable, Equatable, Codable {
  /// Never asked for, or taken back.
  case notRegistered = "NotRegistered"
  /// Asked for; takes up to 15 minutes.
  case registering = "Registering"
  /// Done.
  case registered = "Registered"
  /// Being taken back.
  case unregistering = "Unregistering"
}
