import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// The sets that one row of the map stands for, those that need a look first.
struct SetList {
  let scene: Scene
  let map: RegionMap
  let area: Rect

  func draw(into canvas: inout Canvas) {
    canvas.drawRow(area, glyphs: scene.glyphs)
    guard !map.rows.isEmpty else { return }
    let row = map.row(of: scene.view.map.group)
    let groups = map.groups[map.rows[row]]
    let total = groups.reduce(0) { $0 + scene.fleet.memberCount(of: $1) }
    let sick = groups.reduce(0) { $0 + scene.fleet.unhealthyCount(of: $1) }
    canvas.putField(
      "\(map.name(ofRow: row)): \(Figures.count(total, "VM")), \(Figures.grouped(sick)) unhealthy; \(scene.keys.name(.open)) opens them, \(scene.keys.name(.back)) goes back",
      row: 1, column: 2, width: area.width - 2, style: .title, ending: scene.glyphs.ellipsis, in: area)
    let ranked = groups.map { (-scene.fleet.unhealthyCount(of: $0), $0) }.sorted { $0 < $1 }.map(\.1)
    let list = ScrolledList(count: ranked.count, rows: area.height - 2, cursor: 0)
    for (line, index) in list.window.range.enumerated() { draw(ranked[index], line + 2, &canvas) }
    list.drawHidden("set", row: 2 + list.window.range.count, into: &canvas, area)
  }

  private func draw(_ group: GroupIndex, _ row: Int, _ canvas: inout Canvas) {
    let fleet = scene.fleet
    var column = canvas.putName(
      scene.names.group(group), row: row, column: 2, width: 26, ending: scene.glyphs.ellipsis, in: area)
    let total = fleet.memberCount(of: group)
    column = canvas.putField(
      Figures.count(total, "VM"), row: row, column: column, width: 9, alignment: .right, in: area)
    let sick = fleet.unhealthyCount(of: group)
    let limit = fleet.limits(of: group).unhealthyLimit(of: total)
    let text =
      fleet.kind(of: group) == .standalone
      ? "\(Figures.grouped(sick)) unhealthy" : "\(Figures.grouped(sick)) unhealthy, limit \(Figures.grouped(limit))"
    canvas.putField(
      text, row: row, column: column + 2, width: area.width - column - 2, style: sick > 0 ? .failureText : .dim,
      ending: scene.glyphs.ellipsis, in: area)
  }
}
