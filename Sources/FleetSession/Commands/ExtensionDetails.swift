public import FleetModel

/// What an owner said about an extension that nothing depends on, and that Azure's clients want to see again: the name of
/// the resource, the version as it was asked for, settings, tags. R9: the order of provisioning is kept and has no effect.
public struct ExtensionDetails: Sendable, Equatable, Codable {
  /// The name of the resource; nil is the handler's type.
  public var name: String?
  /// As it was asked for: major and minor; nil is what is installed.
  public var version: String?
  /// R41: acts when the extension is deployed, and not afterwards.
  public var takesMinorVersions: Bool
  /// A JSON object as text.
  public var settings: String?
  /// A JSON object as text.
  public var tags: String?
  /// A change of it runs an extension again.
  public var forceUpdateTag: String?
  /// Names of extensions that are provisioned before.
  public var provisionAfter: [String]
  /// Whether there are settings that are never shown; what they are is not kept, since recordings are passed on.
  public var hasProtectedSettings: Bool

  /// Details, by default those of an extension that came with the fleet's file.
  public init(
    name: String? = nil, version: String? = nil, takesMinorVersions: Bool = true, settings: String? = nil,
    tags: String? = nil, forceUpdateTag: String? = nil, provisionAfter: [String] = [],
    hasProtectedSettings: Bool = false
  ) {
    self.name = name
    self.version = version
    self.takesMinorVersions = takesMinorVersions
    self.settings = settings
    self.tags = tags
    self.forceUpdateTag = forceUpdateTag
    self.provisionAfter = provisionAfter
    self.hasProtectedSettings = hasProtectedSettings
  }
}

/// The details of every extension that somebody described. No event and no digest follows from them.
public struct ExtensionDetailsTable: Sendable, Codable {
  private struct Key: Hashable, Codable {
    let isGroup: Bool
    let owner: Int
    let handler: HandlerIndex

    init?(_ handler: HandlerIndex, _ scope: FleetScope) {
      switch scope {
      case .machine(let vm): (isGroup, owner) = (false, vm)
      case .group(let group): (isGroup, owner) = (true, group)
      case .all, .subscription, .region, .zone, .updateDomain: return nil
      }
      self.handler = handler
    }
  }

  private var entries: [Key: ExtensionDetails] = [:]

  /// What is known of an extension of a VM or of a set's model.
  public subscript(handler: HandlerIndex, scope: FleetScope) -> ExtensionDetails? {
    Key(handler, scope).flatMap { entries[$0] }
  }

  mutating func set(_ details: ExtensionDetails?, _ handler: HandlerIndex, _ scope: FleetScope) {
    if let key = Key(handler, scope) { entries[key] = details }
  }
}
