import FleetModel

/// R26: the turns in which regions are upgraded; the file's own, or the default ones.
enum PhaseSection {
  /// The bake time after phases that are added for regions of the fleet's own.
  static let addedBake: Milliseconds = 2 * Span.day

  /// Reads the file's phases and refuses those that break R24 or leave out a region.
  static func read(_ field: Field, _ section: RegionSection) -> [PlannedPhase] {
    let mend = "for example - {name: First, regions: [northeurope], bake: 2d}"
    guard let items = field.items(of: "phases", mend: mend) else { return [] }
    var phaseOf: [Int?] = Array(repeating: nil, count: section.regions.count)
    var phases: [PlannedPhase] = []
    var names = NameIndex()
    for item in items {
      guard let table = Table(item, FleetFileKeys.phase) else { continue }
      let name = table["name"]?.text("the name of a phase") ?? ""
      if table["name"] != nil, !names.add(name) {
        item.report("the phase \(QuotedText.quoted(name)) is listed twice", mend: "give it another name")
      }
      var regions: [RegionIndex] = []
      for place in regionFields(table["regions"]) {
        guard let region = place.index(of: "region", in: section.names) else { continue }
        let quoted = QuotedText.quoted(section.names.names[region])
        if phaseOf[region] != nil {
          place.report("the region \(quoted) is in two phases", mend: "keep one")
          continue
        }
        phaseOf[region] = phases.count
        regions.append(region)
      }
      phases.append(PlannedPhase(name: name, regions: regions.sorted(), bake: table["bake"]?.duration() ?? 0))
    }
    for (a, b) in section.pairs {
      guard let phase = phaseOf[a], phase == phaseOf[b] else { continue }
      let names = [a, b].map { QuotedText.quoted(section.names.names[$0]) }
      items[phase].report(
        "\(names[0]) and \(names[1]) are a geo-pair and must not share a phase (R24)",
        mend: "move one of them to another phase")
    }
    let missing = phaseOf.indices.filter { phaseOf[$0] == nil }.map { QuotedText.quoted(section.names.names[$0]) }
    if !missing.isEmpty {
      let list = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? " and \(missing.count - 5) more" : "")
      field.report("no phase has the region \(list)", mend: "put every region of the fleet into one phase")
    }
    return phases.filter { !$0.regions.isEmpty }
  }

  private static func regionFields(_ field: Field?) -> [Field] {
    guard let field else { return [] }
    return field.isSequence ? field.items(of: "regions", mend: "") ?? [] : [field]
  }

  /// The default turns, restricted to the fleet's regions. Regions they do not know, or that a pair of the fleet's own
  /// forbids there, follow in turns found by greedy colouring of the pair graph.
  static func standard(_ section: RegionSection) -> [PlannedPhase] {
    var rivals: [[RegionIndex]] = Array(repeating: [], count: section.regions.count)
    for (a, b) in section.pairs {
      rivals[a].append(b)
      rivals[b].append(a)
    }
    var isPlaced = Array(repeating: false, count: section.regions.count)
    func place(_ candidates: [RegionIndex]) -> [RegionIndex] {
      var placed: [RegionIndex] = []
      for region in candidates where !isPlaced[region] && !rivals[region].contains(where: placed.contains) {
        placed.append(region)
        isPlaced[region] = true
      }
      return placed.sorted()
    }
    var phases: [PlannedPhase] = []
    for turn in RegionTable.turns {
      let regions = place(turn.regions.compactMap { section.names[$0] })
      guard !regions.isEmpty else { continue }
      phases.append(PlannedPhase(name: turn.name, regions: regions, bake: Milliseconds(turn.bakeDays) * Span.day))
    }
    var added = 0
    while isPlaced.contains(false) {
      added += 1
      phases.append(
        PlannedPhase(name: "Added \(added)", regions: place(Array(section.regions.indices)), bake: addedBake))
    }
    return phases
  }
}
