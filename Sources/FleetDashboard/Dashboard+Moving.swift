import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// The cursor on each screen.

extension Dashboard {
  private var page: Int { max(1, size.height - 8) }

  /// How far an action moves in a list.
  private func step(_ action: Action, from place: Int, count: Int) -> Int {
    let last = max(0, count - 1)
    switch action {
    case .up: return max(0, place - 1)
    case .down: return min(last, place + 1)
    case .pageUp: return max(0, place - page)
    case .pageDown: return min(last, place + page)
    case .first: return 0
    case .last: return last
    default: return min(last, place)
    }
  }

  mutating func move(_ action: Action, _ session: Session) -> [DashboardRequest] {
    switch view.screen {
    case .world: moveInWorld(action, session)
    case .region: moveInRegion(action, session)
    case .machine: moveInMachine(action, session)
    case .catalogue: view.catalogueRow = step(action, from: view.catalogueRow, count: session.fleet.handlers.count)
    case .events: moveInEvents(action, session)
    case .timeline: return moveInTimeline(action, session)
    }
    return []
  }

  private mutating func moveInWorld(_ action: Action, _ session: Session) {
    if view.world.board == .phases {
      view.world.phase = step(action, from: view.world.phase, count: session.fleet.phasePlan.count)
      return
    }
    let rows = WorldRows(scene: scene(session)).regions
    guard !rows.isEmpty else { return }
    if action == .left || action == .right {
      view.world.zone = neighbour(action == .right, session.fleet.regions[view.world.region])
      return
    }
    let row = step(action, from: rows.firstIndex(of: view.world.region) ?? 0, count: rows.count)
    view.world.region = rows[row]
    if let zone = view.world.zone, zone > session.fleet.regions[rows[row]].zoneCount { view.world.zone = nil }
    view.map.region = view.world.region
  }

  /// From the whole region through its zones to the VMs without one, and back.
  private func neighbour(_ isRight: Bool, _ region: Region) -> Int? {
    let order: [Int?] = [nil] + (0..<region.laneCount).map { region.zone(lane: $0) }
    let place = order.firstIndex(of: view.world.zone) ?? 0
    return order[min(order.count - 1, max(0, place + (isRight ? 1 : -1)))]
  }

  private mutating func moveInRegion(_ action: Action, _ session: Session) {
    let map = RegionMap(scene: scene(session), region: view.map.region)
    guard let group = view.map.group ?? map.groups.first, !map.groups.isEmpty else { return }
    if view.map.board == .machines {
      let count = map.machines(of: group, column: view.map.column).count
      view.map.machineRow = step(action, from: view.map.machineRow, count: count)
      return
    }
    if action == .left || action == .right {
      let cells = map.cells(of: group)
      let places: [Int?] = [nil] + cells.indices.filter { cells[$0] != nil }
      let place = places.firstIndex(of: view.map.column) ?? 0
      view.map.column = places[min(places.count - 1, max(0, place + (action == .right ? 1 : -1)))]
    } else {
      let row = step(action, from: map.groups.firstIndex(of: group) ?? 0, count: map.groups.count)
      view.map.group = map.groups[row]
      let cells = map.cells(of: map.groups[row])
      if let column = view.map.column, !cells.indices.contains(column) || cells[column] == nil { view.map.column = nil }
    }
    view.map.machineRow = 0
  }

  private mutating func moveInMachine(_ action: Action, _ session: Session) {
    guard let vm = view.machine else { return }
    switch view.machineCursor.board {
    case .extensions:
      view.machineCursor.row = step(
        action, from: view.machineCursor.row, count: MachineScreen.handlers(on: vm, session.fleet).count)
    case .history:
      let count = VMHistory.entries(of: vm, scene(session), count: VMHistory.budget).count
      view.machineCursor.historyRow = step(action, from: view.machineCursor.historyRow, count: count)
    }
  }

  private mutating func moveInEvents(_ action: Action, _ session: Session) {
    let rows = EventRows(
      scene: scene(session), level: view.events.level, filter: Filter(view.filters[Screen.events.rawValue]))
    let reach = action == .last ? memory.log.count : view.events.row + page + 1
    let count = rows.rows(from: 0, count: reach).count
    view.events.row = step(action, from: view.events.row, count: count)
    view.events.follows = view.events.row == 0
  }

  // MARK: In and out

  mutating func open(_ session: Session) -> [DashboardRequest] {
    switch view.screen {
    case .world:
      if view.world.board == .phases {
        view.overlay = .why
      } else {
        view.map.region = view.world.region
        view.map.column = view.world.zone.flatMap { zone in
          RegionMap(scene: scene(session), region: view.map.region).columns.firstIndex { $0.zone == zone }
        }
        view.map.group = nil
        show(.region)
      }
    case .region:
      if case .machine(let vm, _) = scene(session).selection {
        openMachine(vm)
      } else {
        view.map.board = .machines
        view.map.machineRow = 0
      }
    case .machine: view.overlay = .why
    case .catalogue:
      view.filters[Screen.events.rawValue] = "text:\(PlaceNames(fleet: session.fleet).handler(view.catalogueRow))"
      show(.events)
    case .events:
      if case .machine(let vm, _) = scene(session).selection { openMachine(vm) }
      if case .region(let region) = scene(session).selection {
        view.world.region = region
        view.map.region = region
        show(.region)
      }
    case .timeline: show(.world)
    }
    return []
  }

  mutating func openMachine(_ vm: VMIndex) {
    view.machine = vm
    view.machineCursor = MachineCursor()
    show(.machine)
  }

  mutating func back(_ session: Session) -> [DashboardRequest] {
    if !view.filters[view.screen.rawValue].isEmpty {
      view.filters[view.screen.rawValue] = ""
      view.events.row = 0
      return []
    }
    switch view.screen {
    case .world:
      if view.isZoomed { view.isZoomed = false }
      view.world.zone = nil
    case .region:
      if view.map.board == .machines {
        view.map.board = .map
      } else if view.map.column != nil {
        view.map.column = nil
      } else {
        view.world.region = view.map.region
        show(.world)
      }
    case .machine:
      if let vm = view.machine { reveal(vm, session) }
      show(.region)
    case .catalogue, .events, .timeline: show(.world)
    }
    return []
  }

  /// Puts the cursor of the map on a VM's group.
  mutating func reveal(_ vm: VMIndex, _ session: Session) {
    view.map.region = session.fleet.region(of: vm)
    view.world.region = view.map.region
    view.map.group = session.fleet.group(of: vm)
  }

  /// Boards of a screen first, then the panes of the layout.
  mutating func turnPane(_ step: Int, _ session: Session) -> [DashboardRequest] {
    let layout = Layout(width: size.width, height: size.height, screen: view.screen, isZoomed: view.isZoomed)
    switch view.screen {
    case .world where (view.world.board == .regions) == (step > 0) || layout.order.count < 2:
      view.world.board = view.world.board == .regions ? .phases : .regions
      return []
    case .region where (view.map.board == .map) == (step > 0) || layout.order.count < 2:
      view.map.board = view.map.board == .map ? .machines : .map
      return []
    case .machine:
      view.machineCursor.board = view.machineCursor.board == .extensions ? .history : .extensions
      return []
    default: break
    }
    guard layout.order.count > 1, let place = layout.order.firstIndex(of: view.screen) else { return [] }
    let next = layout.order[(place + step + layout.order.count) % layout.order.count]
    view.world.board = step > 0 ? .regions : .phases
    view.map.board = step > 0 ? .map : .machines
    show(next)
    return []
  }

  // MARK: Failures

  /// The next region of the board with something that went wrong; on the map, the next group.
  mutating func goToFailure(_ isNext: Bool, _ session: Session) -> [DashboardRequest] {
    if view.screen == .timeline { return goToMark(isNext, session) { $0.isTrouble } }
    let scene = scene(session)
    if view.screen == .region {
      let map = RegionMap(scene: scene, region: view.map.region)
      let place = map.groups.firstIndex { $0 == view.map.group } ?? 0
      if let found = Self.next(in: map.groups, from: place, isNext, where: { hasTrouble(group: $0, session) }) {
        view.map.group = found
        view.map.machineRow = 0
        return []
      }
    } else {
      let rows = WorldRows(scene: scene)
      let regions = rows.regions
      let place = regions.firstIndex(of: view.world.region) ?? 0
      if let found = Self.next(in: regions, from: place, isNext, where: { rows.trouble($0) > 0 }) {
        view.world.region = found
        view.map.region = found
        show(.world)
        return []
      }
    }
    view.note = ViewState.Note(text: "No other failure here.", isTrouble: false)
    return []
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

  /// A click chooses a pane, or a screen in the footer.
  mutating func click(row: Int, column: Int, _ session: Session) -> [DashboardRequest] {
    guard view.overlay == nil else { return [] }
    let layout = Layout(width: size.width, height: size.height, screen: view.screen, isZoomed: view.isZoomed)
    if layout.footer.contains(row: row, column: column) {
      var start = 0
      for screen in Screen.allCases {
        let width = "\(screen.rawValue) \(screen.title)".count + (screen == view.screen ? 2 : 0)
        if (start..<start + width).contains(column) { return perform(screen.action, session) }
        start += width + 1
      }
    }
    if let pane = layout.panes.first(where: { ($0.frame ?? $0.area).contains(row: row, column: column) }) {
      show(pane.screen)
      if pane.screen == .timeline { return clickTimeline(pane.area, row: row, column: column, session) }
    }
    return []
  }
}

extension Screen {
  var action: Action {
    switch self {
    case .world: .world
    case .region: .region
    case .machine: .machine
    case .catalogue: .catalogue
    case .events: .events
    case .timeline: .timeline
    }
  }
}
