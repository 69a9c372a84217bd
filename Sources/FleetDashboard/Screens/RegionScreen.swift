import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// A region: sets by update domain and zone, and below them the VMs of the chosen cell, or the sets of the chosen row.
struct RegionScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  /// With less room a set says nothing.
  private static let shortestSaying = 6
  /// With fewer lines than this the VMs need them all.
  private static let roomForGates = 7
  /// Lines above the first set: what a cell is, the zones, the update domains.
  private static let headingRows = 3

  private static func listRows(height: Int) -> Int { height < 12 ? 0 : max(4, height * 2 / 5) }

  /// Rows that the map has for sets.
  static func capacity(height: Int) -> Int { max(1, height - listRows(height: height) - headingRows) }

  /// VMs that are shown below it, by the same reckoning as where a set has gates and more VMs than fit.
  static func machinePage(height: Int) -> Int {
    let rows = listRows(height: height)
    return max(1, rows - (rows < roomForGates ? 3 : 4))
  }

  func draw(into canvas: inout Canvas) {
    let map = RegionMap(scene: scene, region: scene.view.map.region)
    let parts = area.splitBottom(Self.listRows(height: area.height))
    scene.hits?.add(.map, parts.rest)
    drawMap(map, into: &canvas, parts.rest)
    guard parts.bottom.height > 0 else { return }
    if map.isBundled {
      SetList(scene: scene, map: map, area: parts.bottom).draw(into: &canvas)
    } else {
      scene.hits?.add(.machines, parts.bottom)
      drawMachines(map, into: &canvas, parts.bottom)
    }
  }

  // MARK: The map

  private func drawMap(_ map: RegionMap, into canvas: inout Canvas, _ area: Rect) {
    let row = map.row(of: scene.view.map.group)
    let room = area.height - Self.headingRows
    let list = ScrolledList(count: map.rows.count, rows: room, cursor: row)
    let shown = list.window.range.map { (row: $0, cells: cells(map, $0)) }
    let most = shown.reduce(0) { $1.cells.reduce($0) { max($0, $1?.counts.total ?? 0) } }
    let columns = MapColumns(map, width: area.width, most: most)
    explain(map, columns, most, &canvas, area)
    headings(map, columns, &canvas, area)
    for (line, entry) in shown.enumerated() {
      drawRow(entry.row, entry.cells, map, columns, line + Self.headingRows, &canvas, area)
    }
    let unit = map.isBundled ? "row" : "set"
    list.drawHidden(unit, row: Self.headingRows + shown.count, into: &canvas, area)
    if map.groups.isEmpty {
      let isFiltered = !scene.fleet.regions[map.region].groups.isEmpty
      canvas.put(
        isFiltered ? "  no set matches" : "  no set is in this region", row: Self.headingRows, column: 0, style: .dim,
        in: area)
    }
  }

  /// A cell of the map: how its VMs stand, and which they are where it is one group's.
  private struct MapCell {
    var counts: StateCounts
    var machines: [VMIndex]
  }

  private func cells(_ map: RegionMap, _ row: Int) -> [MapCell?] {
    if map.isBundled { return map.cells(inRow: row).map { $0.map { MapCell(counts: $0, machines: []) } } }
    return map.cells(of: map.groups[map.rows[row].lowerBound]).map { cell in
      cell.map { MapCell(counts: $0.counts, machines: $0.machines) }
    }
  }

  private func explain(
    _ map: RegionMap, _ columns: MapColumns, _ most: Int, _ canvas: inout Canvas, _ area: Rect
  ) {
    let ways: [String]
    if map.isBundled {
      let size = map.rows[0].count
      ways = [
        "a cell is \(size) sets' VMs in one update domain, up to \(Figures.grouped(most)); digit: tens of % done",
        "a cell: \(size) sets, one update domain, up to \(Figures.count(most, "VM"))",
        "a cell: \(size) sets, one update domain; digit: x10%", "a cell: \(size) sets",
      ]
    } else if columns.cellWidth > 1 || most <= 1 {
      ways = ["a cell is one VM; columns are update domains (ud) by zone", "a cell is one VM"]
    } else {
      ways = [
        "a cell is a set's VMs in one update domain, up to \(most); digit: tens of % done",
        "a cell is a set's VMs in one update domain; digit: tens of %",
        "a cell: a set in one update domain; digit: x10%", "a cell: up to \(most) VMs; digit: x10%",
      ]
    }
    canvas.put(Headline.fit(ways, area.width - 4), row: 0, column: 2, style: .dim, in: area)
  }

  private func headings(_ map: RegionMap, _ columns: MapColumns, _ canvas: inout Canvas, _ area: Rect) {
    canvas.put(map.isBundled ? "  SETS" : "  SET", row: 2, column: 0, style: Style(.dim, .bold), in: area)
    var zone: Int?
    for (index, column) in map.columns.enumerated() {
      let place = columns.starts[index]
      if column.zone != zone {
        zone = column.zone
        let next = map.columns[index...].firstIndex { $0.zone != column.zone }
        let room = next.map { columns.starts[$0] - place - 1 } ?? area.width - place
        let ways = column.zone == 0 ? ["no zone", "none", "-"] : ["zone \(column.zone)", "z\(column.zone)"]
        canvas.put(Headline.fit(ways, room), row: 1, column: place, style: Style(.dim, .bold), in: area)
      }
      let label = column.updateDomain.map { String($0) } ?? "-"
      canvas.put(String(label.suffix(max(1, columns.cellWidth))), row: 2, column: place, style: .dim, in: area)
    }
  }

  private func drawRow(
    _ index: Int, _ cells: [MapCell?], _ map: RegionMap, _ columns: MapColumns, _ row: Int, _ canvas: inout Canvas,
    _ area: Rect
  ) {
    let (width, nameWidth) = (columns.cellWidth, columns.nameWidth)
    let cursor = scene.view.map
    let isHere = map.row(of: cursor.group) == index
    scene.hits?.add(.mapRow(index, column: nil), row: row, in: area)
    canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: area)
    canvas.putName(
      map.name(ofRow: index), row: row, column: 2, width: nameWidth - 1, ending: scene.glyphs.ellipsis, in: area)
    for (column, cell) in cells.enumerated() {
      guard let cell else { continue }
      let place = columns.starts[column]
      draw(cell, width, row, place, &canvas, area)
      scene.hits?.add(.mapRow(index, column: column), row: row, column: place, width: width, in: area)
      if isHere, cursor.column == column {
        let wide = min(width, max(1, cell.machines.count))
        canvas.restyle(
          Rect(row: area.row + row, column: area.column + place, height: 1, width: wide),
          adding: hasFocus && cursor.board == .map ? .reverse : .underline)
      }
    }
    if isHere, cursor.column == nil, hasFocus, cursor.board == .map {
      canvas.restyle(Rect(row: area.row + row, column: area.column, height: 1, width: nameWidth), adding: .reverse)
    }
    let last = columns.starts.last.map { $0 + width } ?? nameWidth
    guard area.width - last - 2 >= Self.shortestSaying else { return }
    canvas.putField(
      says(index, map), row: row, column: last + 2, width: area.width - last - 2, style: .dim,
      ending: scene.glyphs.ellipsis, in: area)
  }

  private func says(_ row: Int, _ map: RegionMap) -> String {
    let places = map.rows[row]
    guard places.count == 1 else {
      return
        "\(scene.names.group(map.groups[places.lowerBound])) ... \(scene.names.group(map.groups[places.upperBound - 1]))"
    }
    guard let id = scene.view.rollout else { return "" }
    let group = map.groups[places.lowerBound]
    let explanation = scene.session.orchestrator.explain(group: group, in: id, scene.fleet, at: scene.now)
    return scene.says.text(explanation)
  }

  private func draw(_ cell: MapCell, _ width: Int, _ row: Int, _ column: Int, _ canvas: inout Canvas, _ area: Rect) {
    guard width > 1 || cell.machines.count == 1 else {
      let look = StateWords.cell(cell.counts, scene.glyphs)
      canvas.put(look.scalar, row: row, column: column, style: Style(look.role), in: area)
      return
    }
    for (offset, vm) in cell.machines.prefix(width).enumerated() {
      let look = look(vm)
      canvas.put(look.scalar, row: row, column: column + offset, style: Style(look.role), in: area)
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
    // A set that the filter hides shows no VMs either.
    guard let group = cursor.group.flatMap({ map.groups.contains($0) ? $0 : nil }) ?? map.groups.first else { return }
    let machines = map.machines(of: group, column: cursor.column)
    let place = cursor.column.map { index -> String in
      let column = map.columns[index]
      return "/\(scene.names.zoneShort(column.zone))" + (column.updateDomain.map { "/ud\($0)" } ?? "")
    }
    let name = "\(scene.names.group(group))\(place ?? "")"
    canvas.putField(
      Headline.fit(summary(group, machines).map { "\(name): \($0)" }, area.width - 2), row: 1, column: 2,
      width: area.width - 2, style: .title, ending: scene.glyphs.ellipsis, in: area)
    let gates = area.height < Self.roomForGates ? [] : scene.gates(of: group)
    if !gates.isEmpty { GateRow(gates: gates).draw(row: 2, into: &canvas, area) }
    let top = gates.isEmpty ? 2 : 3
    let row = min(cursor.machineRow, max(0, machines.count - 1))
    let list = ScrolledList(count: machines.count, rows: area.height - top, cursor: row)
    for (line, index) in list.window.range.enumerated() {
      scene.hits?.add(.machine(index), row: line + top, in: area)
      MachineLine(scene: scene).draw(
        machines[index], row: line + top, isHere: cursor.board == .machines && index == row,
        hasFocus: hasFocus, into: &canvas, area)
    }
    list.drawHidden("VM", row: top + list.window.range.count, into: &canvas, area)
  }

  /// `20 VMs, 9 done; set: 1 of 20 unhealthy, limit 4`, the longest way first.
  private func summary(_ group: GroupIndex, _ machines: [VMIndex]) -> [String] {
    let done = machines.count { scene.session.orchestrator.state(of: $0, in: scene.view.rollout) == .upgraded }
    let total = scene.fleet.memberCount(of: group)
    let limit = scene.fleet.limits(of: group).unhealthyLimit(of: total)
    let (vms, all) = (Figures.count(machines.count, "VM"), "\(Figures.grouped(done)) done")
    if scene.fleet.kind(of: group) == .standalone {
      return ["\(vms), \(all); standalone, no health limit", "\(vms), \(all); no health limit", "\(vms), \(all)"]
    }
    let sick = Figures.grouped(scene.fleet.unhealthyCount(of: group))
    let most = "limit \(Figures.grouped(limit))"
    return [
      "\(vms), \(all); set: \(sick) of \(Figures.grouped(total)) unhealthy, \(most)",
      "\(all); \(sick) of \(Figures.grouped(total)) unhealthy, \(most)", "\(sick) unhealthy, \(most)",
    ]
  }
}
