import FleetModel
import FleetSimulator

// Where VMs are, and what is said of each.

extension MachineSpec {
  /// A VM of which a file says nothing.
  static var standard: MachineSpec {
    MachineSpec(
      os: Mix(.linux), size: Mix("Standard_D2s_v5"), running: 1_000_000, health: Mix(.healthy), agentReady: 1_000_000,
      protected: 0, latestModel: 1_000_000, extensions: [])
  }
}

extension TemplateReader {
  func places(_ table: Table) -> Places {
    Places(
      regions: spread(table["regions"], over: regions.regions.count) { field in
        field.index(of: "region", in: regions.names).map { [$0] }
      },
      subscriptions: spread(table["subscriptions"], over: subscriptions.subscriptions.count) {
        subscriptions.resolve($0)
      })
  }

  /// All places, one, a list, or a mix to draw from.
  private func spread(_ field: Field?, over count: Int, _ resolve: (Field) -> [Int]?) -> Spread {
    guard let field, field.scalar != "all" else { return .inTurn(Array(0..<count)) }
    if field.isMapping {
      let mix = field.mix { key -> Int? in
        guard let places = resolve(key) else { return nil }
        guard places.count == 1 else {
          key.report("a share belongs to a single place", mend: "name one of the numbered places")
          return nil
        }
        return places[0]
      }
      return mix.map { .drawn($0) } ?? .inTurn([])
    }
    let fields = field.isSequence ? field.items(of: "names", mend: "") ?? [] : [field]
    if fields.isEmpty { field.report("the list is empty", mend: "name at least one, or leave the key out for all") }
    return .inTurn(fields.flatMap { resolve($0) ?? [] })
  }

  func zones(_ field: Field?, _ places: Places, allowsOne: Bool) -> Zones {
    guard let field else { return .none }
    switch field.scalar {
    case "none": return .none
    case "all": return .all
    case "one" where allowsOne: return .one
    default: break
    }
    let fields = field.isSequence ? field.items(of: "zones", mend: "") ?? [] : [field]
    guard !fields.isEmpty, !field.isMapping else {
      field.expected("zones", mend: "for example all, none or [1, 2, 3]")
      return .none
    }
    var zones: [Int] = []
    for place in fields {
      guard let zone = place.whole(1...FleetLimit.zonesPerRegion) else { continue }
      if zones.contains(zone) { place.report("the zone \(zone) is listed twice", mend: "keep one") }
      reportMissing(zone, in: places.regions.all, place)
      zones.append(zone)
    }
    return .only(zones.sorted())
  }

  func reportMissing(_ zone: Int, in places: [RegionIndex], _ field: Field) {
    guard let region = places.map({ regions.regions[$0] }).first(where: { $0.zoneCount < zone }) else { return }
    let has = region.zoneCount == 0 ? "no zones" : "the zones 1 to \(region.zoneCount)"
    field.report(
      "the region \(QuotedText.quoted(region.name)) has \(has), found \(zone)",
      mend: "choose another zone, or write all for those that each region has")
  }

  mutating func writtenMachines(_ field: Field?, over spec: MachineSpec) -> [WrittenMachine] {
    guard let field, let items = field.items(of: "VMs", mend: "for example - {name: web-1, zone: 2}") else { return [] }
    if items.count > FleetFileLimit.capacity {
      field.report("a set has at most \(FleetFileLimit.capacity) VMs, found \(items.count)", mend: "leave some out")
      return []
    }
    return items.compactMap { item in
      guard let table = Table(item, FleetFileKeys.machine), let name = table["name"]?.text("the name of a VM") else {
        return nil
      }
      return WrittenMachine(
        field: item, name: name, zone: table["zone"]?.whole(1...FleetLimit.zonesPerRegion),
        updateDomain: table["updateDomain"]?.whole(0...FleetLimit.domainsPerGroup - 1),
        spec: machine(table, over: spec))
    }
  }

  /// What a mapping says of its VMs, over what holds without it.
  mutating func machine(_ table: Table, over base: MachineSpec) -> MachineSpec {
    var spec = base
    if let value = table["os"]?.mix({ $0.choice(QualityWords.systems) }) { spec.os = value }
    if let value = table["size"]?.mix({ $0.text("a VM size") }) { spec.size = value }
    if let value = table["power"]?.mix({ $0.choice(TemplateWords.power) }) {
      spec.running = value.share { $0 }
    }
    if let value = table["health"]?.mix({ $0.choice(TemplateWords.healths) }) { spec.health = value }
    if let value = table["agentReady"]?.likelihood() { spec.agentReady = value }
    if let value = table["protected"]?.likelihood() { spec.protected = value }
    if let value = table["latestModel"]?.likelihood() { spec.latestModel = value }
    if let field = table["extensions"] { spec.extensions = extensions(field) }
    return spec
  }

  private mutating func extensions(_ field: Field) -> [ExtensionSpec] {
    let mend = "for example - {type: DependencyAgentLinux, version: 9.10.15.0}"
    guard let items = field.items(of: "extensions", mend: mend) else { return [] }
    var specs: [ExtensionSpec] = []
    for item in items {
      guard let table = Table(item, FleetFileKeys.deployedExtension), let type = table["type"],
        let entry = catalogue.use(type, publisher: table["publisher"])
      else { continue }
      // R9, I19: the order of first deployment; read so that a set's description may keep it, and without effect.
      for name in table["provisionAfterExtensions"]?.items(of: "extension names", mend: "for example [Sidecar]") ?? [] {
        _ = name.text("the name of an extension")
      }
      let per = table["per"]?.choice(TemplateWords.per) ?? false
      let handler = catalogue.entries[entry].handler
      let os = table["os"].map { $0.choice(TemplateWords.systems) ?? nil } ?? Self.system(of: handler.type)
      guard let versions = table["version"]?.mix({ $0.version() }) else { continue }
      if specs.contains(where: { $0.entry == entry && ($0.os == os || $0.os == nil || os == nil) }) {
        item.report("the extension \(QuotedText.quoted(handler.type)) is deployed twice", mend: "keep one of them")
      }
      specs.append(
        ExtensionSpec(
          entry: entry, os: os, versions: versions,
          automatic: table["enableAutomaticUpgrade"]?.likelihood() ?? 0, isDrawnPerSet: per))
    }
    return specs
  }

  /// Azure names extensions after the system they are for.
  private static func system(of type: String) -> OperatingSystem? {
    OperatingSystem.allCases.first { type.hasSuffix($0.rawValue) }
  }
}

extension Mix {
  /// The share of the values that fulfil a condition.
  func share(where condition: (Value) -> Bool) -> PartsPerMillion {
    var share: PartsPerMillion = 0
    for (value, part) in zip(values, parts) where condition(value) { share += part }
    return share
  }
}
