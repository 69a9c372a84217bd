import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// Phases as strips over time, how the counts went, a scrubber, and marks. Everything that is known of the run is on it,
/// whichever moment is shown.
struct TimelineScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  private static let labelWidth = 18
  private static let endWidth = 14

  /// From the start of the run to now, or to the end of a replay.
  private var end: Instant { max(1, scene.status.mode.end ?? scene.now) }
  private var width: Int { max(1, area.width - Self.labelWidth - Self.endWidth) }

  /// How far the strips reach: a live run is known up to its present, a recording as far as it was read ahead.
  private var known: Instant { scene.status.mode.isReplay ? max(scene.course.known, scene.now) : end }

  /// The rollout that is looked at; before any has started, the first that will.
  private var rollout: Int? {
    if let id = scene.view.rollout, id <= scene.course.rollouts.count { return id }
    return scene.course.rollouts.isEmpty ? nil : 1
  }

  private func time(_ column: Int) -> Instant { end * Instant(column) / Instant(max(1, width - 1)) }

  private func column(_ time: Instant) -> Int { Int(min(end, max(0, time)) * Instant(max(1, width - 1)) / end) }

  // MARK: Places

  private var phaseRows: Int {
    // Half of the rows are for what happened, whatever the plan.
    rollout == nil ? 1 : max(1, min(scene.fleet.phasePlan.count, area.height - 8, max(3, (area.height - 5) / 2)))
  }
  private var seriesRows: Int { rollout != nil && area.height - phaseRows > 5 ? 3 : 0 }
  private var scrubberRow: Int { phaseRows + seriesRows }
  private var marksRow: Int { scrubberRow + 2 }

  private var chosenMark: Int { scene.course.marks.marks.lastIndex { $0.time <= scene.now } ?? 0 }

  private var markWindow: ListWindow {
    ListWindow(count: scene.course.marks.marks.count, rows: area.height - marksRow - 1, cursor: chosenMark)
  }

  func draw(into canvas: inout Canvas) {
    scene.hits?.add(.timeline, area)
    drawPhases(into: &canvas)
    if seriesRows > 0 { drawSeries(into: &canvas) }
    drawScrubber(into: &canvas)
    drawMarks(into: &canvas)
  }

  private func label(_ text: String, _ row: Int, _ canvas: inout Canvas) {
    canvas.putField(
      text, row: row, column: 2, width: Self.labelWidth - 2, style: .dim, ending: scene.glyphs.ellipsis, in: area)
  }

  // MARK: Strips

  private func drawPhases(into canvas: inout Canvas) {
    guard let rollout else {
      canvas.put("  no rollout yet", row: 0, column: 0, style: .dim, in: area)
      return
    }
    let times = scene.course.rollouts[rollout - 1]
    let list = ScrolledList(
      count: scene.fleet.phasePlan.count, rows: phaseRows, cursor: scene.rollout?.phase ?? 0)
    list.drawHidden("phase", row: list.window.range.count, into: &canvas, area)
    for (row, phase) in list.window.range.enumerated() {
      label("\(phase + 1) \(scene.fleet.phasePlan[phase].name)", row, &canvas)
      for column in 0..<width {
        let look = look(times, phase, time(column))
        canvas.put(look.symbol, row: row, column: Self.labelWidth + column, style: Style(look.role), in: area)
      }
      let done = times.phases[phase].succeededAt ?? times.phases[phase].skippedAt
      canvas.put(
        done.map(Figures.clock) ?? "", row: row, column: Self.labelWidth + width + 1, style: .dim, in: area)
    }
  }

  private func look(_ times: RunCourse.RolloutTimes, _ phase: Int, _ time: Instant) -> (
    symbol: Unicode.Scalar, role: Role
  ) {
    let own = times.phases[phase]
    // R23: the last phase does not bake; what is left behind it are stragglers.
    let next = phase + 1 < times.phases.count ? times.phases[phase + 1].startedAt ?? .max : 0
    let empty = (scene.glyphs.barEmpty, Role.dim)
    guard let start = own.startedAt, time >= start, time <= known else { return empty }
    let done = own.succeededAt ?? own.skippedAt ?? .max
    if time < done { return time <= times.endedAt ?? .max ? (scene.glyphs.updating, .updating) : empty }
    // What is done stays so; what is empty has not begun, or was given up.
    return time < min(next, times.endedAt ?? .max) ? (scene.glyphs.baking, .baking) : (scene.glyphs.done, .done)
  }

  private func drawSeries(into canvas: inout Canvas) {
    guard let rollout else { return }
    let samples = scene.course.series.samples(of: rollout, at: (0..<width).map(time))
    let most = max(1, samples.compactMap { $0?.inFlight }.max() ?? 1)
    let worst = max(1, samples.compactMap { $0?.bad }.max() ?? 1)
    let levels = scene.glyphs.levels
    func level(_ part: Int32, _ whole: Int32) -> Unicode.Scalar {
      levels[min(levels.count - 1, Int(part) * (levels.count - 1) / Int(max(1, whole)))]
    }
    let strips: [(String, Role, (ProgressSeries.Sample) -> Unicode.Scalar)] = [
      ("done", .done, { level($0.upgraded, $0.eligible) }), ("in flight", .updating, { level($0.inFlight, most) }),
      ("failed", .failureText, { $0.bad == 0 ? " " : level($0.bad, worst) }),
    ]
    for (row, strip) in strips.enumerated() {
      label(strip.0, phaseRows + row, &canvas)
      for (column, sample) in samples.enumerated() {
        let symbol = time(column) <= known ? sample.map(strip.2) ?? " " : " "
        canvas.put(symbol, row: phaseRows + row, column: Self.labelWidth + column, style: Style(strip.1), in: area)
      }
    }
  }

  // MARK: Scrubber and marks

  private func drawScrubber(into canvas: inout Canvas) {
    var line = (0..<width).map { column in
      time(column) <= known ? scene.glyphs.horizontal : scene.glyphs.barEmpty
    }
    for mark in scene.course.marks.marks { line[column(mark.time)] = mark.isTrouble ? "!" : "|" }
    if let start = scene.view.span.start { line[column(start)] = "B" }
    if let end = scene.view.span.end { line[column(end)] = "E" }
    label("at \(Figures.clock(scene.now))", scrubberRow, &canvas)
    scene.hits?.scrubber = Rect(
      row: area.row, column: area.column + Self.labelWidth, height: scrubberRow + 2, width: width)
    for column in 0..<width where scene.hits != nil {
      for row in 0...scrubberRow + 1 {
        scene.hits?.add(.moment(time(column)), row: row, column: Self.labelWidth + column, width: 1, in: area)
      }
    }
    for (column, symbol) in line.enumerated() {
      canvas.put(symbol, row: scrubberRow, column: Self.labelWidth + column, style: .accent, in: area)
    }
    canvas.put("#", row: scrubberRow, column: Self.labelWidth + column(scene.now), style: .selected, in: area)
    let (first, last) = (Figures.clock(0), Figures.clock(end))
    if first.count + last.count < width {
      canvas.put(first, row: scrubberRow + 1, column: Self.labelWidth, style: .dim, in: area)
    }
    canvas.put(
      last, row: scrubberRow + 1, column: max(0, Self.labelWidth + width - last.count), style: .dim, in: area)
  }

  private func drawMarks(into canvas: inout Canvas) {
    guard area.height - marksRow > 1 else { return }
    canvas.putField(
      "  MARKS   \(Headline.fit(keys, area.width - 10))", row: marksRow, column: 0, width: area.width,
      style: Style(.dim, .bold),
      ending: scene.glyphs.ellipsis, in: area)
    let marks = scene.course.marks.marks
    for (row, index) in markWindow.range.enumerated() {
      let mark = marks[index]
      scene.hits?.add(.moment(mark.time), row: marksRow + 1 + row, in: area)
      let isHere = hasFocus && index == chosenMark && mark.time <= scene.now
      var column = canvas.put(scene.pointer(isHere), row: marksRow + 1 + row, column: 0, style: .accent, in: area)
      column = canvas.putField(
        Figures.clock(mark.time), row: marksRow + 1 + row, column: column, width: 14, style: .dim, in: area)
      canvas.putField(
        scene.drawn(mark.text), row: marksRow + 1 + row, column: column, width: area.width - column, style: style(mark),
        ending: scene.glyphs.ellipsis, in: area)
    }
  }

  /// What the keys do here, as much as fits.
  private var keys: [String] {
    func pair(_ one: Action, _ other: Action) -> String { "\(scene.keys.name(one)) \(scene.keys.name(other))" }
    let ways = [
      pair(.left, .right) + " move", pair(.previousMark, .nextMark) + " marks",
      pair(.previousFailure, .nextFailure) + " failures", "\(scene.keys.name(.mark)) adds",
      pair(.previousOwnMark, .nextOwnMark) + " own", pair(.spanStart, .spanEnd) + " span",
    ]
    return ways.indices.reversed().map { ways[...$0].joined(separator: ", ") } + [""]
  }

  private func style(_ mark: Mark) -> Style {
    // What is still to come at the moment that is shown is there, but quiet.
    if mark.time > scene.now { return .dim }
    if mark.isTrouble { return .failureText }
    return mark.kind == .found(.phase) ? .normal : .accent
  }
}
