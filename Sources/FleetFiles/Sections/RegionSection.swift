import FleetModel

/// The regions of a fleet, its pairs, and whether their names are all known.
struct RegionSection {
  private(set) var regions: [Region] = []
  private(set) var names = NameIndex()
  /// R24: pairs as the file and the table give them, one direction each.
  private(set) var pairs: [(RegionIndex, RegionIndex)] = []

  init(_ field: Field?) {
    guard let field else { return }
    if field.scalar == "all" {
      for entry in RegionTable.entries { add(entry.name, entry.zoneCount, field) }
      pairRealRegions(except: [])
      return
    }
    let mend = "name regions such as northeurope, or write all"
    guard let items = field.items(of: "regions", mend: mend) else { return }
    guard (1...FleetFileLimit.regions).contains(items.count) else {
      field.report("a fleet has from 1 to \(FleetFileLimit.regions) regions, found \(items.count)", mend: mend)
      return
    }
    let written = items.map { item in item.isMapping ? Table(item, FleetFileKeys.region) : nil }
    for (item, table) in zip(items, written) { read(item, table) }
    var ownPairs: Set<Int> = []
    for table in written {
      guard let table, let name = table["name"]?.scalar, let region = names[name], let pairField = table["pairs"]
      else { continue }
      ownPairs.insert(region)
      readPairs(pairField, of: region)
    }
    pairRealRegions(except: ownPairs)
  }

  private mutating func read(_ item: Field, _ table: Table?) {
    if let table {
      guard let name = table["name"]?.text("the name of a region") else { return }
      let real = RegionTable.entry(name)
      let zones = table["zones"]?.whole(0...FleetLimit.zonesPerRegion)
      if table["zones"] == nil, real == nil {
        item.report(
          "\(QuotedText.quoted(name)) is not a real region",
          mend: mendUnknown(name, "say how many zones it has, for example zones: 3"))
      }
      add(name, zones ?? real?.zoneCount ?? 0, item)
    } else if !item.isMapping, let name = item.text("the name of a region") {
      guard let real = RegionTable.entry(name) else {
        item.report(
          "there is no region \(QuotedText.quoted(name))",
          mend: mendUnknown(name, "describe a region of your own, for example {name: moon, zones: 3}"))
        return
      }
      add(name, real.zoneCount, item)
    }
  }

  private func mendUnknown(_ name: String, _ otherwise: String) -> String {
    let hint = NearestWord.hint(for: name, in: RegionTable.entries.map(\.name))
    return hint.isEmpty ? otherwise : "\(hint) Or \(otherwise)"
  }

  private mutating func add(_ name: String, _ zoneCount: Int, _ field: Field) {
    guard names.add(name) else {
      field.report("the region \(QuotedText.quoted(name)) is listed twice", mend: "keep one of them")
      return
    }
    regions.append(Region(name: name, zoneCount: zoneCount))
  }

  private mutating func readPairs(_ field: Field, of region: RegionIndex) {
    let fields = field.isSequence ? field.items(of: "regions", mend: "") ?? [] : [field]
    for other in fields {
      guard let partner = other.index(of: "region", in: names) else { continue }
      if partner == region {
        other.report("a region cannot be its own pair", mend: "name another region")
      } else {
        pairs.append((region, partner))
      }
    }
  }

  /// Real regions keep their published pair where the file does not say otherwise and the partner is in the fleet.
  private mutating func pairRealRegions(except own: Set<Int>) {
    for entry in RegionTable.entries {
      guard let region = names[entry.name], !own.contains(region), let pair = entry.pair, let partner = names[pair],
        !own.contains(partner)
      else { continue }
      pairs.append((region, partner))
    }
  }
}
