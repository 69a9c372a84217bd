import FleetFiles
import FleetModel
import FleetSession

/// An extension as a body describes it.
struct ExtensionBody: Sendable {
  var name: String?
  var publisher: String?
  var type: String?
  var version: String?
  var minor: Bool?
  var automatic: Bool?
  var settings: JSONValue?
  var tags: JSONValue?

  /// Reads `properties`. Members that are null count as absent; those of another kind are refused.
  init(_ body: JSONValue) throws(ControlError) {
    let properties = body["properties"] ?? [:]
    guard properties.isObject else { throw .badContent("properties is not an object") }
    name = try Self.text(body["name"], "name")
    publisher = try Self.text(properties["publisher"], "publisher")
    type = try Self.text(properties["type"], "type")
    version = try Self.text(properties["typeHandlerVersion"], "typeHandlerVersion")
    minor = try Self.flag(properties["autoUpgradeMinorVersion"], "autoUpgradeMinorVersion")
    automatic = try Self.flag(properties["enableAutomaticUpgrade"], "enableAutomaticUpgrade")
    settings = properties["settings"].flatMap { $0 == .null ? nil : $0 }
    tags = body["tags"].flatMap { $0.isObject ? $0 : nil }
  }

  private static func text(_ value: JSONValue?, _ name: String) throws(ControlError) -> String? {
    guard let value, value != .null else { return nil }
    guard let text = value.text else { throw .badContent("\(name) is not a string") }
    guard text.utf8.count <= 256 else { throw .badContent("\(name) is longer than 256 bytes") }
    return text
  }

  private static func flag(_ value: JSONValue?, _ name: String) throws(ControlError) -> Bool? {
    guard let value, value != .null else { return nil }
    guard let flag = value.flag else { throw .badContent("\(name) is not true or false") }
    return flag
  }

  /// The whole request of a PUT, whose three names must be there (R41: absent flags are false).
  func request() throws(ControlError) -> ExtensionRequest {
    ExtensionRequest(
      publisher: try Self.required(publisher, "publisher"), type: try Self.required(type, "type"),
      version: try Self.required(version, "typeHandlerVersion"), autoUpgradeMinorVersion: minor ?? false,
      enableAutomaticUpgrade: automatic ?? false)
  }

  private static func required(_ value: String?, _ name: String) throws(ControlError) -> String {
    guard let value, !value.isEmpty else {
      throw ControlError(400, "InvalidParameter", "Required parameter '\(name)' is missing (null).", target: name)
    }
    return value
  }

  /// What the ledger keeps.
  func entry(named name: String, over known: ExtensionLedger.Entry?) -> ExtensionLedger.Entry {
    ExtensionLedger.Entry(
      name: known.map { $0.name.lowercased() == name.lowercased() ? $0.name : name } ?? name,
      version: version ?? known?.version ?? "1.0",
      autoUpgradeMinorVersion: minor ?? known?.autoUpgradeMinorVersion ?? false,
      settings: settings ?? known?.settings, tags: tags ?? known?.tags)
  }
}

extension ControlError {
  /// How Azure would refuse an extension.
  init(_ refusal: ExtensionRefusal) {
    switch refusal {
    case .unknownExtension, .noSuchVersion: self.init(404, "ArtifactNotFound", "\(refusal)")
    case .notMajorMinor: self.init(400, "InvalidParameter", "\(refusal)", target: "typeHandlerVersion")
    case .unsupported, .serviceFabric:
      self.init(400, "OperationNotAllowed", "\(refusal)", target: "enableAutomaticUpgrade")
    case .notEnrolled: self.init(409, "OperationNotAllowed", "\(refusal)", target: "enableAutomaticUpgrade")
    }
  }
}
