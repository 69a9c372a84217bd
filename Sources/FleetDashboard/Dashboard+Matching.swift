import FleetModel
import FleetSession

// The cursor where a filter hides rows: it stays on what is shown.

extension Dashboard {
  /// What a filter leaves are its matches, so the next match is the next row; behind the last comes the first.
  mutating func goToMatch(_ isNext: Bool, _ session: Session) {
    let filter = view.filters[view.screen.rawValue]
    if view.board == .carriers {
      return say("The filter is about the extensions; \(keys.name(.back)) goes back to them.")
    }
    guard !filter.isEmpty else { return say("There is no filter here; \(keys.name(.filter)) sets one.") }
    guard hasMatches(session) else { return }
    let before = view
    move(isNext ? .down : .up, in: view.board, session)
    guard view == before else { return }
    move(isNext ? .first : .last, in: view.board, session)
    say(view == before ? "This is the only match of \(filter)." : "Round to the \(isNext ? "first" : "last") match.")
  }

  /// Whether the filter leaves anything; says so if not.
  mutating func hasMatches(_ session: Session) -> Bool {
    if scene(session).hasMatches { return true }
    say("Nothing here matches \(view.filters[view.screen.rawValue]).")
    return false
  }

  /// Puts the cursor on the first match where the row that it was on is hidden. Without any match it stays, and nothing
  /// is chosen. Cursors of events and histories count rows that are shown, and need no help.
  mutating func keepMatch(_ session: Session) {
    guard !view.filters[view.screen.rawValue].isEmpty else { return }
    let scene = scene(session)
    guard !scene.isChoiceShown else { return }
    switch view.screen {
    case .world:
      if let first = WorldRows(scene: scene).regions.first { choose(region: first, session) }
    case .region:
      let map = RegionMap(scene: scene, region: view.map.region)
      guard !map.rows.isEmpty else { return }
      choose(mapRow: 0, map)
      view.map.machineRow = 0
    case .catalogue:
      if let first = CatalogueRows(scene: scene).handlers.first { view.catalogue.choose(first) }
    case .machine, .events, .timeline: break
    }
  }
}

extension Scene {
  private var isFiltered: Bool { !view.filters[view.screen.rawValue].isEmpty }

  /// Whether a filter leaves the row under the cursor in view.
  var isChoiceShown: Bool {
    guard isFiltered else { return true }
    switch view.screen {
    case .world:
      return view.world.board == .phases || WorldRows(scene: self).regions.contains(view.world.region)
    case .region:
      guard let group = view.map.group else { return true }
      return RegionMap(scene: self, region: view.map.region).groups.contains(group)
    case .catalogue:
      return view.catalogue.board == .carriers || CatalogueRows(scene: self).handlers.contains(view.catalogue.handler)
    case .events: return chosenEvent != nil
    case .machine, .timeline: return true
    }
  }

  /// Whether a filter leaves anything in view.
  var hasMatches: Bool {
    guard isFiltered, view.screen == .machine else { return isChoiceShown }
    return view.machine.map { !VMHistory.entries(of: $0, self, count: 1).isEmpty } ?? false
  }
}
