import FleetModel
import FleetSession
import RolloutOrchestrator

/// Which regions the world board shows, in which order: a function of the view and the run.
struct WorldRows {
  let scene: Scene

  /// Regions that match the filter, sorted as asked for.
  var regions: [RegionIndex] {
    let plan = scene.fleet.phasePlan.flatMap(\.regions)
    let filter = Filter(scene.view.filters[Screen.world.rawValue])
    let shown = filter.isEmpty ? plan : plan.filter { matches($0, filter) }
    return sorted(shown)
  }

  private func matches(_ region: RegionIndex, _ filter: Filter) -> Bool {
    filter.matches { field in
      switch field {
      case "region", "": [scene.names.region(region)]
      case "phase": ["\(scene.phase(of: region) + 1)", scene.fleet.phasePlan[scene.phase(of: region)].name]
      case "state": [says(region)]
      default: nil
      }
    }
  }

  /// What the board says of a region. Strips are kept for the regions in view only, and which those are depends on this;
  /// the tally has what it takes, and asking each VM of a large fleet would keep a key waiting for half a second.
  func says(_ region: RegionIndex) -> String {
    guard let id = scene.view.rollout, let tally = scene.rollout?.regions[region] else { return "" }
    var counts = StateCounts()
    let states: [(MachineState, Int32)] = [
      (.waiting, tally.pending - tally.inFlight), (.installing, tally.inFlight), (.upgraded, tally.upgraded),
      (.excluded, tally.excluded),
    ]
    for (state, count) in states { counts.count(state, isSick: false, isSilent: false, by: Int(count)) }
    return scene.says.text(
      scene.session.orchestrator.explainBriefly(
        region: region, counts: counts, in: id, scene.fleet, at: scene.now))
  }

  private func sorted(_ regions: [RegionIndex]) -> [RegionIndex] {
    let order = scene.view[sortOf: .regions]
    let key: (RegionIndex) -> Int
    switch order.column(of: .regions) {
    case .phase, .order: return order.isReversed ? regions.reversed() : regions
    case .name:
      let byName = regions.sorted { scene.names.region($0) < scene.names.region($1) }
      return order.isReversed ? byName.reversed() : byName
    case .size: key = { -eligible($0) }
    case .done: key = { -done($0) }
    case .trouble: key = { -trouble($0) }
    }
    let place = Dictionary(uniqueKeysWithValues: regions.enumerated().map { ($0.element, $0.offset) })
    let result = regions.sorted { (key($0), place[$0]!) < (key($1), place[$1]!) }
    return order.isReversed ? result.reversed() : result
  }

  private func eligible(_ region: RegionIndex) -> Int { scene.rollout?.regions[region].eligible ?? 0 }

  private func done(_ region: RegionIndex) -> Int {
    guard let tally = scene.rollout?.regions[region] else { return 0 }
    return Figures.percent(Int(tally.upgraded), of: tally.eligible)
  }

  /// VMs of a region that need a look: failed, and those of sets over their limit.
  func trouble(_ region: RegionIndex) -> Int {
    let tally = scene.rollout?.regions[region]
    let bad = Int(tally?.rolledBack ?? 0) + Int(tally?.failed ?? 0)
    return bad + scene.memory.overLimit.count(in: region)
  }
}

/// The part of a list that fits, chosen so that the cursor stays in view.
struct ListWindow: Equatable {
  let start: Int
  let end: Int

  init(count: Int, rows: Int, cursor: Int) {
    let rows = max(0, rows)
    let latest = max(0, count - rows)
    start = min(latest, max(0, cursor - rows / 2))
    end = min(count, start + rows)
  }

  var range: Range<Int> { start..<end }
}
