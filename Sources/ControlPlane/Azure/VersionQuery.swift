import FleetModel

/// What a client wants of a list of versions: `$filter=startswith(name,'9.10')`, `$orderby=name desc`, `$top=1`,
/// `$expand=properties`.
struct VersionQuery {
  private let prefix: String?
  private let isDescending: Bool
  private let most: Int?
  /// Whether versions come with what they hold.
  let showsProperties: Bool

  init(_ request: ControlRequest) throws(ControlError) {
    prefix = try Self.prefix(request.query("$filter"))
    isDescending = try Self.isDescending(request.query("$orderby"))
    most = try request.top()
    switch request.query("$expand")?.lowercased() {
    case nil, "": showsProperties = false
    case "properties": showsProperties = true
    case .some: throw .option("$expand", "properties")
    }
  }

  /// - Parameter versions: ascending.
  func chosen(of versions: [HandlerVersion]) -> [HandlerVersion] {
    let kept = versions.filter { version in prefix.map { version.description.hasPrefix($0) } ?? true }
    return Array((isDescending ? kept.reversed() : kept).prefix(most ?? .max))
  }

  private static func prefix(_ text: String?) throws(ControlError) -> String? {
    let text = text?.filter { $0 != " " } ?? ""
    if text.isEmpty { return nil }
    let (start, end) = ("startswith(name,'", "')")
    guard text.lowercased().hasPrefix(start), text.hasSuffix(end), text.utf8.count >= start.utf8.count + end.utf8.count
    else { throw .option("$filter", "startswith(name,'9.10')") }
    return String(text.dropFirst(start.count).dropLast(end.count))
  }

  private static func isDescending(_ text: String?) throws(ControlError) -> Bool {
    switch text?.lowercased().split(separator: " ").joined(separator: " ") {
    case nil, "", "name", "name asc": false
    case "name desc": true
    case .some: throw .option("$orderby", "name, name asc or name desc")
    }
  }
}

extension ControlRequest {
  /// `$top`: how many items at most; nil is all.
  func top() throws(ControlError) -> Int? {
    guard let text = query("$top") else { return nil }
    guard let number = FleetDirectory.ordinal(text), number > 0 else {
      throw ControlError(400, "InvalidParameter", "$top must be a positive number.", target: "$top")
    }
    return number
  }
}

extension ControlError {
  /// An option of a list that is not understood, with what would be.
  fileprivate static func option(_ name: String, _ expected: String) -> ControlError {
    ControlError(
      400, "InvalidParameter", "The value of parameter \(name) is invalid: expected \(expected).", target: name)
  }
}
