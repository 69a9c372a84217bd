import FleetModel

/// What clients said about extensions that a fleet has no place for: the name of the resource, the version as it was
/// asked for, settings. Nothing that a rollout does depends on it, and it ends with the server.
struct ExtensionLedger: Sendable {
  struct Entry: Sendable {
    var name: String
    /// As it was asked for: major and minor.
    var version: String
    var autoUpgradeMinorVersion: Bool
    var settings: JSONValue?
    var tags: JSONValue?
  }

  /// Entries that are kept. Beyond that an extension is called after its type.
  private static let capacity = 10_000
  /// Settings that are kept, in bytes.
  private static let settingsBytes = 16 << 10

  private struct Key: Hashable {
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

  private var entries: [Key: Entry] = [:]

  /// What is known of an extension of a VM or a set's model.
  subscript(handler: HandlerIndex, scope: FleetScope) -> Entry? { Key(handler, scope).flatMap { entries[$0] } }

  mutating func set(_ entry: Entry, _ handler: HandlerIndex, _ scope: FleetScope) {
    guard let key = Key(handler, scope), entries[key] != nil || entries.count < Self.capacity else { return }
    var entry = entry
    if let settings = entry.settings, settings.bytes.count > Self.settingsBytes { entry.settings = nil }
    entries[key] = entry
  }

  mutating func remove(_ handler: HandlerIndex, _ scope: FleetScope) {
    if let key = Key(handler, scope) { entries[key] = nil }
  }

  /// The name of an extension: its owner's choice, or its type.
  func name(of handler: HandlerIndex, _ scope: FleetScope, _ fleet: Fleet) -> String {
    self[handler, scope]?.name ?? fleet.handlers[handler].type
  }
}
