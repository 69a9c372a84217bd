import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The whole picture: three sentences, the panes, a line for what was done, the keys, and what is open above.
struct Frame {
  let scene: Scene
  let width: Int
  let height: Int

  var canvas: Canvas {
    var canvas = Canvas(width: width, height: height)
    let layout = Layout(
      width: width, height: height, screen: scene.view.screen, isZoomed: scene.view.isZoomed,
      boardRows: WorldScreen.rows(scene))
    if layout.tier == .line {
      drawLine(into: &canvas)
      drawNoteLast(into: &canvas)
    } else {
      drawHeadline(layout, into: &canvas)
      for pane in layout.panes { draw(pane, isAlone: layout.panes.count == 1, into: &canvas) }
      drawNote(layout, into: &canvas)
      Footer(scene: scene, area: layout.footer, tier: layout.tier).draw(into: &canvas)
      if layout.note.height == 0 { drawNoteLast(into: &canvas) }
    }
    OverlayScreen(scene: scene).draw(into: &canvas)
    return canvas
  }

  /// The least there is: everything that matters in one line.
  private func drawLine(into canvas: inout Canvas) {
    canvas.put(OneLine(scene: scene).text(width: width), row: 0, column: 0, style: .title)
    guard height > 1 else { return }
    let lines = Headline(scene: scene).sentences(width: 2 * width).dropFirst().flatMap {
      TextFlow.wrap($0, width: width)
    }
    for (row, line) in lines.prefix(height - 1).enumerated() { canvas.put(line, row: row + 1, column: 0) }
    if lines.count + 1 < height {
      canvas.put(
        "\(scene.keys.name(.help)) help  \(scene.keys.name(.quit)) quit", row: height - 1, column: 0, style: .dim)
    }
  }

  private func drawHeadline(_ layout: Layout, into canvas: inout Canvas) {
    let area = layout.headline
    guard area.height > 1 else {
      canvas.put(OneLine(scene: scene).text(width: width), row: 0, column: 0, style: .title, in: area)
      return
    }
    let headline = Headline(scene: scene)
    let beside = headline.statusWidth(area.width)
    for (row, sentence) in headline.sentences(width: area.width).enumerated() {
      canvas.putField(
        sentence, row: row, column: 0, width: row == 0 ? max(1, area.width - beside) : area.width,
        style: row == 0 ? .title : .normal, ending: scene.glyphs.ellipsis, in: area)
    }
    let status = headline.status(width: area.width)
    let room = area.width - min(area.width, status.count)
    canvas.put(
      " " + status, row: 0, column: max(0, room - 1), style: statusStyle, in: area)
  }

  /// Nobody must take the past for the present.
  private var statusStyle: Style {
    if scene.status.mode.isPast { return Style(.warning, [.bold, .reverse]) }
    return scene.status.isRunning ? .accent : .warning
  }

  private func draw(_ pane: Layout.Pane, isAlone: Bool, into canvas: inout Canvas) {
    let hasFocus = pane.screen == scene.view.screen
    if let frame = pane.frame {
      canvas.drawBox(
        frame, title: title(pane.screen), style: hasFocus ? .accent : .border, titleStyle: hasFocus ? .accent : .title,
        glyphs: scene.glyphs)
    }
    let focus = hasFocus && scene.view.overlay == nil
    switch pane.screen {
    case .world: WorldScreen(scene: scene, area: pane.area, hasFocus: focus, isAlone: isAlone).draw(into: &canvas)
    case .region: RegionScreen(scene: scene, area: pane.area, hasFocus: focus).draw(into: &canvas)
    case .machine: MachineScreen(scene: scene, area: pane.area, hasFocus: focus).draw(into: &canvas)
    case .catalogue: CatalogueScreen(scene: scene, area: pane.area, hasFocus: focus).draw(into: &canvas)
    case .events: EventsScreen(scene: scene, area: pane.area, hasFocus: focus).draw(into: &canvas)
    case .timeline: TimelineScreen(scene: scene, area: pane.area, hasFocus: focus).draw(into: &canvas)
    }
  }

  private func title(_ screen: Screen) -> String {
    switch screen {
    case .region: "Region \(scene.names.region(scene.view.map.region))"
    case .world, .machine, .catalogue, .events, .timeline: screen.title
    }
  }

  /// What was just done, over the last line where there is no line for it.
  private func drawNoteLast(into canvas: inout Canvas) {
    guard let note = scene.view.note, height > 0 else { return }
    canvas.putField(
      note.text, row: height - 1, column: 0, width: width, style: note.isTrouble ? .failureText : .accent,
      ending: scene.glyphs.ellipsis)
  }

  /// What was just done or skipped; else the filter, or what the symbols mean.
  private func drawNote(_ layout: Layout, into canvas: inout Canvas) {
    let area = layout.note
    guard area.height > 0 else { return }
    let filter = scene.view.filters[scene.view.screen.rawValue]
    if let journey = scene.status.journey {
      draw("goes to that moment, Esc stays here: \(journey.text) ", journey, into: &canvas, area)
    } else if let note = scene.view.note {
      canvas.putField(
        note.text, row: 0, column: 0, width: area.width, style: note.isTrouble ? .failureText : .accent,
        ending: scene.glyphs.ellipsis, in: area)
    } else if scene.status.mode.isPast {
      canvas.putField(
        "You look at the past: \(scene.keys.name(.last)) goes back to now, \(scene.keys.name(.fork)) goes on from here as a what-if.",
        row: 0, column: 0, width: area.width, style: .warning, ending: scene.glyphs.ellipsis, in: area)
    } else if let target = scene.status.runsTo {
      canvas.put("Runs to \(target.rawValue), then stops.", row: 0, column: 0, style: .accent, in: area)
    } else if let skipped = scene.status.skipped {
      canvas.putField(
        "skipped \(Figures.duration(skipped.length)) of \(skipped.cause.rawValue) (\(scene.keys.name(.skipQuiet)) shows such stretches)",
        row: 0, column: 0, width: area.width, style: .accent, ending: scene.glyphs.ellipsis, in: area)
    } else if !filter.isEmpty {
      canvas.put("filter: \(filter)   Esc clears it", row: 0, column: 0, style: .accent, in: area)
    } else if let reading = scene.status.readAhead {
      // The rest of it is not on the timeline yet.
      draw("read ahead to \(reading.text) ", reading, into: &canvas, area)
    } else {
      Legend(glyphs: scene.glyphs, shown: canvas).draw(into: &canvas, area)
    }
  }

  private func draw(_ words: String, _ reading: Reach, into canvas: inout Canvas, _ area: Rect) {
    var column = canvas.put(words, row: 0, column: 0, style: .dim, in: area)
    let cells = min(40, area.width - column - 7)
    guard cells > 3 else { return }
    let bar = ProgressBar(reading.thousandths, of: 1_000, cells: cells, glyphs: scene.glyphs)
    column = bar.draw(into: &canvas, row: 0, column: column, in: area)
    canvas.put(" \(reading.thousandths / 10)%", row: 0, column: column, style: .dim, in: area)
  }
}

/// The run in one line: `2 DependencyAgentLinux P1/3 23% 1! x64 q?`.
struct OneLine {
  let scene: Scene

  func text(width: Int) -> String {
    let clock = Figures.clock(scene.now)
    let pace = scene.status.mode.isPast ? "PAST" : scene.status.isRunning ? scene.status.pace.text : "stopped"
    guard let rollout = scene.rollout else {
      return Headline.fit(["\(scene.fleet.name)  no rollout  \(pace)  \(clock)", "no rollout \(pace)"], width)
    }
    let total = rollout.total
    let percent = "\(Figures.percent(Int(total.upgraded), of: total.eligible))%"
    let bad = total.rolledBack + total.failed
    let failures = bad > 0 ? " \(bad)!" : ""
    let state = rollout.outcome?.rawValue ?? "P\(rollout.phase + 1)/\(scene.fleet.phasePlan.count)"
    let name = scene.names.handler(rollout.handler)
    let core = "\(state) \(percent)\(failures)"
    return Headline.fit(
      [
        "\(rollout.id) \(scene.rolloutName(rollout))  \(core)  \(pace)  \(clock)  ?=help",
        "\(rollout.id) \(name) \(core)  \(pace)  \(clock)", "\(rollout.id) \(name) \(core) \(pace)",
        "\(rollout.id) \(name.prefix(12)) \(core) \(pace)",
        "\(rollout.id) \(core) \(pace)", core,
      ], width)
  }
}

/// The last line: the screens, and the keys that matter most.
struct Footer {
  let scene: Scene
  let area: Rect
  let tier: Layout.Tier

  func draw(into canvas: inout Canvas) {
    guard area.height > 0 else { return }
    guard tier > .small else {
      drawKeys([.help, .open, .runOrStop, .quit], from: 0, into: &canvas)
      return
    }
    var column = 0
    for screen in Screen.allCases {
      let isHere = screen == scene.view.screen
      let text = isHere ? "[\(screen.rawValue) \(screen.title)]" : "\(screen.rawValue) \(screen.title)"
      scene.hits?.add(.action(screen.action), row: 0, column: column, width: text.count, in: area)
      column = canvas.put(text, row: 0, column: column, style: isHere ? .title : .dim, in: area) + 1
    }
    let actions: [Action] =
      area.width >= 120
      ? [.help, .runOrStop, .why, .faster, .slower, .faults, .automatic, .publish, .control, .filter, .command]
      : [.help, .runOrStop, .why]
    drawKeys(actions, from: column + 1, into: &canvas)
  }

  private func drawKeys(_ actions: [Action], from start: Int, into canvas: inout Canvas) {
    var column = start
    for action in actions {
      let binding = scene.keys.binding(action)
      if binding.changesRun && scene.status.mode.isReadOnly { continue }
      let name = scene.keys.name(action)
      guard column + name.count + binding.label.count + 1 <= area.width else { return }
      scene.hits?.add(
        .action(action), row: 0, column: column, width: name.count + 1 + binding.label.count, in: area)
      column = canvas.put(name, row: 0, column: column, style: .key, in: area)
      column = canvas.put(" \(binding.label)  ", row: 0, column: column, style: .dim, in: area)
    }
  }
}
