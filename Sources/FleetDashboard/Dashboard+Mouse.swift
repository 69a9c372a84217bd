import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// The wheel scrolls what is under the pointer; a click chooses what is under it, and opens it if it is chosen already.

extension Dashboard {
  /// Rows a notch of the wheel goes on, as in most terminals.
  private static let notch = 3

  /// What was drawn where, found by drawing the frame once more.
  private func hits(_ session: Session) -> HitMap {
    let hits = HitMap()
    _ = Frame(scene: scene(session, hits), width: size.width, height: size.height).canvas
    return hits
  }

  mutating func turnWheel(_ action: Action, row: Int, column: Int, _ session: Session) -> [DashboardRequest] {
    if let overlay = view.overlay {
      if case .prompt = overlay { return [] }
      return handle(action == .up ? .up : .down, in: overlay, session)
    }
    guard let board = hits(session).board(row: row, column: column) else { return [] }
    view.note = nil
    if board == .timeline { return move(action, in: board, session) }
    for _ in 0..<Self.notch { move(action, in: board, session) }
    return []
  }

  mutating func click(row: Int, column: Int, _ session: Session) -> [DashboardRequest] {
    keepInside(session)
    let hits = hits(session)
    heldScrubber =
      hits.scrubber.flatMap { view.overlay == nil && $0.contains(row: row, column: column) ? $0 : nil }
    let target = hits.target(row: row, column: column)
    if let overlay = view.overlay { return click(target, in: overlay, session) }
    view.note = nil
    if let target {
      if case .action(let action) = target { return perform(action, session) }
      if case .moment(let moment) = target {
        view.focus(.timeline)
        return moment == session.now ? [] : goTo(moment, session)
      }
      let before = view
      choose(target, session)
      return view == before ? open(session) : []
    }
    if let board = hits.board(row: row, column: column) { view.focus(board) }
    return []
  }

  /// The cursor of the scrubber goes with the pointer, which may leave the line, and beyond its ends stays there. At the
  /// right end that is the newest moment, which a live run goes on from.
  mutating func drag(column: Int, _ session: Session) -> [DashboardRequest] {
    guard let scrubber = heldScrubber else { return [] }
    view.note = nil
    let last = max(1, scrubber.width - 1)
    let place = max(0, column - scrubber.column)
    guard place < last else { return [.scrub(to: nil)] }
    return [.scrub(to: timelineEnd(session) * Instant(place) / Instant(last))]
  }

  /// Beside a menu a click closes it, as Esc does.
  private mutating func click(_ target: HitMap.Target?, in overlay: Overlay, _ session: Session) -> [DashboardRequest] {
    switch (overlay, target) {
    case (.dialog(var dialog), .menuRow(let row)):
      if dialog.row == row { return handle(.enter, in: overlay, session) }
      dialog.row = row
      view.overlay = .dialog(dialog)
    case (.prompt, _), (_, .overlay): break
    default: view.overlay = nil
    }
    return []
  }

  private mutating func choose(_ target: HitMap.Target, _ session: Session) {
    switch target {
    case .action, .moment, .menuRow, .overlay: break
    case .phase(let phase):
      view.focus(.phases)
      view.world.phase = phase
    case .region(let region, let zone):
      view.focus(.regions)
      choose(region: region, session)
      view.world.zone = zone
    case .mapRow(let row, let column):
      view.focus(.map)
      let map = RegionMap(scene: scene(session), region: view.map.region)
      guard map.rows.indices.contains(row) else { return }
      view.map.column = column
      choose(mapRow: row, map)
      view.map.machineRow = 0
    case .machine(let row):
      view.focus(.machines)
      view.map.machineRow = row
    case .installed(let row):
      view.focus(.extensions)
      view.machineCursor.row = row
    case .history(let row):
      view.focus(.history)
      view.machineCursor.historyRow = row
    case .handler(let handler):
      view.focus(.catalogue)
      view.catalogue.choose(handler)
    case .carrier(let row):
      view.focus(.carriers)
      choose(carrierRow: row, session)
    case .event(let row):
      view.focus(.events)
      view.events.row = row
      view.events.follows = row == 0
    }
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
