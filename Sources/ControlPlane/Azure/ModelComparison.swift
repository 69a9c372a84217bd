/// Compares the model that a client sends with the one that it was shown: a fleet comes from its file, and what cannot be
/// changed is refused by name, never dropped without a word.
///
/// What the body leaves out stays, and so does what it says as it is. Null, false and empty members say nothing where the
/// model has nothing: libraries send them for what nobody set.
struct ModelComparison {
  /// Paths that are looked after elsewhere, in small letters.
  private let changeable: Set<String>

  /// Members that Azure only ever shows.
  private static let shownOnly: Set<String> = ["provisioningstate", "instanceview", "timecreated", "etag"]
  private static let shownOnlyAtTop: Set<String> = ["id", "name", "type", "resources", "etag"]

  /// A location that is no region of the fleet, such as the how-to's `<location>`, is no wish to move there.
  init(_ body: JSONValue, _ directory: FleetDirectory, changeable: Set<String> = []) {
    let isRegion = body["location"]?.text.map { directory.region($0) != nil } ?? true
    self.changeable = isRegion ? changeable : changeable.union(["location"])
  }

  /// Where a body differs from the model, such as `hardwareProfile.vmSize`; nil if it does not.
  func difference(_ body: JSONValue, from model: JSONValue) -> String? {
    difference(body, model, at: []).map { path in
      (path.first == "properties" ? path.dropFirst() : path[...]).joined(separator: ".")
    }
  }

  private func difference(_ body: JSONValue, _ model: JSONValue?, at path: [String]) -> [String]? {
    switch (body, model) {
    case (.object(let members), _):
      if case .object? = model {} else if model != nil, model != .null { return path }
      for member in members {
        let folded = member.key.lowercased()
        let next = path + [member.key]
        if Self.shownOnly.contains(folded) || path.isEmpty && Self.shownOnlyAtTop.contains(folded) { continue }
        if changeable.contains(next.joined(separator: ".").lowercased()) { continue }
        if let found = difference(member.value, model?[member.key], at: next) { return found }
      }
      return nil
    case (.array(let items), .array(let known)?):
      guard items.count == known.count else { return path }
      for (item, known) in zip(items, known) {
        if let found = difference(item, known, at: path) { return found }
      }
      return nil
    case (.null, _), (.bool(false), nil), (.array([]), nil), (.string(""), nil): return nil
    case (.string(let text), .string(let known)?): return Self.folded(text) == Self.folded(known) ? nil : path
    default: return body == model ? nil : path
    }
  }

  /// Regions are written `westus` and `West US`, words in any case.
  private static func folded(_ text: String) -> String { text.lowercased().filter { $0 != " " } }
}

extension ControlRequest {
  /// What the client wants to be so before a model that is there is changed (RFC 9110). Models have no ETag here, so that
  /// none that a client knows from elsewhere can be the present one.
  func checkConditions() throws(ControlError) {
    let isUnmet = headers["if-none-match"] == "*" || headers["if-match"].map { $0 != "*" } ?? false
    guard !isUnmet else {
      throw ControlError(
        412, "PreconditionFailed",
        "The resource exists, and has no ETag: If-None-Match: * and If-Match with an ETag are not met. Leave them out.")
    }
  }
}

extension ControlError {
  /// A property that only the fleet file sets.
  static func unchangeable(_ property: String, _ changeable: String) -> ControlError {
    ControlError(
      400, "PropertyChangeNotAllowed",
      "Changing property '\(property.prefix(200))' is not allowed: \(changeable) can change here, everything else comes from the fleet file. Edit the file and start the run again.",
      target: property)
  }

  /// A resource that clients neither make nor remove.
  static func fromFile(_ name: String, _ what: String, _ part: String) -> ControlError {
    ControlError(
      403, "RequestDisallowedByPolicy",
      "Resource '\(name.prefix(100))' was disallowed by policy: the \(what) of a simulated fleet come from its file. Edit \(part) in the fleet file and start the run again."
    )
  }
}
