import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// From failure to failure, from match to match.

extension Dashboard {
  /// The next region of the board with something that went wrong; on the map, the next group.
  mutating func goToFailure(_ isNext: Bool, _ session: Session) -> [DashboardRequest] {
    if view.screen == .timeline { return goToMark(isNext, session) { $0.isTrouble } }
    goToFailingPlace(isNext, session)
    return []
  }

  private mutating func goToFailingPlace(_ isNext: Bool, _ session: Session) {
    let scene = scene(session)
    if view.screen == .region {
      let map = RegionMap(scene: scene, region: view.map.region)
      let place = map.groups.firstIndex { $0 == view.map.group } ?? 0
      if let found = Self.next(in: map.groups, from: place, isNext, where: { hasTrouble(group: $0, session) }) {
        reveal(group: found, session)
        view.map.machineRow = 0
        return say("\(scene.names.group(found)) has VMs that need a look.")
      }
    } else {
      let rows = WorldRows(scene: scene)
      let regions = rows.regions
      let place = regions.firstIndex(of: view.world.region) ?? 0
      if let found = Self.next(in: regions, from: place, isNext, where: { rows.trouble($0) > 0 }) {
        choose(region: found, session)
        show(.world)
        view.world.board = .regions
        return say("\(scene.names.region(found)) has VMs that need a look.")
      }
    }
    say("No failure here.")
  }

  private func hasTrouble(group: GroupIndex, _ session: Session) -> Bool {
    let counts = session.orchestrator.counts(of: view.rollout, group: group, in: session.fleet)
    return counts.failed + counts.rolledBack + counts.sick + counts.silent > 0
  }

  private static func next(
    in places: [Int], from place: Int, _ isNext: Bool, where isMatch: (Int) -> Bool
  ) -> Int? {
    for step in 1...max(1, places.count) where !places.isEmpty {
      let index = (place + (isNext ? step : -step) + places.count * step) % places.count
      if isMatch(places[index]) { return places[index] }
    }
    return nil
  }

  /// Lets the cursor stay on its event when others come: where it does not follow the newest, and while its explanation is
  /// being read.
  mutating func keepEvent(added: Int, _ session: Session) {
    let isRead = if case .why = view.overlay { view.screen == .events } else { false }
    guard !view.events.follows || isRead else { return view.events.row = 0 }
    guard added > 0 else { return }
    let filter = Filter(view.filters[Screen.events.rawValue])
    view.events.row += EventRows(scene: scene(session), level: view.events.level, filter: filter).added(by: added)
  }
}
