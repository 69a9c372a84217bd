import FleetModel
import RolloutOrchestrator
import TextCanvas

/// Phases as strips over time, how the counts went, and marks.
struct TimelineScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  private static let labelWidth = 18

  /// From the start of the run to now, or to the end of a replay.
  private var end: Instant {
    if case .replay(let end) = scene.status.mode { return max(1, end) }
    return max(1, scene.now)
  }

  private var width: Int { max(1, area.width - Self.labelWidth - 14) }

  private func time(_ column: Int) -> Instant { end * Instant(column) / Instant(max(1, width - 1)) }

  private func column(_ time: Instant) -> Int { Int(min(end, max(0, time)) * Instant(max(1, width - 1)) / end) }

  func draw(into canvas: inout Canvas) {
    scene.hits?.add(.timeline, area)
    var row = drawPhases(into: &canvas)
    row = drawSeries(from: row, into: &canvas)
    row = drawScrubber(from: row, into: &canvas)
    drawMarks(from: row, into: &canvas)
  }

  private func label(_ text: String, _ row: Int, _ canvas: inout Canvas) {
    canvas.putField(
      text, row: row, column: 2, width: Self.labelWidth - 2, style: .dim, ending: scene.glyphs.ellipsis, in: area)
  }

  private func drawPhases(into canvas: inout Canvas) -> Int {
    guard let rollout = scene.rollout else {
      canvas.put("  no rollout yet", row: 0, column: 0, style: .dim, in: area)
      return 1
    }
    let count = scene.fleet.phasePlan.count
    let rows = max(1, min(count, area.height - 8))
    let window = ListWindow(count: count, rows: rows, cursor: rollout.phase)
    for (row, phase) in window.range.enumerated() {
      label("\(phase + 1) \(scene.fleet.phasePlan[phase].name)", row, &canvas)
      for column in 0..<width {
        let look = look(rollout, phase, time(column))
        canvas.put(look.text, row: row, column: Self.labelWidth + column, style: Style(look.role), in: area)
      }
      let done = rollout.phaseTimes[phase].succeededAt ?? rollout.phaseTimes[phase].skippedAt
      canvas.put(
        done.map(Figures.clock) ?? "", row: row, column: Self.labelWidth + width + 1, style: .dim, in: area)
    }
    return window.range.count
  }

  private func look(_ rollout: Rollout, _ phase: Int, _ time: Instant) -> (text: String, role: Role) {
    let times = rollout.phaseTimes[phase]
    let next = phase + 1 < rollout.phaseTimes.count ? rollout.phaseTimes[phase + 1].startedAt : rollout.endedAt
    guard let start = times.startedAt, time >= start, time <= rollout.endedAt ?? .max else {
      return (scene.symbol(scene.glyphs.barEmpty), .dim)
    }
    if time > scene.now { return (scene.symbol(scene.glyphs.barEmpty), .dim) }
    let done = times.succeededAt ?? times.skippedAt ?? .max
    if time < done { return ("=", .updating) }
    return time < next ?? .max ? ("~", .baking) : (scene.symbol(scene.glyphs.barEmpty), .dim)
  }

  private func drawSeries(from start: Int, into canvas: inout Canvas) -> Int {
    guard let rollout = scene.rollout, area.height - start > 5 else { return start }
    let samples = (0..<width).map { scene.memory.series.sample(of: rollout.id, at: time($0)) }
    let most = max(1, samples.compactMap { $0?.inFlight }.max() ?? 1)
    let worst = max(1, samples.compactMap { $0?.bad }.max() ?? 1)
    let levels = scene.glyphs.levels
    func level(_ part: Int32, _ whole: Int32) -> String {
      scene.symbol(levels[min(levels.count - 1, Int(part) * (levels.count - 1) / Int(max(1, whole)))])
    }
    let strips: [(String, Role, (ProgressSeries.Sample) -> String)] = [
      ("done", .done, { level($0.upgraded, $0.eligible) }), ("in flight", .updating, { level($0.inFlight, most) }),
      ("failed", .failureText, { $0.bad == 0 ? " " : level($0.bad, worst) }),
    ]
    for (row, strip) in strips.enumerated() {
      label(strip.0, start + row, &canvas)
      let text = samples.map { $0.map(strip.2) ?? " " }.joined()
      canvas.put(text, row: start + row, column: Self.labelWidth, style: Style(strip.1), in: area)
    }
    return start + strips.count
  }

  private func drawScrubber(from start: Int, into canvas: inout Canvas) -> Int {
    let moment = scene.view.timeline.moment ?? scene.now
    var line = Array(repeating: scene.symbol(scene.glyphs.horizontal), count: width)
    for mark in scene.memory.marks.marks { line[column(mark.time)] = mark.kind == .stop ? "!" : "|" }
    line[column(moment)] = "#"
    label(hasFocus ? "at \(Figures.clock(moment))" : "now", start, &canvas)
    for column in 0..<width where scene.hits != nil {
      scene.hits?.add(.moment(time(column)), row: start, column: Self.labelWidth + column, width: 1, in: area)
    }
    canvas.put(line.joined(), row: start, column: Self.labelWidth, style: .accent, in: area)
    canvas.put("\(Figures.clock(0))", row: start + 1, column: Self.labelWidth, style: .dim, in: area)
    let last = Figures.clock(end)
    canvas.put(last, row: start + 1, column: max(0, Self.labelWidth + width - last.count), style: .dim, in: area)
    return start + 2
  }

  private func drawMarks(from start: Int, into canvas: inout Canvas) {
    let marks = scene.memory.marks.marks
    let moment = scene.view.timeline.moment ?? scene.now
    let chosen = marks.lastIndex { $0.time <= moment } ?? 0
    let window = ListWindow(count: marks.count, rows: area.height - start - 1, cursor: chosen)
    guard area.height - start > 1 else { return }
    canvas.put(
      "  MARKS   \(scene.keys.name(.previousMark)) \(scene.keys.name(.nextMark)) go through them, \(scene.keys.name(.mark)) adds one",
      row: start, column: 0, style: Style(.dim, .bold), in: area)
    for (row, index) in window.range.enumerated() {
      let mark = marks[index]
      scene.hits?.add(.moment(mark.time), row: start + 1 + row, in: area)
      let isHere = hasFocus && index == chosen && scene.view.timeline.moment != nil
      var column = canvas.put(scene.pointer(isHere), row: start + 1 + row, column: 0, style: .accent, in: area)
      column = canvas.putField(
        Figures.clock(mark.time), row: start + 1 + row, column: column, width: 14, style: .dim, in: area)
      canvas.putField(
        mark.text, row: start + 1 + row, column: column, width: area.width - column,
        style: mark.kind == .stop ? .failureText : mark.kind == .phase ? .normal : .accent,
        ending: scene.glyphs.ellipsis, in: area)
    }
  }
}
