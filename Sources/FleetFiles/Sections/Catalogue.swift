import FleetModel
import FleetSimulator

/// The extension handlers of a file: those it declares, and of the four that are always known those it uses.
struct Catalogue {
  /// R32: what automatic upgrade supported at first.
  static let supportedAtFirst: [(publisher: String, type: String)] = [
    ("Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentLinux"),
    ("Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentWindows"),
    ("Microsoft.ManagedServices", "ApplicationHealthLinux"),
    ("Microsoft.ManagedServices", "ApplicationHealthWindows"),
  ]

  struct Entry {
    let handler: ExtensionHandler
    var isWanted: Bool
    var published: [(version: HandlerVersion, regions: RegionScope?)] = []
  }

  private(set) var entries: [Entry] = []
  private(set) var quality: [QualityRule] = []
  private(set) var availability: [LaterAvailability] = []

  init(_ field: Field?, regions: RegionSection) {
    let items = field?.items(of: "extensions", mend: "for example - {type: DependencyAgentLinux}") ?? []
    let most = FleetLimit.handlers - Self.supportedAtFirst.count
    for item in items.prefix(most) { declare(item, regions) }
    if items.count > most { items[most].report("a fleet declares at most \(most) extensions", mend: "leave some out") }
    for (publisher, type) in Self.supportedAtFirst
    where !entries.contains(where: { $0.handler.publisher == publisher && $0.handler.type == type }) {
      let handler = ExtensionHandler(publisher: publisher, type: type, isSupported: true)
      entries.append(Entry(handler: handler, isWanted: false))
    }
    availability.sort { $0.at < $1.at }
  }

  private mutating func declare(_ item: Field, _ regions: RegionSection) {
    guard let table = Table(item, FleetFileKeys.handler), let type = table["type"]?.text("the type of an extension")
    else { return }
    let known = Self.supportedAtFirst.first { $0.type == type }
    let isSupported = table["supported"]?.flag()
    if table["publisher"] == nil, known == nil {
      item.report(
        "\(QuotedText.quoted(type)) needs a publisher",
        mend: NearestWord.nearest(to: type, in: Self.supportedAtFirst.map(\.type)).map {
          "did you mean \($0)? Or add, for example, publisher: Contoso.Agents"
        } ?? "add, for example, publisher: Contoso.Agents")
    }
    let publisher = table["publisher"]?.text("a publisher") ?? known?.publisher ?? ""
    if type.contains("/") || publisher.contains("/") {
      item.report("a publisher or type must not contain a slash", mend: "write publisher and type as two keys")
    }
    let isBuiltIn = Self.supportedAtFirst.contains { $0.publisher == publisher && $0.type == type }
    let handler = ExtensionHandler(publisher: publisher, type: type, isSupported: isSupported ?? isBuiltIn)
    if entries.contains(where: { $0.handler.name == handler.name }) {
      item.report("the extension \(QuotedText.quoted(handler.name)) is listed twice", mend: "keep one of them")
      return
    }
    let index = entries.count
    entries.append(Entry(handler: handler, isWanted: true))
    if let rules = table["quality"]?.qualityRules(handler: index, version: nil, regions: regions.names) {
      quality += rules
    }
    for version in table["versions"]?.items(of: "versions", mend: "for example - 9.10.16.0") ?? [] {
      declareVersion(version, of: index, regions)
    }
  }

  private mutating func declareVersion(_ item: Field, of index: HandlerIndex, _ regions: RegionSection) {
    let table = item.isMapping ? Table(item, FleetFileKeys.version) : nil
    if item.isMapping, table == nil { return }
    guard let version = table == nil ? item.version() : table?["version"]?.version() else { return }
    if entries[index].published.contains(where: { $0.version == version }) {
      item.report("the version \(version) is listed twice", mend: "keep one of them")
    }
    let isPublished = table?["published"]?.flag() ?? true
    var scope = table?["regions"]?.regionScope(regions.names) ?? .all
    if !isPublished, let field = table?["regions"] {
      field.report("a version that is not published has no regions", mend: "leave out regions, or published: false")
    }
    entries[index].published.append((version, isPublished ? scope : nil))
    if !isPublished { scope = .only([]) }
    if let rules = table?["quality"]?.qualityRules(handler: index, version: version, regions: regions.names) {
      quality += rules
    }
    var later: [(at: Instant, regions: RegionScope)] = []
    for step in table?["later"]?.items(of: "later availabilities", mend: "for example - {at: 2d, regions: all}") ?? [] {
      guard let table = Table(step, FleetFileKeys.laterAvailability), let at = table["at"]?.duration(),
        let regions = table["regions"]?.regionScope(regions.names)
      else { continue }
      later.append((at, regions))
    }
    for step in later.sorted(by: { $0.at < $1.at }) {
      scope = scope.union(step.regions)
      availability.append(LaterAvailability(at: step.at, handler: index, version: version, regions: scope))
    }
  }

  /// The entry that a template names, which is then part of the fleet.
  mutating func use(_ field: Field, publisher: Field?) -> HandlerIndex? {
    guard var name = field.text("the type of an extension") else { return nil }
    if let publisher = publisher?.text("a publisher") { name = "\(publisher)/\(name)" }
    let matches = entries.indices.filter { entries[$0].handler.name == name || entries[$0].handler.type == name }
    guard matches.count == 1 else {
      if matches.isEmpty {
        let hint = NearestWord.hint(for: name, in: entries.map(\.handler.type))
        field.report(
          "there is no extension \(QuotedText.quoted(name))",
          mend: hint.isEmpty ? "declare it under extensions" : "\(hint) Otherwise declare it under extensions")
      } else {
        field.report("several publishers have an extension \(QuotedText.quoted(name))", mend: "add the publisher")
      }
      return nil
    }
    entries[matches[0]].isWanted = true
    return matches[0]
  }

  /// The handlers of the fleet sorted by name (R9), and the new place of each entry.
  func sorted() -> (handlers: [ExtensionHandler], places: [HandlerIndex]) {
    let order = entries.indices.filter { entries[$0].isWanted }
      .sorted { entries[$0].handler.name < entries[$1].handler.name }
    var places = Array(repeating: -1, count: entries.count)
    for (place, index) in order.enumerated() { places[index] = place }
    return (order.map { entries[$0].handler }, places)
  }
}

extension Field {
  /// `all`, one region or a list of regions.
  func regionScope(_ names: NameIndex) -> RegionScope? {
    if scalar == "all" { return .all }
    let fields = isSequence ? items(of: "regions", mend: "") ?? [] : [self]
    guard !fields.isEmpty else {
      report("no region is named", mend: "name one, or write all; a version that nobody is offered is published: false")
      return nil
    }
    let regions = fields.compactMap { $0.index(of: "region", in: names) }
    guard regions.count == fields.count else { return nil }
    return .only(Array(Set(regions)).sorted())
  }
}
