import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// A region: sets by update domain and zone, and the VMs of the chosen cell.
struct RegionScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  private static let nameWidth = 18
  /// With less room a set says nothing.
  private static let shortestSaying = 6
  /// More VMs than this in a cell are shown as one aggregate.
  private static let widestCell = 8

  func draw(into canvas: inout Canvas) {
    let map = RegionMap(scene: scene, region: scene.view.map.region)
    let listRows = area.height < 12 ? 0 : max(4, area.height * 2 / 5)
    let parts = area.splitBottom(listRows)
    drawMap(map, into: &canvas, parts.rest)
    if listRows > 0 { drawMachines(map, into: &canvas, parts.bottom) }
  }

  // MARK: The map

  private func drawMap(_ map: RegionMap, into canvas: inout Canvas, _ area: Rect) {
    let cursor = scene.view.map
    let row = map.groups.firstIndex { $0 == cursor.group } ?? 0
    let window = ListWindow(count: map.groups.count, rows: area.height - 3, cursor: row)
    let shown = window.range.map { (group: map.groups[$0], cells: map.cells(of: map.groups[$0])) }
    let width = cellWidth(map, shown.map(\.cells))
    explain(width, shown.map(\.cells), &canvas, area)
    headings(map, width, &canvas, area)
    for (line, entry) in shown.enumerated() {
      drawGroup(entry.group, entry.cells, map, width, line + 3, &canvas, area)
    }
    let hidden = map.groups.count - shown.count
    if hidden > 0 {
      let text = " \(window.start) above, \(map.groups.count - window.end) below "
      canvas.put(text, row: 0, column: max(0, area.width - text.count), style: .accent, in: area)
    }
    if map.groups.isEmpty { canvas.put("  no group matches", row: 3, column: 0, style: .dim, in: area) }
  }

  /// As wide as the fullest cell if that fits, so that each VM has a place; else one aggregate a cell.
  private func cellWidth(_ map: RegionMap, _ rows: [[DomainCell?]]) -> Int {
    let most = rows.flatMap { $0 }.reduce(1) { max($0, $1?.machines.count ?? 0) }
    let zones = Set(map.columns.map(\.zone)).count
    let room = area.width - Self.nameWidth - 8 - zones * 2
    return most <= Self.widestCell && map.columns.count * (most + 1) <= room ? most : 1
  }

  private func start(of column: Int, _ map: RegionMap, _ width: Int) -> Int {
    let zonesBefore = Set(map.columns[..<column].map(\.zone)).union([map.columns[column].zone]).count - 1
    let gap = width > 1 || map.columns.count * 2 + Self.nameWidth + 12 <= area.width ? 1 : 0
    return Self.nameWidth + 2 + column * (width + gap) + zonesBefore * 2
  }

  private func explain(_ width: Int, _ rows: [[DomainCell?]], _ canvas: inout Canvas, _ area: Rect) {
    let most = rows.flatMap { $0 }.reduce(0) { max($0, $1?.machines.count ?? 0) }
    let text =
      width > 1 || most <= 1
      ? "a cell is one VM; columns are update domains (ud) by zone"
      : "a cell is a set's VMs in one update domain, up to \(most); digit: tens of % done"
    canvas.put(text, row: 0, column: 2, style: .dim, in: area)
  }

  private func headings(_ map: RegionMap, _ width: Int, _ canvas: inout Canvas, _ area: Rect) {
    canvas.put("  SET", row: 2, column: 0, style: Style(.dim, .bold), in: area)
    var zone: Int?
    for (index, column) in map.columns.enumerated() {
      let place = start(of: index, map, width)
      if column.zone != zone {
        zone = column.zone
        canvas.put(
          column.zone == 0 ? "no zone" : "zone \(column.zone)", row: 1, column: place, style: Style(.dim, .bold),
          in: area)
      }
      let label = column.updateDomain.map { String($0) } ?? "-"
      canvas.put(String(label.suffix(max(1, width))), row: 2, column: place, style: .dim, in: area)
    }
  }

  private func drawGroup(
    _ group: GroupIndex, _ cells: [DomainCell?], _ map: RegionMap, _ width: Int, _ row: Int, _ canvas: inout Canvas,
    _ area: Rect
  ) {
    let cursor = scene.view.map
    let isHere = cursor.group == group
    canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: area)
    canvas.putField(
      scene.names.group(group), row: row, column: 2, width: Self.nameWidth - 1, ending: scene.glyphs.ellipsis, in: area)
    for (index, cell) in cells.enumerated() {
      guard let cell else { continue }
      let place = start(of: index, map, width)
      draw(cell, width, row, place, &canvas, area)
      if isHere, cursor.column == index {
        canvas.restyle(
          Rect(
            row: area.row + row, column: area.column + place, height: 1, width: min(width, max(1, cell.machines.count))),
          adding: hasFocus && cursor.board == .map ? .reverse : .underline)
      }
    }
    if isHere, cursor.column == nil, hasFocus, cursor.board == .map {
      canvas.restyle(Rect(row: area.row + row, column: area.column, height: 1, width: Self.nameWidth), adding: .reverse)
    }
    let last = map.columns.isEmpty ? Self.nameWidth : start(of: map.columns.count - 1, map, width) + width
    guard area.width - last - 2 >= Self.shortestSaying else { return }
    canvas.putField(
      says(group), row: row, column: last + 2, width: area.width - last - 2, style: .dim, ending: scene.glyphs.ellipsis,
      in: area)
  }

  private func says(_ group: GroupIndex) -> String {
    guard let id = scene.view.rollout else { return "" }
    let explanation = scene.session.orchestrator.explain(group: group, in: id, scene.fleet, at: scene.now)
    return Says(now: scene.now, fleet: scene.fleet).text(explanation)
  }

  private func draw(_ cell: DomainCell, _ width: Int, _ row: Int, _ column: Int, _ canvas: inout Canvas, _ area: Rect) {
    guard width > 1 || cell.machines.count == 1 else {
      let look = StateWords.cell(cell.counts, scene.glyphs)
      canvas.put(scene.symbol(look.scalar), row: row, column: column, style: Style(look.role), in: area)
      return
    }
    for (offset, vm) in cell.machines.prefix(width).enumerated() {
      let look = look(vm)
      canvas.put(scene.symbol(look.scalar), row: row, column: column + offset, style: Style(look.role), in: area)
    }
  }

  private func look(_ vm: VMIndex) -> (scalar: Unicode.Scalar, role: Role) {
    var counts = StateCounts()
    scene.session.orchestrator.count(vm, in: scene.view.rollout, scene.fleet, into: &counts)
    return StateWords.cell(counts, scene.glyphs)
  }

  // MARK: The VMs of the cell

  private func drawMachines(_ map: RegionMap, into canvas: inout Canvas, _ area: Rect) {
    canvas.drawRow(area, glyphs: scene.glyphs)
    let cursor = scene.view.map
    guard let group = cursor.group ?? map.groups.first else { return }
    let machines = map.machines(of: group, column: cursor.column)
    let place = cursor.column.map { index -> String in
      let column = map.columns[index]
      return "/\(scene.names.zoneShort(column.zone))" + (column.updateDomain.map { "/ud\($0)" } ?? "")
    }
    canvas.put(
      "\(scene.names.group(group))\(place ?? ""): \(summary(group, machines))", row: 1, column: 2, style: .title,
      in: area)
    let row = min(cursor.machineRow, max(0, machines.count - 1))
    let window = ListWindow(count: machines.count, rows: area.height - 2, cursor: row)
    for (line, index) in window.range.enumerated() {
      MachineLine(scene: scene).draw(
        machines[index], row: line + 2, isHere: cursor.board == .machines && index == row,
        hasFocus: hasFocus, into: &canvas, area)
    }
    if window.range.count < machines.count {
      let text = " \(window.start + 1)-\(window.end) of \(machines.count) "
      canvas.put(text, row: 0, column: max(0, area.width - text.count - 1), style: .accent, in: area)
    }
  }

  /// `20 VMs, 9 done, 1 unhealthy (limit 4 of 20)`.
  private func summary(_ group: GroupIndex, _ machines: [VMIndex]) -> String {
    let done = machines.count { scene.session.orchestrator.state(of: $0, in: scene.view.rollout) == .upgraded }
    let total = scene.fleet.memberCount(of: group)
    let limit = scene.fleet.limits(of: group).unhealthyLimit(of: total)
    let health =
      scene.fleet.kind(of: group) == .standalone
      ? "standalone, no health limit"
      : "set: \(scene.fleet.unhealthyCount(of: group)) of \(total) unhealthy, limit \(limit)"
    return "\(Figures.count(machines.count, "VM")), \(done) done; \(health)"
  }
}

/// One VM in a list: its state, what it runs, its health, what comes next.
struct MachineLine {
  let scene: Scene

  func draw(
    _ vm: VMIndex, row: Int, isHere: Bool, hasFocus: Bool, into canvas: inout Canvas, _ area: Rect
  ) {
    let state = scene.session.orchestrator.state(of: vm, in: scene.view.rollout)
    let role = StateWords.role(state)
    var column = canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: area)
    let isNarrow = area.width < 70
    column = canvas.putField(
      scene.fleet.name(of: vm), row: row, column: column, width: isNarrow ? 14 : 20, ending: scene.glyphs.ellipsis,
      in: area)
    column = canvas.put(
      " \(scene.symbol(StateWords.glyph(state, scene.glyphs))) ", row: row, column: column, style: Style(role), in: area
    )
    column = canvas.putField(StateWords.word(state), row: row, column: column, width: 13, style: Style(role), in: area)
    if !isNarrow { column = canvas.putField(version(vm), row: row, column: column, width: 12, in: area) }
    let health = scene.fleet.isRunning(vm) ? scene.fleet.health(of: vm).word : "stopped"
    column = canvas.putField(
      health, row: row, column: column, width: 13, style: scene.fleet.countsAsUnhealthy(vm) ? .failureText : .dim,
      in: area)
    canvas.putField(
      next(vm), row: row, column: column, width: area.width - column, style: .dim, ending: scene.glyphs.ellipsis,
      in: area)
    if isHere, hasFocus {
      canvas.restyle(Rect(row: area.row + row, column: area.column, height: 1, width: 22), adding: .reverse)
    }
  }

  private func version(_ vm: VMIndex) -> String {
    guard let rollout = scene.rollout else { return "" }
    return scene.fleet.version(of: rollout.handler, on: vm).map { scene.names.version($0, of: rollout.handler) }
      ?? "none"
  }

  private func next(_ vm: VMIndex) -> String {
    guard let id = scene.view.rollout else { return "" }
    let explanation = scene.session.orchestrator.explain(machine: vm, in: id, scene.fleet, at: scene.now)
    switch explanation.activity {
    case .installing, .watching:
      switch explanation.next {
      case .installEnds(let latest): return "ends within \(Figures.duration(latest - scene.now))"
      case .verdict(_, let latest): return "verdict within \(Figures.duration(latest - scene.now))"
      case .nothing, .rollbackEnds, .flightEnds, .phaseStarts, .resumes, .whenOver, .person: return ""
      }
    case .waiting, .done:
      return explanation.waits.isEmpty ? "" : Says(now: scene.now, fleet: scene.fleet).text(explanation)
    case .notPart, .rollingBack, .inFlight, .baking, .over: return ""
    }
  }
}
