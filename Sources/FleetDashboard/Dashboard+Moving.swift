import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// The cursor of each board.

extension Dashboard {
  private var page: Int { max(1, size.height - 8) }

  /// How far an action moves in a list; a list that has but a part of the screen says how many rows a page of it is.
  private func step(_ action: Action, from place: Int, count: Int, page: Int? = nil) -> Int {
    let page = page ?? self.page
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

  /// Rows of a list in a screen's pane, by the height of that; nil where there is no pane.
  private func page(of screen: Screen, _ rows: (Int) -> Int, _ session: Session) -> Int? {
    layout(session).panes.first { $0.screen == screen }.map { rows($0.area.height) }
  }

  /// Moves the cursor of a board, whether or not the keys are there. On the timeline that shows another moment.
  @discardableResult
  mutating func move(_ action: Action, in board: Board, _ session: Session) -> [DashboardRequest] {
    if board == .timeline { return moveInTimeline(action, session) }
    if action == .farBack || action == .farOn {
      say("\(keys.name(action)) moves on the timeline (\(keys.name(.timeline))).")
    } else {
      moveCursor(action, in: board, session)
    }
    return []
  }

  private mutating func moveCursor(_ action: Action, in board: Board, _ session: Session) {
    let isSideways = action == .left || action == .right
    switch board {
    case .phases where !isSideways:
      view.world.phase = step(action, from: view.world.phase, count: session.fleet.phasePlan.count)
    case .regions: moveInRegions(action, session)
    case .map: moveInMap(action, session)
    case .machines where !isSideways: moveInMachines(action, session)
    case .extensions where !isSideways:
      guard let vm = view.machine else { return say("No VM is chosen: open one in a region, or type :vm NAME.") }
      let count = MachineScreen.handlers(on: vm, session.fleet).count
      view.machineCursor.row = step(action, from: view.machineCursor.row, count: count)
    case .history where !isSideways: moveInHistory(action, session)
    case .catalogue where !isSideways:
      let rows = CatalogueRows(scene: scene(session)).handlers
      guard !rows.isEmpty else { return }
      let place = step(action, from: rows.firstIndex(of: view.catalogue.handler) ?? 0, count: rows.count)
      view.catalogue.choose(rows[place])
    case .carriers: moveInCarriers(action, session)
    case .events where !isSideways: moveInEvents(action, session)
    case .phases, .machines, .extensions, .history, .catalogue, .events, .timeline:
      say("Nothing lies beside this; \(keys.name(.up)) and \(keys.name(.down)) move.")
    }
  }

  private mutating func moveInRegions(_ action: Action, _ session: Session) {
    let rows = WorldRows(scene: scene(session)).regions
    guard !rows.isEmpty else { return }
    if action == .left || action == .right {
      view.world.zone = neighbour(action == .right, session.fleet.regions[view.world.region])
      return
    }
    let row = step(action, from: rows.firstIndex(of: view.world.region) ?? 0, count: rows.count)
    choose(region: rows[row], session)
  }

  mutating func choose(region: RegionIndex, _ session: Session) {
    view.world.region = region
    if let zone = view.world.zone, zone > session.fleet.regions[region].zoneCount { view.world.zone = nil }
    guard view.map.region != region else { return }
    view.map.enter(region)
  }

  /// From the whole region through its zones to the VMs without one, and back.
  private func neighbour(_ isRight: Bool, _ region: Region) -> Int? {
    let order: [Int?] = [nil] + (0..<region.laneCount).map { region.zone(lane: $0) }
    let place = order.firstIndex(of: view.world.zone) ?? 0
    return order[min(order.count - 1, max(0, place + (isRight ? 1 : -1)))]
  }

  private mutating func moveInMap(_ action: Action, _ session: Session) {
    let map = RegionMap(scene: scene(session), region: view.map.region)
    guard !map.rows.isEmpty else { return }
    let place = map.row(of: view.map.group)
    if action == .left || action == .right {
      let cells = map.cells(inRow: place)
      let places: [Int?] = [nil] + cells.indices.filter { cells[$0] != nil }
      let column = places.firstIndex(of: view.map.column) ?? 0
      view.map.column = places[min(places.count - 1, max(0, column + (action == .right ? 1 : -1)))]
    } else {
      choose(mapRow: step(action, from: place, count: map.rows.count), map)
    }
    view.map.machineRow = 0
  }

  /// Puts the cursor on a row; the column stays where that row has VMs in it.
  mutating func choose(mapRow row: Int, _ map: RegionMap) {
    view.map.group = map.groups[map.rows[row].lowerBound]
    let cells = map.cells(inRow: row)
    if let column = view.map.column, !cells.indices.contains(column) || cells[column] == nil { view.map.column = nil }
  }

  private mutating func moveInMachines(_ action: Action, _ session: Session) {
    let map = RegionMap(scene: scene(session), region: view.map.region)
    guard let group = view.map.group ?? map.groups.first else { return }
    let count = map.machines(of: group, column: view.map.column).count
    view.map.machineRow = step(
      action, from: view.map.machineRow, count: count, page: page(of: .region, RegionScreen.machinePage, session))
  }

  private mutating func moveInHistory(_ action: Action, _ session: Session) {
    guard let vm = view.machine else { return say("No VM is chosen: open one in a region, or type :vm NAME.") }
    let count = VMHistory.entries(of: vm, scene(session), count: EventLog.capacity).count
    view.machineCursor.historyRow = step(action, from: view.machineCursor.historyRow, count: count)
  }

  /// Up and down from VM to VM; left and right from all of them to those on each version, the newest first.
  private mutating func moveInCarriers(_ action: Action, _ session: Session) {
    countVersions(session)
    let carriers = Carriers(scene: scene(session))
    guard action == .left || action == .right else {
      let row = step(
        action, from: view.catalogue.carrierRow, count: carriers.count,
        page: page(of: .catalogue, CarrierList.page, session))
      return choose(carrierRow: row, session)
    }
    guard !carriers.versions.isEmpty else { return say("No VM has this extension.") }
    let order: [VersionIndex?] = [nil] + carriers.versions.reversed()
    let place = order.firstIndex(of: carriers.version) ?? 0
    view.catalogue.version = order[min(order.count - 1, max(0, place + (action == .right ? 1 : -1)))]
    choose(carrierRow: 0, session)
  }

  /// Puts the cursor on the VM of a row.
  mutating func choose(carrierRow row: Int, _ session: Session) {
    countVersions(session)
    view.catalogue.carrierRow = row
    view.catalogue.carrier = Carriers(scene: scene(session)).machines(row..<row + 1).first
  }

  /// Lets the cursor stay on its VM while others come and go; one that goes itself leaves its row to another. In the first
  /// row it stays whoever stands there: who is furthest behind is what the list was opened for.
  mutating func keepCarrier(_ session: Session) {
    guard view.catalogue.board == .carriers else { return }
    let carriers = Carriers(scene: scene(session))
    if view.catalogue.carrierRow > 0, let row = view.catalogue.carrier.flatMap(carriers.row) {
      view.catalogue.carrierRow = row
    } else {
      choose(carrierRow: min(view.catalogue.carrierRow, max(0, carriers.count - 1)), session)
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
}
