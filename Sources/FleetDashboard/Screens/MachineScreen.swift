import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// One VM: its extensions, where it stands, how it feels, and what happened to it.
struct MachineScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  func draw(into canvas: inout Canvas) {
    guard let vm = scene.view.machine else {
      canvas.put("No VM is chosen: open one in a region, or type :vm NAME.", row: 1, column: 2, style: .dim, in: area)
      return
    }
    let handlers = Self.handlers(on: vm, scene.fleet)
    scene.hits?.add(.extensions, area)
    let columns = MachineColumns(width: area.width)
    canvas.put(columns.heading, row: 0, column: 2, style: Style(.dim, .bold), in: area)
    for (row, handler) in handlers.prefix(max(0, area.height - 6)).enumerated() {
      scene.hits?.add(.installed(row), row: row + 1, in: area)
      drawExtension(handler, vm, row, columns, &canvas)
    }
    var rest = area.splitTop(1 + min(handlers.count, max(0, area.height - 6))).rest
    canvas.drawRow(rest, glyphs: scene.glyphs)
    rest = rest.splitTop(1).rest
    for line in facts(vm) {
      canvas.putField(line, row: 0, column: 2, width: rest.width - 2, ending: scene.glyphs.ellipsis, in: rest)
      rest = rest.splitTop(1).rest
    }
    if scene.fleet.exists(vm) {
      drawHealth(vm, into: &canvas, rest)
      rest = rest.splitTop(1).rest
    }
    drawHistory(vm, into: &canvas, rest)
  }

  static func handlers(on vm: VMIndex, _ fleet: Fleet) -> [HandlerIndex] {
    fleet.handlers.indices.filter { fleet.version(of: $0, on: vm) != nil }
  }

  private func drawExtension(
    _ handler: HandlerIndex, _ vm: VMIndex, _ row: Int, _ columns: MachineColumns, _ canvas: inout Canvas
  ) {
    let fleet = scene.fleet
    let cursor = scene.view.machineCursor
    let isHere = cursor.board == .extensions && cursor.row == row
    let rollout = scene.rollout(of: handler, on: vm)
    let state = scene.session.orchestrator.state(of: vm, in: rollout?.id)
    var column = canvas.put(scene.pointer(isHere), row: row + 1, column: 0, style: .accent, in: area)
    let isOn = fleet.isAutomatic(handler, on: vm)
    let look = "\(scene.symbol(StateWords.glyph(state, scene.glyphs))) \(StateWords.word(state))"
    for part in columns.parts {
      let (text, style): (String, Style) =
        switch part.column {
        case .name: (scene.names.handler(handler), .normal)
        case .installed:
          (scene.names.version(of: handler, on: vm) ?? "-", .normal)
        case .target: (rollout.map { Figures.version($0.targetVersion) } ?? "-", .normal)
        case .automatic: (isOn ? "on" : "off", isOn ? .normal : .held)
        case .state: (look, Style(StateWords.role(state)))
        case .tries: (rollout.map { String($0.attempts(of: vm)) } ?? "-", .normal)
        case .retry: (rollout.map { retry($0, vm, width: area.width - column) } ?? "-", .normal)
        }
      let width = part.column == .retry ? area.width - column : part.width
      column =
        canvas.putField(
          text, row: row + 1, column: column, width: width, style: style, ending: scene.glyphs.ellipsis, in: area) + 1
    }
    if isHere, hasFocus {
      canvas.restyle(Rect(row: area.row + row + 1, column: area.column, height: 1, width: 24), adding: .reverse)
    }
  }

  private func retry(_ rollout: Rollout, _ vm: VMIndex, width: Int) -> String {
    // Where the rollout is over nothing is tried again.
    guard rollout.isLive, let time = scene.session.orchestrator.retryTime(of: rollout.handler, on: vm) else {
      return "-"
    }
    if time == .max { return Headline.fit(["needs a person", "person"], width) }
    // R17: not before the set's own stop ends.
    let stop = rollout.stopped(scene.fleet.group(of: vm))?.until ?? 0
    let wait = max(time, stop) - scene.now
    if wait <= 0 { return "due" }
    return Headline.fit(
      ["in \(Figures.duration(wait))", Figures.duration(wait), "<= \(Figures.roughly(wait))"], width)
  }

  private func facts(_ vm: VMIndex) -> [String] {
    let fleet = scene.fleet
    let profile = fleet.profile(of: vm)
    let flags = fleet.flags(of: vm)
    let group = fleet.group(of: vm)
    let place = [
      fleet.zone(of: vm) > 0 ? "zone \(fleet.zone(of: vm))" : "no zone",
      fleet.updateDomain(of: vm).map { "update domain \($0)" } ?? "no update domain",
      "\(scene.names.kind(of: group)) \(scene.names.group(group))",
      "subscription \(fleet.subscriptions[fleet.subscription(of: vm)].name)",
    ].joined(separator: "   ")
    let own = [
      profile.os.rawValue, profile.size, flags.contains(.running) ? "running" : "stopped",
      flags.contains(.agentReady) ? "agent ready" : "agent lost", flags.contains(.protected) ? "protected" : "",
      flags.contains(.latestModel) ? "latest model" : "behind the model",
    ].filter { !$0.isEmpty }.joined(separator: "   ")
    return fleet.exists(vm) ? [place, own] : ["This VM was removed; above is what it ran last."]
  }

  /// Health over time as far as the log knows it, the newest on the right.
  private func drawHealth(_ vm: VMIndex, into canvas: inout Canvas, _ area: Rect) {
    let log = scene.memory.log
    let width = min(48, area.width - 38)
    var column = canvas.put("health  ", row: 0, column: 2, style: .dim, in: area)
    if width > 8 {
      var changes: [(time: Instant, health: MachineHealth)] = []
      for place in 0..<log.count {
        guard let health = VMHistory.health(of: vm, after: log[fromNewest: place].what) else { continue }
        changes.append((log.time(fromNewest: place), health))
      }
      // The log leaves out samples that found nothing wrong.
      let current = scene.fleet.health(of: vm)
      if let newest = changes.first, newest.health != current { changes.insert((scene.now, current), at: 0) }
      let span = Instant(10) * 60_000
      for cell in 0..<width {
        let time = scene.now - span * Instant(width - 1 - cell) / Instant(width)
        let health =
          changes.first { $0.time <= time }?.health ?? (changes.isEmpty ? scene.fleet.health(of: vm) : .healthy)
        let look = look(health)
        column = canvas.put(look.text, row: 0, column: column, style: Style(look.role), in: area)
      }
      column = canvas.put("  last 10 m, ", row: 0, column: column, style: .dim, in: area)
    }
    let now = StateWords.health(of: vm, in: scene.fleet)
    canvas.put(
      "now \(now)", row: 0, column: column, style: scene.fleet.countsAsUnhealthy(vm) ? .failureText : .normal, in: area)
  }

  private func look(_ health: MachineHealth) -> (text: String, role: Role) {
    switch health {
    case .healthy: ("+", .done)
    case .unhealthy: (scene.glyph(.failed), .failureText)
    case .unknown: (scene.glyph(.silent), .silent)
    case .initializing: (scene.glyph(.watching), .watching)
    }
  }

  private func drawHistory(_ vm: VMIndex, into canvas: inout Canvas, _ area: Rect) {
    let cursor = scene.view.machineCursor
    let entries = VMHistory.entries(of: vm, scene, count: max(0, area.height - 1) + cursor.historyRow)
    let isHere = cursor.board == .history
    scene.hits?.add(.history, area)
    canvas.put(
      "WHAT HAPPENED TO THIS VM, newest first", row: 0, column: 2,
      style: Style(isHere && hasFocus ? .accent : .dim, .bold),
      in: area)
    let words = scene.eventWords
    for (row, entry) in entries.dropFirst(cursor.historyRow).enumerated() {
      let name = scene.view.machine.map { scene.fleet.name(of: $0) + " " } ?? ""
      let line = words.line(entry.what, width: area.width - 16 + name.count)
      // Whose history it is stands above.
      let text = line.machine != nil && line.text.hasPrefix(name) ? String(line.text.dropFirst(name.count)) : line.text
      scene.hits?.add(.history(cursor.historyRow + row), row: row + 1, in: area)
      canvas.put(scene.pointer(isHere && row == 0), row: row + 1, column: 0, style: .accent, in: area)
      var column = canvas.putField(
        Figures.clock(entry.time), row: row + 1, column: 2, width: 12, style: .dim, in: area)
      column = canvas.put("\(scene.glyph(line.role)) ", row: row + 1, column: column, style: Style(line.role), in: area)
      canvas.putField(
        scene.drawn(text), row: row + 1, column: column, width: area.width - column, ending: scene.glyphs.ellipsis,
        in: area)
    }
    guard entries.isEmpty else { return }
    let log = scene.memory.log
    canvas.putField(
      log.isFull
        ? "nothing among the newest \(Figures.grouped(log.count)) events; older ones are not looked at" : "nothing yet",
      row: 1, column: 2, width: area.width - 2, style: .dim, ending: scene.glyphs.ellipsis, in: area)
  }
}

/// What the log knows of one VM.
enum VMHistory {
  /// The health that a VM has after an event; nil for events that say nothing of it. R4: what was upgraded is healthy.
  static func health(of vm: VMIndex, after what: SessionEvent.What) -> MachineHealth? {
    switch what {
    case .fleet(.health(vm, let health, _, _)): health
    case .rollout(.attemptEnded(let end)) where end.vm == vm && end.outcome == .upgraded: .healthy
    case .command, .digest, .fleet, .rollout: nil
    }
  }

  static func entries(of vm: VMIndex, _ scene: Scene, count: Int) -> [LogEntry] {
    let log = scene.memory.log
    var entries: [LogEntry] = []
    let filter = Filter(scene.view.filters[Screen.machine.rawValue])
    let words = scene.eventWords
    for place in 0..<log.count where entries.count < count {
      let entry = log[fromNewest: place]
      guard EventSubject.isAbout(entry.what, vm) else { continue }
      let isMatch =
        filter.isEmpty || filter.matches { $0.isEmpty || $0 == "text" ? [words.line(entry.what).text] : nil }
      if isMatch { entries.append(entry) }
    }
    return entries
  }
}
