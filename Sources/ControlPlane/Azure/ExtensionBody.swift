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
  var protectedSettings: JSONValue?
  var tags: JSONValue?
  var forceUpdateTag: String?
  var provisionAfter: [String]?

  /// Bytes of settings and tags together: they are kept in every recording, in one line with their command.
  static let detailBytes = 4_000

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
    settings = try Self.object(properties["settings"], "settings")
    protectedSettings = try Self.object(properties["protectedSettings"], "protectedSettings")
    tags = try Self.object(body["tags"], "tags")
    forceUpdateTag = try Self.text(properties["forceUpdateTag"], "forceUpdateTag")
    provisionAfter = try Self.texts(properties["provisionAfterExtensions"], "provisionAfterExtensions")
    _ = try Self.flag(properties["suppressFailures"], "suppressFailures")
  }

  private static func object(_ value: JSONValue?, _ name: String) throws(ControlError) -> JSONValue? {
    guard let value, value != .null else { return nil }
    guard value.isObject else { throw .badContent("\(name) is not an object") }
    return value
  }

  private static func texts(_ value: JSONValue?, _ name: String) throws(ControlError) -> [String]? {
    guard let value, value != .null else { return nil }
    guard let items = value.items, items.count <= 64 else { throw .badContent("\(name) is not an array of names") }
    var texts: [String] = []
    for item in items {
      guard let text = try text(item, name) else { throw .badContent("\(name) is not an array of names") }
      texts.append(text)
    }
    return texts
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

  /// What a PUT says of an extension: all of it, but a name that differs in case only stays as it was.
  func details(named name: String, replacing known: ExtensionDetails?) throws(ControlError) -> ExtensionDetails {
    try details(named: name, over: ExtensionDetails(name: known?.name, takesMinorVersions: false))
  }

  /// What a PATCH makes of what is known.
  func details(named name: String, over known: ExtensionDetails) throws(ControlError) -> ExtensionDetails {
    let details = ExtensionDetails(
      name: known.name.map { $0.lowercased() == name.lowercased() ? $0 : name } ?? name,
      version: version ?? known.version, takesMinorVersions: minor ?? known.takesMinorVersions,
      settings: settings?.text(unless: [:]) ?? known.settings, tags: tags?.text(unless: [:]) ?? known.tags,
      forceUpdateTag: forceUpdateTag ?? known.forceUpdateTag, provisionAfter: provisionAfter ?? known.provisionAfter,
      hasProtectedSettings: protectedSettings != nil || known.hasProtectedSettings)
    let size =
      [details.settings, details.tags, details.forceUpdateTag].compactMap { $0?.utf8.count }.reduce(0, +)
      + details.provisionAfter.reduce(0) { $0 + $1.utf8.count }
    guard size <= Self.detailBytes else {
      throw ControlError(
        400, "InvalidParameter",
        "Settings and tags have \(size) bytes; a simulated fleet keeps at most \(Self.detailBytes).", target: "settings"
      )
    }
    return details
  }
}

extension JSONValue {
  /// The value as text; nil if it is this one.
  fileprivate func text(unless empty: JSONValue) -> String? {
    self == empty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// An object from the text that was kept of it.
  static func kept(_ text: String?) -> JSONValue? {
    text.flatMap { text in
      do throws(JSONFault) {
        let value = try JSONParser.parse(Array(text.utf8))
        return value.isObject ? value : nil
      } catch {
        return nil
      }
    }
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
