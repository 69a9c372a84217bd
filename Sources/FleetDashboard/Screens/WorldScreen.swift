import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The world: phases on top, regions below with a strip for each zone, and what just happened.
struct WorldScreen {
  let scene: Scene
  let area: Rect
  /// Whether the cursor is here.
  let hasFocus: Bool
  /// Whether no other pane shows the events.
  let isAlone: Bool

  private var isNarrow: Bool { area.width < 70 }
  /// The number and the name of a phase.
  private var nameWidth: Int { isNarrow ? 15 : 17 }

  /// How the rows are shared out.
  struct Plan: Equatable {
    var phases = 0
    var regions = 0
    var events = 0
  }

  /// Phases may take a third, regions what they need, events the rest; each board has a heading.
  static func plan(height: Int, phases: Int, regions: Int, showsEvents: Bool) -> Plan {
    var plan = Plan()
    let events = showsEvents && height >= 12 ? 3 : 0
    var left = height - events - (events > 0 ? 1 : 0)
    if height >= 8 {
      let spare = left - regions - 2
      plan.phases = min(phases, max(2, left / 3, spare))
      left -= plan.phases + 1
    }
    plan.regions = min(regions, max(0, left - 1))
    left -= plan.regions + 1
    plan.events = events > 0 ? events + max(0, left) : 0
    return plan
  }

  /// Rows that both boards need with their headings, whatever a filter leaves of them.
  static func rows(_ scene: Scene) -> Int { scene.fleet.phasePlan.count + scene.fleet.regions.count + 2 }

  func draw(into canvas: inout Canvas) {
    let rows = WorldRows(scene: scene).regions
    let plan = Self.plan(
      height: area.height, phases: scene.fleet.phasePlan.count, regions: max(1, rows.count),
      showsEvents: isAlone)
    var rest = area
    if plan.phases > 0 {
      let top = rest.splitTop(plan.phases + 1)
      scene.hits?.add(.phases, top.top)
      drawPhases(into: &canvas, top.top)
      rest = top.rest
    }
    let middle = rest.splitTop(plan.regions + 1)
    scene.hits?.add(.regions, middle.top)
    drawRegions(rows, into: &canvas, middle.top)
    if plan.events > 0 {
      EventsScreen(scene: scene, area: middle.rest, hasFocus: false).drawTail(into: &canvas)
    }
  }

  // MARK: Phases

  private func drawPhases(into canvas: inout Canvas, _ area: Rect) {
    let count = scene.fleet.phasePlan.count
    let cursor = scene.view.world.board == .phases ? scene.view.world.phase : scene.rollout?.phase ?? 0
    let list = ScrolledList(count: count, rows: area.height - 1, cursor: cursor)
    let barWidth = isNarrow ? 0 : min(30, max(10, area.width - 70))
    heading(
      "  \(Figures.padded("PHASE", nameWidth + 2))STATE        "
        + (barWidth > 0 ? Figures.padded("DONE", barWidth + 8) : "DONE  ")
        + "    VMS  FAIL  GATE", &canvas, area)
    for (row, phase) in list.window.range.enumerated() {
      scene.hits?.add(.phase(phase), row: row + 1, in: area)
      drawPhase(phase, row + 1, barWidth, &canvas, area)
    }
    list.drawHidden("phase", row: list.window.range.count + 1, into: &canvas, area)
  }

  private func drawPhase(_ phase: Int, _ row: Int, _ barWidth: Int, _ canvas: inout Canvas, _ area: Rect) {
    let tally = scene.rollout?.phases[phase] ?? RolloutTally.none
    let state = PhaseWords(scene: scene).state(phase)
    let isHere = scene.view.world.board == .phases && scene.view.world.phase == phase
    let isCurrent = scene.rollout.map { $0.isLive && $0.phase == phase } ?? false
    var column = canvas.put(
      scene.pointer(isHere || isCurrent && scene.view.screen != .world), row: row, column: 0, style: .accent, in: area)
    column = canvas.putField(
      "\(phase + 1) \(scene.fleet.phasePlan[phase].name)", row: row, column: column, width: nameWidth,
      style: isCurrent ? .title : .normal, ending: scene.glyphs.ellipsis, in: area)
    column = canvas.put("  \(scene.glyph(state.role)) ", row: row, column: column, style: Style(state.role), in: area)
    column = canvas.putField(state.word, row: row, column: column, width: 10, style: Style(state.role), in: area) + 1
    if barWidth > 0 {
      column = bar(tally, row, column, barWidth, &canvas, area) + 1
    }
    let percent = tally.eligible == 0 ? "-" : "\(Figures.percent(Int(tally.upgraded), of: tally.eligible))%"
    column = canvas.putField(percent, row: row, column: column, width: 5, alignment: .right, in: area)
    column = canvas.putField(
      Figures.grouped(tally.eligible), row: row, column: column, width: 9, alignment: .right, in: area)
    let bad = Int(tally.rolledBack + tally.failed)
    column = canvas.putField(
      Figures.compact(bad), row: row, column: column, width: 6, alignment: .right,
      style: bad > 0 ? .failureText : .dim, in: area)
    canvas.putField(
      PhaseWords(scene: scene).gate(phase, width: area.width - column - 2), row: row, column: column + 2,
      width: area.width - column - 2,
      ending: scene.glyphs.ellipsis, in: area)
    if isHere && hasFocus { mark(row, &canvas, area) }
  }

  private func bar(
    _ tally: RolloutTally, _ row: Int, _ column: Int, _ width: Int, _ canvas: inout Canvas, _ area: Rect
  ) -> Int {
    let total = max(1, tally.eligible)
    let inside = width - 2
    let done = Int(tally.upgraded) * inside / total
    let inFlight = min(inside - done, (Int(tally.inFlight) * inside + total - 1) / total)
    let bar = ProgressBar(parts: [
      (scene.glyphs.barFull, done, .done), (scene.glyphs.updating, inFlight, .updating),
      (scene.glyphs.barEmpty, inside - done - inFlight, .waiting),
    ])
    return bar.draw(into: &canvas, row: row, column: column, in: area)
  }

  // MARK: Regions

  private func drawRegions(_ rows: [RegionIndex], into canvas: inout Canvas, _ area: Rect) {
    let columns = RegionColumns(scene: scene, width: area.width)
    heading(columns.heading(rows), &canvas, area)
    let cursor = rows.firstIndex(of: scene.view.world.region) ?? 0
    let list = ScrolledList(count: rows.count, rows: area.height - 1, cursor: cursor)
    for (row, place) in list.window.range.enumerated() {
      columns.draw(rows[place], row: row + 1, into: &canvas, area)
      if hasFocus, scene.view.world.board == .regions, rows[place] == scene.view.world.region,
        scene.view.world.zone == nil
      {
        mark(row + 1, &canvas, area)
      }
    }
    list.drawHidden(
      "region", row: list.window.range.count + 1, note: hiddenTrouble(rows, list), into: &canvas, area)
    if rows.isEmpty { canvas.put("  no region matches", row: 1, column: 0, style: .dim, in: area) }
  }

  /// Nobody may think that all is well because the trouble is further down.
  private func hiddenTrouble(_ rows: [RegionIndex], _ list: ScrolledList) -> String {
    guard list.hidden > 0 else { return "" }
    let board = WorldRows(scene: scene)
    let bad = rows.indices.count { !list.window.range.contains($0) && board.trouble(rows[$0]) > 0 }
    return bad == 0 ? "" : "; \(Figures.grouped(bad)) with trouble, \(scene.keys.name(.nextFailure)) goes there"
  }

  private func heading(_ text: String, _ canvas: inout Canvas, _ area: Rect) {
    canvas.put(text, row: 0, column: 0, style: Style(.dim, .bold), in: area)
  }

  /// Shows where the cursor is: the name in reverse.
  private func mark(_ row: Int, _ canvas: inout Canvas, _ area: Rect) {
    canvas.restyle(
      Rect(row: area.row + row, column: area.column, height: 1, width: min(19, area.width)), adding: .reverse)
  }
}
